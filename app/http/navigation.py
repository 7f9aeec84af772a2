"""The navigation bar: each door adds its items beside its routes; a person sees those they may enter."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for

from app.http.access import access_to

_KEY = "navigation_items"


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A place in the navigation bar: words and the endpoint they lead to, one that needs no arguments."""

    text: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An item as this person sees it on this page."""

    text: str
    href: str
    current: bool
    active: bool


def add_navigation(app: Flask, *items: NavigationItem) -> None:
    """Adds items, in order, after those already there."""
    app.extensions.setdefault(_KEY, []).extend(items)


def navigation_for(app: Flask, role: str, here: str | None = None) -> tuple[NavigationLink, ...]:
    """The items whose endpoint admits this role; the one being used is marked, inside a door the door's first.

    `here` is the endpoint being used, where it is not the request's.
    """
    items: list[NavigationItem] = app.extensions.get(_KEY, [])
    here = request.endpoint or "" if here is None else here
    exact = any(item.endpoint == here for item in items)
    room = next((item for item in items if _module(item.endpoint) == _module(here)), None)
    return tuple(
        NavigationLink(
            text=item.text,
            href=url_for(item.endpoint),
            current=item.endpoint == here,
            active=item.endpoint == here or (not exact and item is room),
        )
        for item in items
        if (access := access_to(app, item.endpoint)) and access.admits_role(role)
    )


def _module(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]
