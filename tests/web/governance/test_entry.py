"""One entry in full: everything that decided it, its proof, and that reading it is logged."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from app.web.governance.words import fact_words
from crypto.log.handover import parse_keys
from crypto.verify import verify_receipt
from tests.web.governance.site import Site, sound


def entry_of(site: Site, kind: str) -> UUID:
    """The last entry of a kind."""
    return [one for _, one, found in site.exchange.leaves() if found == kind][-1]


def test_a_return_in_full(site: Site, officer: FlaskClient) -> None:
    answer = officer.get(f"/log/{entry_of(site, 'return_released')}")
    page = sound(answer)
    text = " ".join(" ".join(page.root.itertext()).split())
    release = site.exchange.runtime.policy.release
    for part in (
        "Return sent",
        site.played.responder.display_name,
        site.played.responder.organisation_name,
        release.catalogue["housing_address"].label,
        "In full",
        release.legal_bases["council_child_protection"].label,
        "for the hub’s request",
        "return-to-asker",
        "The hub that asked gets what somebody there needs in full.",
        release.digest,
        "it is what was logged",
    ):
        assert part in text, part
    assert "Madeup Road" not in answer.text
    assert "Madeup Person" not in answer.text


def test_an_opening_says_what_was_withheld(site: Site, officer: FlaskClient) -> None:
    text = officer.get(f"/log/{entry_of(site, 'opened')}").text
    assert "hub-opens-return" in text
    assert "What was decided on" in text
    assert site.played.case.decider.display_name in text


@pytest.mark.parametrize("kind", ["request_sent", "opened", "log_read", "policy_released"])
def test_every_kind_has_its_page(site: Site, officer: FlaskClient, kind: str) -> None:
    officer.get("/log")
    answer = officer.get(f"/log/{entry_of(site, kind)}")
    assert answer.status_code == 200
    sound(answer)


def test_reading_an_entry_and_taking_its_receipt_are_logged(site: Site, officer: FlaskClient) -> None:
    entry = entry_of(site, "request_sent")
    before = site.kinds()
    officer.get(f"/log/{entry}")
    officer.get(f"/log/{entry}/receipt")
    assert site.kinds() == [*before, "log_read", "log_read"]


def test_what_does_not_exist_and_what_is_anothers_look_alike(site: Site, officer: FlaskClient) -> None:
    stranger = site.exchange.person("hub", "ig_officer", site.exchange.another("hub"))
    missing = officer.get(f"/log/{uuid4()}")
    anothers = site.client(stranger).get(f"/log/{entry_of(site, 'request_sent')}")
    assert missing.status_code == anothers.status_code == 404
    assert site.kinds()[-2:] == ["refused", "refused"]
    assert "No entry" not in missing.text


def test_the_receipt_verifies_with_the_key_line_of_the_page(site: Site, officer: FlaskClient, tmp_path: Path) -> None:
    entry = entry_of(site, "return_released")
    answer = officer.get(f"/log/{entry}/receipt")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{entry}.json"'
    page = sound(officer.get("/log/check"))
    lines = next("".join(one.itertext()) for one in page.all("pre") if "madeup.example" in "".join(one.itertext()))
    found = verify_receipt(answer.text, parse_keys(lines))
    assert found.leaf["id"] == str(entry)
    assert found.opened["actor"] == str(site.played.responder.person_id)


def test_an_entry_changed_beside_the_log_is_told(site: Site, officer: FlaskClient) -> None:
    entry = entry_of(site, "request_sent")
    site.exchange.rows("UPDATE log_detail SET role = 'auditor' WHERE id = %s", entry)
    try:
        assert "What is shown here is not what the log holds" in officer.get(f"/log/{entry}").text
    finally:
        site.exchange.rows("UPDATE log_detail SET role = 'hub_collator' WHERE id = %s", entry)
    assert "What is shown here is not what the log holds" not in officer.get(f"/log/{entry}").text


def test_a_detail_emptied_without_a_word_leaves_the_entry_and_its_proof_and_is_told(
    site: Site, officer: FlaskClient
) -> None:
    entry = entry_of(site, "opened")
    (sealed,) = site.exchange.rows("SELECT sealed FROM log_detail WHERE id = %s", entry)[0]
    site.exchange.rows("UPDATE log_detail SET sealed = NULL WHERE id = %s", entry)
    try:
        assert "do not open, and nothing says that they were erased" in officer.get(f"/log/{entry}").text
        assert "openings" not in officer.get(f"/log/{entry}/receipt").text
    finally:
        site.exchange.rows("UPDATE log_detail SET sealed = %s WHERE id = %s", sealed, entry)


def test_whoever_reads_why_a_case_was_closed_reads_that_it_was() -> None:
    assert fact_words(None, "action", "named") == "Named, as the case is closed to others of the hub"
    assert fact_words(None, "action", "opened_to_hub") == "Closed to named people no longer"
