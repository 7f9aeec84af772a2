"""Trouble between typing and sending: the page keeps what was typed, for the same person in the same role to send."""

from __future__ import annotations

from typing import NoReturn

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demonstration.identity_provider.visitor import Form
from app.domain.errors import DatabaseUnavailable
from tests.identity.arriving import ADDRESS, Arriving

TYPED = "forty minutes of it,\nwith “quotes” & <signs>"


def send(arriving: Arriving) -> TestResponse:
    """Send the form that has been open all the while."""
    return arriving.post("/note", {"text": TYPED, "ticked": "yes"})


def send_again(arriving: Arriving, page: TestResponse, browser: FlaskClient | None = None) -> TestResponse:
    """Press the button of the page that kept it."""
    assert '<form action="/note" method="post">' in page.text
    return (browser or arriving.browser).post("/note", data=Form(page.text).hidden, base_url=ADDRESS)


def second_membership(arriving: Arriving) -> str:
    """Amina works for the police too; the new membership."""
    with arriving.database.work(None) as work:
        amina = work.identity.person_for(arriving.provider.id, "amina")
    assert amina is not None
    police = arriving.people.organisation("Police", "police")
    return str(arriving.people.member(amina, police, "police_desk").id)


def first_membership(arriving: Arriving) -> str:
    with arriving.database.work(None) as work:
        amina = work.identity.person_for(arriving.provider.id, "amina")
        assert amina is not None
        return str(work.identity.memberships_of(amina.id)[0].membership.id)


def test_a_session_that_ended_while_typing_loses_nothing(arriving: Arriving) -> None:
    arriving.sign_in()
    arriving.later(minutes=40)
    page = send(arriving)
    assert page.status_code == 401
    assert 'href="/account/sign-in" target="_blank" rel="noopener"' in page.text
    assert TYPED not in page.text  # but escaped
    assert send_again(arriving, page).status_code == 401  # still signed out, still kept
    arriving.sign_in()
    assert send_again(arriving, page).text == f"Amina Example wrote {TYPED}"


@pytest.mark.parametrize(
    "trouble, status", [(DatabaseUnavailable("The database does not answer."), 503), (RuntimeError("A fault."), 500)]
)
def test_a_database_that_is_down_or_a_fault_of_ours_loses_nothing(
    arriving: Arriving, monkeypatch: pytest.MonkeyPatch, trouble: Exception, status: int
) -> None:
    def fails(*_: object) -> NoReturn:
        raise trouble

    arriving.sign_in()
    with monkeypatch.context() as outage:
        outage.setattr("app.web.account.register.find_session", fails)
        page = arriving.browser.post("/note", data={"text": TYPED, **mark(arriving)}, base_url=ADDRESS)
    assert page.status_code == status
    assert send_again(arriving, page).text == f"Amina Example wrote {TYPED}"


def mark(arriving: Arriving) -> dict[str, str]:
    return {"csrf_token": Form(arriving.get("/account/sign-in").text).hidden["csrf_token"]}


def test_nobody_sends_what_somebody_else_left_open(arriving: Arriving) -> None:
    bo = arriving.people.person(arriving.provider, "bo")
    arriving.people.member(bo, arriving.people.organisation("Another hub"), "hub_collator")
    arriving.sign_in()
    left_open = mark(arriving)
    arriving.later(minutes=40)
    page = send(arriving)
    arriving.sign_in("bo")
    for refused in (
        send_again(arriving, page),
        arriving.browser.post("/note", data={"text": TYPED, **left_open}, base_url=ADDRESS),
    ):
        assert refused.status_code == 400
        assert "before somebody else signed in here" in refused.text
        assert "forty minutes" not in refused.text


def test_nobody_acts_for_the_organisation_they_left(arriving: Arriving) -> None:
    arriving.sign_in()
    mine, police = first_membership(arriving), second_membership(arriving)
    left_open = mark(arriving)
    assert arriving.post("/account/organisation", {"membership": mine}).status_code == 303
    assert arriving.browser.post("/note", data={"text": "a", **left_open}, base_url=ADDRESS).status_code == 200
    assert arriving.post("/account/organisation", {"membership": police}).status_code == 303
    assert arriving.browser.post("/note", data={"text": "a", **left_open}, base_url=ADDRESS).status_code == 400


def test_before_the_choice_is_made_again_nothing_is_lost_either(arriving: Arriving) -> None:
    mine = first_membership(arriving)
    second_membership(arriving)
    arriving.sign_in()
    arriving.post("/account/organisation", {"membership": mine})
    arriving.later(minutes=40)
    page = send(arriving)
    arriving.sign_in()
    not_yet = send_again(arriving, page)
    assert not_yet.status_code == 403
    assert 'href="/account/organisation" target="_blank"' in not_yet.text
    arriving.post("/account/organisation", {"membership": mine})
    assert send_again(arriving, not_yet).text == f"Amina Example wrote {TYPED}"


def test_a_form_without_our_mark_is_never_given_one(arriving: Arriving) -> None:
    page = arriving.browser.post("/note", data={"text": "a stranger’s"}, base_url=ADDRESS)
    assert page.status_code == 400
    assert "stranger" not in page.text
    assert "csrf_token" not in page.text
