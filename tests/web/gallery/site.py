"""The gallery's application: real layout, headers, guard and error pages around made-up content."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader

from app.domain.answers import Answer
from app.domain.errors import DatabaseUnavailable, InvalidInput, NotFound, NotPermitted, Stale
from app.domain.identity import Actor
from app.factory import STARTER
from app.http.access import allow, public, register_guard
from app.http.current import Visitor, register_current
from app.http.errors import register_errors
from app.http.headers import register_headers
from app.http.logs import register_logs
from app.http.navigation import NavigationItem, add_navigation
from app.http.opening import opens
from app.http.page import STATIC, EmergencyNumber, Site, register_pages, render_page
from app.schemas.answers import load_answers, load_gists
from app.web.clock_words import due_words
from app.web.field_forms import change_rows, error_links, errors_by_id, read_answers, row_change
from app.web.help.register import SUPPORT
from app.web.template_words import register_words
from app.web.typed_again import raw_answers
from policies.engine.loading import load_release
from tests.policies.conftest import POLICIES
from tests.web.gallery.examples import EXAMPLES

NOW = datetime(2026, 11, 20, 13, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
FIELDS = tuple(example.field for example in EXAMPLES)
TYPED = {
    example.field.key: {"answer": "value", "value": example.typed, "nature": "fact", "note": "", "ground": "",
                        "gist": "A routine visit" if example.field.gist else "",
                        "information_date": {"day": "2", "month": "4", "year": "2026"}}
    for example in EXAMPLES
}  # fmt: skip
SEEN = [("Collators in the hub", "masked"), ("The hub’s decision-maker", "full"), ("Early help lead", "gist")]
CSRF_SECRET = "made-up secret of the gallery"  # signs nothing but the gallery's own forms
RELEASE = load_release(POLICIES)


def an_actor(role: str = "hub_collator") -> Actor:
    """A made-up person acting in a role."""
    one = UUID(int=1)
    return Actor(one, one, one, "hub", "Madeupshire hub", role, "Sam Example", one)


def create_gallery(
    *, actor: Actor | None = None, visitor: Visitor | None = None, refusals: list[str] | None = None
) -> Flask:
    """The gallery, with `actor` signed in for every request; refused endpoints are added to `refusals`."""
    app = Flask("gallery", static_folder=str(STATIC))
    app.config.update(SECRET_KEY=CSRF_SECRET, SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-gallery")
    site = Site(
        emergency=(EmergencyNumber("the Madeupshire hub", "01632 960 000"),),
        demonstration=True,
        role_labels=lambda: {"hub_collator": "Collator"},
        support=SUPPORT,
    )
    register_logs(app)
    register_pages(app, site, policy_notice=lambda: STARTER)
    register_words(app, now=lambda: NOW, release=lambda: RELEASE)
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(Path(__file__).parent / "templates"), _loader(app)])
    register_headers(app, https=True)
    register_current(app, lambda _request: Visitor("Sam Example", 2, actor, LATER, LATER) if actor else visitor)
    register_guard(
        app,
        roles_for=lambda _duty: (),
        record_refusal=lambda _actor, endpoint: (refusals if refusals is not None else []).append(endpoint),
        to_sign_in=lambda: Response("sign in", 303, {"Location": "/sign-in"}),
        to_choose_membership=lambda: Response("choose", 303, {"Location": "/account/organisation"}),
    )
    CSRFProtect(app)
    register_errors(app)
    _add_pages(app)
    add_navigation(app, NavigationItem("Board", "components"), NavigationItem("Log", "for_officers"))
    return app


def _loader(app: Flask) -> BaseLoader:
    loader = app.jinja_env.loader
    assert loader is not None
    return loader


def _add_pages(app: Flask) -> None:
    @app.get("/")
    @allow(roles=["hub_collator"])
    def components() -> Response:
        return render_page(
            "gallery.html",
            clocks=[due_words(NOW + timedelta(minutes=left), NOW) for left in (-95, 20, 180, 1500, 9000)],
            seen=SEEN,
            events=[{"title": "Sent", "by": "Sam Example", "at": NOW, "text": "To eight partners"}],
            now=NOW,
            examples=EXAMPLES,
            given={one.field.key: Answer("value", one.value, "fact", date(2026, 4, 2), "A note") for one in EXAMPLES},
            declined=Answer("declined", note="A court order forbids it.", ground="legal_bar"),
            short=Answer("value", "A routine visit", "opinion", None),
        )

    @app.route("/form", methods=["GET", "POST"])
    @allow(roles=["hub_collator"])
    def form() -> Response:
        raw = TYPED if request.args.get("filled") else {}
        if request.method == "POST":
            raw = read_answers(request.form, FIELDS)
            if change := row_change(request.form):
                return render_page(
                    "gallery_form.html", fields=FIELDS, raw=change_rows(raw, change), errors={}, seen=SEEN
                )
            try:
                answers = load_answers(raw, FIELDS, today=NOW.date())
                gists = load_gists(raw, answers, FIELDS)
            except InvalidInput as error:
                return render_page(
                    "gallery_form.html", error_links=error_links(error.errors), fields=FIELDS, raw=raw,
                    errors=errors_by_id(error.errors), seen=SEEN,
                )  # fmt: skip
            raw = raw_answers(answers, {field.key: field for field in FIELDS}, gists)
        return render_page("gallery_form.html", fields=FIELDS, raw=raw, errors={}, seen=SEEN)

    @app.get("/plain")
    @public
    def plain() -> Response:
        errors = {"probation_date.month": "Enter the month of “Date of the last visit”, for example 27 3 2026"}
        return render_page(
            "gallery_plain.html", error_links=error_links(errors), fields=FIELDS, errors=errors_by_id(errors),
            raw={one.field.key: one.typed for one in EXAMPLES},
        )  # fmt: skip

    @app.get("/officers")
    @allow(roles=["ig_officer"])
    def for_officers() -> Response:
        return render_page("gallery_plain.html", fields=(), errors={}, raw={})

    @app.get("/open")
    @opens
    @allow(roles=["hub_collator"])
    def an_opening() -> Response:
        return Response("opened")

    @app.get("/undeclared")
    def undeclared() -> Response:
        return Response("never")

    @app.get("/fails/<kind>")
    @public
    def fails(kind: str) -> Response:
        failures: dict[str, Exception] = {
            "missing": NotFound(), "refused": NotPermitted(), "stale": Stale("The return was changed at 2pm."),
            "database": DatabaseUnavailable(), "fault": RuntimeError("Maria Madeup-Surname, 1 Example Street"),
            "input": InvalidInput({"a": "Enter the date of the last visit, for example 27 3 2026"}),
        }  # fmt: skip
        raise failures[kind]
