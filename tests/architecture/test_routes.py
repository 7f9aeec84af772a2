"""Every route says whom it admits; the table here repeats it, so that a change of access is always read by somebody."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.http.access import Access, access_to, public, undeclared_endpoints
from app.http.opening import opens
from tests.architecture.access_table import ACCESS, ANYBODY, OPENED_BY_POST_ALONE, SIGNED_IN
from tests.architecture.reaching import calls_of, openers
from tests.architecture.routes import routed_app


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application with every door."""
    return routed_app()


def words_of(access: Access | None) -> frozenset[str]:
    if access is None:
        return frozenset()
    if access.anybody:
        return frozenset({ANYBODY})
    return frozenset({SIGNED_IN}) if access.any_signed_in else access.roles


def is_guarded(view: Callable[..., Any]) -> bool:
    """Whether `@opens` stands above the view."""
    seen: Any = view
    while seen is not None:
        if seen.__code__.co_filename == inspect.getfile(opens):
            return True
        seen = getattr(seen, "__wrapped__", None)
    return False


def opening_endpoints(app: Flask) -> frozenset[str]:
    """Endpoints whose GET can reach the gate."""
    found = set()
    for rule in app.url_map.iter_rules():
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        if "GET" in (rule.methods or ()) and f"{view.__module__}.{view.__name__}" in openers():
            found.add(rule.endpoint)
    return frozenset(found)


def test_no_route_leaves_its_access_unsaid(app: Flask) -> None:
    assert undeclared_endpoints(app) == ()


def test_a_route_that_leaves_it_unsaid_is_listed(app: Flask) -> None:
    planted = Flask("planted")
    planted.add_url_rule("/planted", "planted", lambda: "")
    planted.add_url_rule("/open", "open", public(lambda: ""))
    assert undeclared_endpoints(planted) == ("planted", "static")


def test_the_table_holds_every_endpoint_and_whom_it_admits(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name: words_of(access_to(app, name)) for name in endpoints} == ACCESS


def test_administrators_reach_no_content(app: Flask) -> None:
    admitted = {rule.endpoint: access_to(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    theirs = {name for name, access in admitted.items() if access is not None and "administrator" in access.roles}
    assert theirs
    assert theirs & opening_endpoints(app) == set()


def test_every_page_that_opens_a_record_is_a_deliberate_visit(app: Flask) -> None:
    unguarded = {name for name in opening_endpoints(app) if not is_guarded(app.view_functions[name])}
    assert unguarded == OPENED_BY_POST_ALONE


def test_the_doors_do_open_records(app: Flask) -> None:
    assert len(opening_endpoints(app)) >= 5


def test_an_opener_is_found_in_source(tmp_path: Path) -> None:
    module = tmp_path / "app" / "web" / "planted.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from app.services.disclosure.gate import open_records\n"
        "from app.services.disclosure import gate\n"
        "def direct(): return open_records()\n"
        "def dotted(): return gate.open_records()\n"
        "def through(): return direct()\n"
        "def harmless(): return 1\n"
    )
    calls = dict(calls_of(module, tmp_path))
    target = "app.services.disclosure.gate.open_records"
    assert target in calls["app.web.planted.direct"]
    assert target in calls["app.web.planted.dotted"]
    assert "app.web.planted.direct" in calls["app.web.planted.through"]
    assert calls["app.web.planted.harmless"] == frozenset()
