"""An act that needs strong and fresh proof: refused without it, and nothing lost on the way there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.adapters.identity.claims import strong_at
from app.demonstration.identity_provider.visitor import Form
from app.services.identity.register_provider import count_as_strong
from tests.identity.arriving import ADDRESS, Arriving, Asked
from tests.identity.made_up_tokens import NOW

TYPED = "a reason of “several” words"


@pytest.fixture
def strongly(arriving: Arriving) -> Arriving:
    """The same, where a second factor is told by `acr` or `amr`."""
    count_as_strong(arriving.people.base.admin, arriving.provider.key, ["aal2", "mfa"])
    return replace(arriving, provider=replace(arriving.provider, strong=("aal2", "mfa")))


def proof(arriving: Arriving, ago: int = 0, **claims: Any) -> dict[str, Any]:
    return {"auth_time": int(arriving.clock.now().timestamp()) - ago, "acr": "aal2", **claims}


def act(arriving: Arriving) -> TestResponse:
    return arriving.post("/act", {"text": TYPED})


def confirm(arriving: Arriving) -> Asked:
    """Press the button of the page that says why."""
    page = arriving.get("/account/confirm")
    going = arriving.browser.post("/account/confirm", data=Form(page.text).hidden, base_url=ADDRESS)
    onwards = Form(going.text).onwards
    assert onwards is not None, going.text
    asked = parse_qs(urlsplit(onwards).query)
    assert (asked["max_age"], asked["acr_values"]) == (["0"], ["aal2 mfa"])
    return Asked(asked["state"][0], asked["nonce"][0])


def test_whoever_signed_in_strongly_acts_for_an_hour(strongly: Arriving) -> None:
    strongly.sign_in(**proof(strongly))
    assert act(strongly).text == f"Amina Example did {TYPED}"
    strongly.later(minutes=29)
    assert act(strongly).status_code == 200
    strongly.later(minutes=29)
    assert act(strongly).status_code == 200
    strongly.later(minutes=2)
    assert act(strongly).status_code == 403


def test_the_way_there_and_back_loses_nothing(strongly: Arriving) -> None:
    strongly.sign_in()
    kept = act(strongly)
    assert kept.status_code == 403
    assert 'href="/account/confirm" target="_blank"' in kept.text
    back = strongly.come_back(confirm(strongly), **proof(strongly))
    assert (back.status_code, back.headers["Location"]) == (303, "/account/confirmed")
    assert "Send it again" in strongly.get("/account/confirmed").text
    sent = strongly.browser.post("/act", data=Form(kept.text).hidden, base_url=ADDRESS)
    assert sent.text == f"Amina Example did {TYPED}"


@pytest.mark.parametrize(
    "claims",
    [
        {"acr": None},
        {"acr": "aal1"},
        {"acr": ["aal2"]},
        {"acr": "aal1", "amr": ["pwd"]},
        {"acr": None, "amr": "mfa"},
        {"auth_time": None},
        {"auth_time": "now"},
        {"auth_time": True},
    ],
)
def test_what_is_not_said_or_is_weak_confirms_nothing(strongly: Arriving, claims: dict[str, Any]) -> None:
    strongly.sign_in()
    page = strongly.come_back(confirm(strongly), **proof(strongly, **claims))
    assert page.status_code == 401
    assert "second factor" in page.text
    assert act(strongly).status_code == 403
    assert strongly.is_signed_in()


def test_an_old_proof_confirms_nothing(strongly: Arriving) -> None:
    strongly.sign_in()
    page = strongly.come_back(confirm(strongly), **proof(strongly, ago=120))
    assert page.status_code == 401
    assert act(strongly).status_code == 403


def test_amr_counts_as_well(strongly: Arriving) -> None:
    strongly.sign_in()
    strongly.come_back(confirm(strongly), **proof(strongly, acr=None, amr=["pwd", "mfa"]))
    assert act(strongly).status_code == 200


def test_whoever_works_in_two_places_confirms_in_the_one_they_were_in(strongly: Arriving) -> None:
    strongly.sign_in()
    with strongly.database.work(None) as work:
        amina = work.identity.person_for(strongly.provider.id, "amina")
    assert amina is not None
    strongly.people.member(amina, strongly.people.organisation("Police", "police"), "police_desk")
    before = strongly.get("/board").text.split("|")[1:3]
    kept = act(strongly)
    strongly.come_back(confirm(strongly), **proof(strongly))
    assert strongly.get("/board").text.split("|")[1:3] == before
    assert strongly.browser.post("/act", data=Form(kept.text).hidden, base_url=ADDRESS).status_code == 200


def test_somebody_else_who_confirms_does_not_act_as_the_first(strongly: Arriving) -> None:
    police = strongly.people.organisation("Police", "police")
    strongly.people.member(strongly.people.person(strongly.provider, "bo"), police, "police_desk")
    strongly.sign_in()
    kept = act(strongly)
    strongly.come_back(confirm(strongly), "bo", **proof(strongly))
    sent = strongly.browser.post("/act", data=Form(kept.text).hidden, base_url=ADDRESS)
    assert sent.status_code == 400
    assert TYPED not in sent.text


def test_where_nothing_counts_as_strong_it_is_refused_and_said_what_to_do(arriving: Arriving) -> None:
    arriving.sign_in(**proof(arriving))
    assert act(arriving).status_code == 403
    page = arriving.get("/account/confirm")
    assert "This cannot be done yet" in page.text
    assert arriving.post("/account/confirm", {}).status_code == 403


def test_a_row_that_is_made_strong_by_sql_stands_for_nobody(strongly: Arriving) -> None:
    strongly.sign_in()
    with strongly.owner.begin() as connection:
        connection.execute(text("UPDATE web_session SET strong_at = last_seen_at"))
    assert act(strongly).status_code == 401


def test_no_address_leads_to_having_confirmed(strongly: Arriving) -> None:
    asked = strongly.start("/account/confirmed")
    assert strongly.come_back(asked).headers["Location"] == "/"


def test_a_time_to_come_is_now() -> None:
    later = int(NOW.timestamp()) + 20
    assert strong_at({"acr": "aal2", "auth_time": later}, ("aal2",), NOW) == NOW
    assert strong_at({"acr": "aal2", "auth_time": 10**30}, ("aal2",), NOW) is None
