"""An IG officer holds a case by its reference and ends that; auditors read it, and nobody else enters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.governance.site import HOST, Site
from tests.web.governance.site import sound as parsed
from tests.web.pages import posted

WHY, HEARD = "Madeup: a claim was notified.", "Madeup: by letter."


def sound(answer: TestResponse) -> str:
    """What a page says whose markup is sound."""
    parsed(answer)
    return answer.text


@pytest.fixture
def case(site: Site) -> Iterator[str]:
    """The page of the played case’s hold, at a moment of the test's own."""
    yield f"/holds/{site.played.case.id}"
    site.exchange.clock.forward(timedelta(minutes=1))


def sends(client: FlaskClient, case: str, what: str, **typed: str) -> TestResponse:
    """Fill in the form of the page and send it to hold the case, or to end that."""
    form = posted(client.get(case).text)
    for name, text in typed.items():
        form[name] = text
    return client.post(f"{case}/{what}", data=form, headers={"Referer": f"https://{HOST}{case}"})


def test_it_is_found_held_listed_and_ended(site: Site, officer: FlaskClient, auditor: FlaskClient, case: str) -> None:
    assert "No case is held." in sound(officer.get("/holds"))
    found = officer.get(f"/holds?reference={site.played.request.reference}")
    assert (found.status_code, found.location) == (303, case)
    page = officer.get(case)
    assert "It is not held." in sound(page)
    assert "1 request" in page.text or "2 requests" in page.text
    wrong = sends(officer, case, "hold", reason="", heard="")
    assert wrong.status_code == 422
    for said in ("Say why it is held", "Write down who told you", "looked at again"):
        assert said in sound(wrong)
    late = site.exchange.clock.now() + timedelta(days=40)
    day = {"again-day": str(late.day), "again-month": str(late.month), "again-year": str(late.year)}
    early = sends(officer, case, "hold", reason=WHY, heard=HEARD, **{**day, "again-year": "2020"})
    assert "Give a later day than today" in sound(early)
    assert WHY in early.text, "nothing typed is lost"
    held = sends(officer, case, "hold", reason=WHY, heard=HEARD, **day)
    assert (held.status_code, held.location) == (303, case)
    assert "Held since" in sound(officer.get(case))
    assert WHY not in officer.get(case).text, "why is for whoever is on the case"
    assert case in officer.get("/holds").text
    reading = auditor.get(case)
    assert "Held since" in sound(reading)
    assert f"{case}/end" not in reading.text
    site.exchange.clock.forward(timedelta(minutes=1))
    assert "Say why the hold ends" in sound(sends(officer, case, "end", reason=""))
    ended = sends(officer, case, "end", reason="Madeup: the claim has ended.")
    assert ended.status_code == 303
    assert "It is not held." in sound(officer.get(case))


def test_a_reference_that_is_nothing_here_is_said(site: Site, officer: FlaskClient) -> None:
    assert "has no case or request of this reference" in sound(officer.get("/holds?reference=ABCD-234J"))
    assert "Enter the reference" in sound(officer.get("/holds?reference=ABC"))


def test_nobody_else_enters(site: Site, case: str) -> None:
    for actor in (site.played.case.decider, site.played.case.collator, site.played.responder):
        client = site.client(actor)
        assert (client.get("/holds").status_code, client.get(case).status_code) == (404, 404)
