"""Whoever tries a lot slows down those who share the address, and locks out nobody."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demonstration.identity_provider.visitor import Form
from app.services.identity.find_provider import ASKED, STARTS
from app.services.identity.slow_down import GOOD_FOR, WAIT, SlowDown, slow_down
from tests.identity.arriving import ADDRESS, Arriving

EMAIL = {"email": "amina@town.example", "next": "/log"}


def worn_out(arriving: Arriving) -> None:
    """A stranger behind the same proxy has used up what one address may try."""
    for limit, who in ((STARTS, f"{arriving.provider.id} 127.0.0.1"), (ASKED, "127.0.0.1")):
        for _ in range(limit.most + 50):
            try:
                slow_down(arriving.runtime, limit, who, "")
            except SlowDown:
                continue


def go_on(arriving: Arriving, page: TestResponse, browser: FlaskClient | None = None) -> TestResponse:
    """Press the button of the page that asks to wait."""
    assert page.status_code == 429
    return (browser or arriving.browser).post("/account/sign-in", data=Form(page.text).hidden, base_url=ADDRESS)


def test_who_comes_after_a_flood_waits_seconds_and_is_let_through(arriving: Arriving) -> None:
    worn_out(arriving)
    for form in (EMAIL, {"provider": "town"}):
        page = arriving.post("/account/sign-in", form)
        assert page.headers["Retry-After"] == str(WAIT.seconds)
        assert f"wait {WAIT.seconds} seconds" in page.text
        too_soon = go_on(arriving, page)
        arriving.later(seconds=WAIT.seconds)
        going = go_on(arriving, too_soon)
        assert going.status_code == 200, going.text
        assert "Going to Provider town" in going.text


def test_a_ticket_is_ours_ripe_fresh_and_used_once(arriving: Arriving) -> None:
    worn_out(arriving)
    page = arriving.post("/account/sign-in", EMAIL)
    arriving.later(seconds=WAIT.seconds)
    ticket = Form(page.text).hidden["ticket"]
    flip = "0" if ticket[-1] != "0" else "1"
    for edited in (ticket[:-1] + flip, "9" + ticket, "", ".", "²" * 9, "x" * 5000, ticket.rpartition(".")[0]):
        assert arriving.post("/account/sign-in", {**EMAIL, "ticket": edited}).status_code == 429
    assert go_on(arriving, page).status_code == 200
    assert go_on(arriving, page).status_code == 429
    old = arriving.post("/account/sign-in", EMAIL)
    arriving.later(seconds=GOOD_FOR.seconds + 1)
    worn_out(arriving)
    assert go_on(arriving, old).status_code == 429


def test_invented_providers_count_against_nobody(arriving: Arriving) -> None:
    for _ in range(STARTS.most + 1):
        assert arriving.browser.get("/account/return/elsewhere?state=x", base_url=ADDRESS).status_code == 401
    mark = Form(arriving.browser.get("/account/sign-in", base_url=ADDRESS).text).hidden["csrf_token"]
    for _ in range(STARTS.most + 1):
        form = {"csrf_token": mark, "provider": "elsewhere"}
        assert arriving.browser.post("/account/sign-in", data=form, base_url=ADDRESS).status_code == 404
    assert arriving.post("/account/sign-in", {"provider": "town"}).status_code == 200
    assert arriving.post("/account/sign-in", EMAIL).status_code == 200


def test_guessing_domains_slows_down_soon_and_what_was_typed_is_kept(arriving: Arriving) -> None:
    mark = Form(arriving.browser.get("/account/sign-in", base_url=ADDRESS).text).hidden["csrf_token"]
    said = []
    for number in range(ASKED.most + 2):
        form = {"csrf_token": mark, "email": f"a@guess{number}.example", "next": "/log"}
        said.append(arriving.browser.post("/account/sign-in", data=form, base_url=ADDRESS))
    assert [page.status_code for page in said[-3:]] == [422, 429, 429]
    kept = Form(said[-1].text).hidden
    assert (kept["email"], kept["next"]) == (f"a@guess{ASKED.most + 1}.example", "/log")
