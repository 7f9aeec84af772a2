"""Pages of a list by key, from the address. What does not look like a key is the first page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from app.domain.lists import Page
from app.services.research.list_requests import Listed
from app.web.tallies import first_of, neighbouring


def page_of(typed: Mapping[str, str]) -> Page:
    """The page an address asks for."""
    return Page(after=_key(typed.get("after")), before=_key(typed.get("before")))


def neighbours(listed: Listed[Any], filters: Mapping[str, str | None]) -> tuple[dict[str, str], dict[str, str]]:
    """What the addresses of the newer and the older page carry, filters included; empty where there is none."""
    kept = {name: value for name, value in filters.items() if value}
    newer = {**kept, "before": listed.previous} if listed.previous else {}
    older = {**kept, "after": listed.following} if listed.following else {}
    return newer, older


def addresses(endpoint: str, listed: Listed[Any], filters: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    """Where the newer and the older page are, with the filters and the number of the first row."""
    first, shown = first_of(request.args, page_of(request.args)), len(listed.rows)
    newer, older = (
        {**one, **neighbouring(first, shown, older=which)} if one else {}
        for one, which in zip(neighbours(listed, filters), (False, True), strict=True)
    )
    newer_url, older_url = (f"{url_for(endpoint)}?{urlencode(one)}" if one else None for one in (newer, older))
    return newer_url, older_url


def _key(typed: str | None) -> str | None:
    moment, _, file_id = (typed or "").partition("~")
    try:
        aware = datetime.fromisoformat(moment).tzinfo is not None
        UUID(file_id)
    except ValueError:
        return None
    return typed if aware else None
