"""Breaking glass: the only way from the log to content. Reasoned, logged, short, and reviewed by somebody else."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from app.services.disclosure.working import commit_worked
from app.services.governance.prove_entry import hidden_part
from tests.services.played import ADDRESS
from tests.web.governance.site import Site, post, sound

REASON = "Complaint 12: was the right address passed on?"


def entry_of(site: Site, kind: str) -> UUID:
    """The last entry of a kind."""
    return [one for _, one, found in site.exchange.leaves() if found == kind][-1]


def glass(site: Site, kind: str = "return_released") -> str:
    """The address of the form."""
    return f"/log/{entry_of(site, kind)}/break-glass"


def test_the_form_warns_and_opens_nothing(site: Site, officer: FlaskClient) -> None:
    before = site.kinds()
    answer = officer.get(glass(site))
    sound(answer)
    assert "somebody else reviews it by 25 November 2026 at 5pm" in answer.text
    assert ADDRESS["lines"][0] not in answer.text
    assert site.kinds() == before


def test_a_reason_opens_the_record_and_leaves_entry_and_review(site: Site, officer: FlaskClient) -> None:
    sent = post(officer, glass(site), reason=REASON)
    assert sent.status_code == 303
    before = site.kinds()
    answer = officer.get(sent.headers["Location"])
    sound(answer)
    assert "Glass broken" in answer.text
    assert ADDRESS["lines"][0] in answer.text
    assert REASON in answer.text
    assert site.kinds() == [*before, "revealed"]
    entry = entry_of(site, "revealed")
    reviews = site.exchange.rows("SELECT acted_by, kind, due_at > now() FROM review_due WHERE entry_id = %s", entry)
    assert reviews[0][:2] == (site.officer.person_id, "break_glass")
    told = officer.get(f"/log/{entry}").text
    for part in (REASON, "Glass broken", "governance-breaks-glass", "Somebody else is to review this by"):
        assert part in told


def test_every_look_is_an_entry_with_a_review(site: Site, officer: FlaskClient) -> None:
    address = post(officer, glass(site), reason=REASON).headers["Location"]
    reviews = "SELECT count(*) FROM review_due"
    before, due = len(site.kinds()), site.exchange.rows(reviews)[0][0]
    for _ in range(2):
        assert officer.get(address).status_code == 200
    assert site.kinds()[before:] == ["revealed", "revealed"]
    assert site.exchange.rows(reviews)[0][0] == due + 2


def test_without_a_sentence_nothing_is_kept(site: Site, officer: FlaskClient) -> None:
    answer = post(officer, glass(site), reason="  because ")
    assert answer.status_code == 422
    assert sound(answer).summary_targets == ("reason",)
    assert "because" in answer.text


def test_it_ends_after_five_minutes(site: Site, officer: FlaskClient) -> None:
    address = post(officer, glass(site), reason=REASON).headers["Location"]
    site.exchange.clock.moment += timedelta(minutes=5, seconds=1)
    before = site.kinds()
    answer = officer.get(address)
    assert answer.status_code == 404
    sound(answer)
    assert "give your reason again" in answer.text
    assert site.kinds() == [*before, "refused"]


def test_another_officer_cannot_use_it(site: Site, officer: FlaskClient) -> None:
    address = post(officer, glass(site), reason=REASON).headers["Location"]
    other = site.client(site.exchange.person("hub", "ig_officer"))
    assert other.get(address).status_code == 404


def test_nobody_else_breaks_glass(site: Site, auditor: FlaskClient) -> None:
    administrator = site.client(site.exchange.person("hub", "administrator"))
    for client in (auditor, administrator, site.client(site.played.case.decider)):
        before = site.kinds()
        assert client.get(glass(site)).status_code == 404
        assert site.kinds() == [*before, "refused"]
    assert "Break glass" not in auditor.get(f"/log/{entry_of(site, 'return_released')}").text


def test_not_with_a_declared_conflict(site: Site) -> None:
    """Neither the record, for which a reason was kept before, nor the form, the entry or its receipt."""
    conflicted = site.exchange.person("hub", "ig_officer")
    client = site.client(conflicted)
    address = post(client, glass(site), reason=REASON).headers["Location"]
    case = (site.played.case.id, conflicted.organisation_id)
    with site.exchange.runtime.database.work(None) as work:
        declared = [("conflict_declared", conflicted.person_id)]
        commit_worked(site.exchange.runtime, work, conflicted, case, declared)
    entry = f"/log/{entry_of(site, 'return_released')}"
    for path in (address, glass(site), entry, f"{entry}/receipt"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert ADDRESS["lines"][0] not in answer.text
        assert site.kinds()[-1] == "refused"


def test_entries_without_content_have_no_glass(site: Site, officer: FlaskClient) -> None:
    officer.get("/log")
    entry = entry_of(site, "log_read")
    assert "Break glass" not in officer.get(f"/log/{entry}").text
    assert officer.get(f"/log/{entry}/break-glass").status_code == 404
    assert officer.get(f"/log/{uuid4()}/break-glass").status_code == 404


def test_an_entry_about_several_records_asks_which(site: Site, officer: FlaskClient) -> None:
    opened = [f"/log/{one}/break-glass" for _, one, kind in site.exchange.leaves() if kind == "opened"]
    offered = {address: choices(officer, address) for address in opened}
    address, (first, *others) = next((where, found) for where, found in offered.items() if len(found) > 1)
    assert others
    assert sound(post(officer, address, reason=REASON)).summary_targets == ("record",)
    assert sound(post(officer, address, reason=REASON, record=str(uuid4()))).summary_targets == ("record",)
    chosen = post(officer, address, reason=REASON, record=first)
    assert officer.get(chosen.headers["Location"]).status_code == 200


def choices(client: FlaskClient, address: str) -> list[str]:
    """The records the form offers."""
    return [one.get("value") for one in sound(client.get(address)).all("input") if one.get("name") == "record"]


def test_it_shows_no_more_than_the_hub_was_given(site: Site, officer: FlaskClient) -> None:
    """What policy never released to the hub stays with the partner, and the entry does not claim otherwise.

    How many boxes it lists is the same whatever was answered; how many held an answer is in its sealed part.
    """
    address = post(officer, glass(site), reason=REASON).headers["Location"]
    officer.get(address)
    with site.exchange.runtime.database.work(None) as work:
        detail = work.log.detail(entry_of(site, "revealed"))
        assert detail is not None
        hidden = hidden_part(site.exchange.runtime, work, detail)
    assert hidden is not None
    answered = hidden["answered"][: len(hidden["touched"])].count("1")
    shown = officer.get(address).text.count("govuk-summary-list__row") - officer.get(address).text.count("Closed also")
    assert answered == shown


def test_it_waits_for_another_officer_until_one_of_them_opens_its_entry(site: Site, officer: FlaskClient) -> None:
    other, before = site.client(site.auditor), to_review(site.client(site.auditor))
    own = to_review(officer)
    officer.get(post(officer, glass(site), reason=REASON).headers["Location"])
    entry = f"/log/{entry_of(site, 'revealed')}"
    officer.get(entry)
    assert to_review(officer) == own
    assert to_review(other) == before + 1
    other.get(entry)
    assert to_review(other) == before


def to_review(client: FlaskClient) -> int:
    """How many openings behind glass wait for somebody, by their first page."""
    answer = client.get("/my-work")
    sound(answer)
    found = re.search(r"To review \((\d+)\)", answer.text)
    return int(found[1]) if found else 0
