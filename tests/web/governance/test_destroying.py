"""The page on which an officer proposes that a file is destroyed: before and after in words, and on to sign it."""

from __future__ import annotations

from flask.testing import FlaskClient

from policies.engine.vocabulary import HUB
from tests.services.administering import office
from tests.web.governance.site import Site, post, sound


def test_it_says_what_is_gone_for_good_and_leads_to_the_change(site: Site, officer: FlaskClient) -> None:
    page = f"/kept/{site.played.request.file_id}/destroy"
    early = officer.get(page)
    sound(early)
    assert "It cannot be proposed now." in early.text
    office(site.exchange, at=site.exchange.organisation(HUB))
    shown = officer.get(page)
    sound(shown)
    for words in ("Kept since", "what the partner answered", "That cannot be undone.", site.played.request.reference):
        assert words in shown.text
    wrong = post(officer, page, why="")
    sound(wrong)
    assert "Say why it is to be destroyed" in wrong.text
    sent = post(officer, page, why="Madeup: past its period.")
    assert sent.status_code == 303
    change = officer.get(sent.location)
    sound(change)
    assert "Madeup: past its period." in change.text
    assert sent.location in officer.get("/admin/changes").text
    assert officer.get("/admin/passkeys").status_code == 200


def test_nobody_else_is_shown_it(site: Site, auditor: FlaskClient) -> None:
    page = f"/kept/{site.played.request.file_id}/destroy"
    for client in (auditor, site.client(site.played.case.decider)):
        assert client.get(page).status_code == 404
