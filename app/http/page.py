"""Pages: where templates are, what every layout knows, and the one way to render."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask.templating import Environment
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from app.domain.rehearsals import MARK
from app.http import current
from app.http.access import may_follow
from app.http.compiled_templates import COMPILED
from app.http.navigation import navigation_for

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STATIC = Path(__file__).resolve().parents[1] / "static"
SERVICE_NAME = "Partner Research Exchange"
ASSETS = 256
"""Addresses of static files that are remembered."""


class Templates(Environment):
    """Templates that share one dictionary of globals: none is ever given any of its own.

    The library lays an empty dictionary over the globals for each template, and compares the two name by name at every
    import of a macro.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """Whom to ring after 999: the hub's name and its verified telephone number."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True)
class SupportLink:
    """A page at the foot of every other, for anybody: its words and its address."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Site:
    """What every page shows from the settings alone, so that it can be shown without a database."""

    emergency: tuple[EmergencyNumber, ...]
    demonstration: bool
    role_labels: Callable[[], Mapping[str, str]]
    sign_out_url: str = "/account/sign-out"
    change_url: str = "/account/organisation"
    mails_url: str = "/account/mails"
    hours_url: str = "/account/hours-and-cover"
    stay_url: str = "/account/stay"
    sign_in_url: str = "/account/sign-in"
    support: tuple[SupportLink, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: the sentence that names the fix, and the id of the input it is about."""

    text: str
    href: str


def register_pages(app: Flask, site: Site, *, policy_notice: Callable[[], str | None]) -> None:
    """Gives templates their loader and the layout its surroundings.

    `policy_notice` is what every page says of how far the policy may be relied on. It must not need a database.
    """
    app.jinja_environment = Templates
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True, "bytecode_cache": COMPILED}
    app.jinja_env.loader = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    hashes = asset_hashes(STATIC)

    @lru_cache(ASSETS)
    def asset_at(root: str, name: str) -> str:
        return app.url_map.bind("", script_name=root).build("static", {"filename": name, "v": hashes[name][:12]})

    def asset(name: str) -> str:
        return asset_at(request.script_root, name)

    def surroundings() -> dict[str, Any]:
        visitor = current.known_visitor()
        actor = visitor.actor if visitor else None
        return {
            "service_name": SERVICE_NAME,
            "site": site,
            "visitor": visitor,
            "actor": actor,
            "rehearsal": MARK if actor and actor.rehearsal else None,
            "role_label": site.role_labels().get(actor.role, actor.role) if actor else None,
            "navigation": navigation_for(app, actor.role) if actor else (),
            "may_follow": lambda href: actor is not None and may_follow(app, actor.role, href),
            "policy_notice": policy_notice(),
            "error_links": (),
        }

    app.jinja_env.globals["asset"] = asset
    app.context_processor(surroundings)


def render_page(
    template: str, *, status: int | None = None, error_links: Sequence[ErrorLink] = (), **context: Any
) -> Response:
    """A page as a response: 422 when it shows errors, 200 otherwise, unless `status` says so."""
    text = render_template(template, error_links=tuple(error_links), **context)
    return make_response(text, status or (422 if error_links else 200))


def asset_hashes(folder: Path) -> dict[str, str]:
    """Relative path → SHA-256 of each static file; the address of a file changes when its content does."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
