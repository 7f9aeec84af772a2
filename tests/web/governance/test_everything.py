"""The page of everything about one person of a case: the reference, whom and why, and what it cannot find."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.web.governance.site import Site, sound


def test_whom_and_why_are_asked_and_then_all_of_it_is_said(site: Site, officer: FlaskClient) -> None:
    assert "It finds what is in one case" in officer.get("/everything").text
    page = f"/everything?reference={site.played.request.reference}"
    asked = officer.get(page)
    sound(asked)
    wrong = officer.post("/everything", data={**_form(officer, page), "reason": ""}, headers=_FROM)
    sound(wrong)
    assert "Choose one of the people" in wrong.text
    assert "Say why you need it" in wrong.text
    before = len(site.exchange.leaves())
    typed = {**_form(officer, page), "about": str(site.played.case.people[0]), "reason": "Madeup: a request came in."}
    found = officer.post("/everything", data=typed, headers=_FROM)
    sound(found)
    assert site.kinds()[before:] == ["log_read"]
    for words in ("Return", site.played.responder.display_name, "What this cannot find", "Who was shown what of it"):
        assert words in found.text


def test_what_is_nothing_here_is_said_and_others_find_nothing(
    site: Site, officer: FlaskClient, auditor: FlaskClient
) -> None:
    assert "has no case or request of this reference" in officer.get("/everything?reference=ABCD-234J").text
    assert "Enter the reference" in officer.get("/everything?reference=ABC").text
    for client in (auditor, site.client(site.played.case.decider), site.client(site.played.responder)):
        assert client.get("/everything").status_code == 404


_FROM = {"Referer": "https://localhost/everything"}


def _form(client: FlaskClient, page: str) -> dict[str, str]:
    return {"csrf_token": client.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0],
            "reference": page.partition("=")[2]}  # fmt: skip
