"""Erased is a state with words on every page; what is beside it stands and opens, and nothing of it is trouble."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.domain.identity import Actor
from app.domain.log_entry import Whose
from app.services.governance.download_log import download_log
from app.services.governance.verifier_keys import verifier_keys
from crypto.log.note import parse_verifier_key
from crypto.log.whole_log import verify_log
from tests.services.erasing import erase
from tests.services.played import answered, claim, draft, sign, value
from tests.web.governance.site import Site, sound

ERASED = "Erased on 24 November 2026"


@pytest.fixture(scope="module")
def standing(site: Site) -> Actor:
    """Of two partners that have answered, the one whose request stands: the other's is erased."""
    case = site.played.case
    with site.exchange.runtime.database.work(None) as work:
        (request,) = (one for one in work.files.requests_of(case.id) if not one.answered_at)
    officer = claim(site.exchange, request)
    draft(site.exchange, request, officer, case.people[0], {"police_known": value("yes")})
    sign(site.exchange, officer, request)
    erase(site.exchange, site.played.request.file_id)
    return officer


@pytest.fixture
def decider(site: Site, standing: Actor) -> FlaskClient:
    """The case's decision-maker's browser."""
    return site.client(site.played.case.decider)


@pytest.fixture
def partner(site: Site, standing: Actor) -> FlaskClient:
    """The browser of whoever answered what is erased."""
    return site.client(site.played.responder)


def entry_of(site: Site, kind: str, under: UUID) -> UUID:
    """The last entry of a kind under a file's key."""
    query = "SELECT id FROM log_detail WHERE kind = %s AND file_id = %s ORDER BY id DESC LIMIT 1"
    return UUID(str(site.exchange.rows(query, kind, under)[0][0]))


def test_the_page_of_returns_opens_the_other_partners(site: Site, decider: FlaskClient) -> None:
    answer = decider.get(f"/cases/{site.played.case.id}/returns")
    assert answer.status_code == 200
    told = sound(answer)
    sides = [" ".join("".join(one.itertext()).split()) for one in told.all("section") if one.get("class") == "prx-side"]
    erased, kept = sorted(sides, key=lambda side: ERASED not in side)
    assert "nobody can open it any more" in erased
    assert ERASED not in kept
    assert "Yes" in kept


def test_lists_and_pages_of_the_hub_say_it(site: Site, decider: FlaskClient) -> None:
    case, file_id = site.played.case.id, site.played.request.file_id
    for path in (f"/cases/{case}", f"/cases/{case}/requests", f"/cases/{case}/requests/{file_id}",
                 f"/cases/{case}/returns?only={file_id}", "/board?show=answered"):  # fmt: skip
        answer = decider.get(path)
        assert answer.status_code == 200, path
        sound(answer)
        assert ERASED in answer.text, path


def test_the_partner_is_told_and_keeps_its_receipts(site: Site, partner: FlaskClient, tmp_path: Path) -> None:
    file_id = site.played.request.file_id
    assert ERASED in partner.get("/inbox?show=answered").text
    for path in ("", "/open", "/copy", "/copy.txt", "/receipt", "/check"):
        answer = partner.get(f"/inbox/{file_id}{path}")
        assert answer.status_code == 410, path
        sound(answer)
        assert ERASED in answer.text
        assert f"/inbox/{file_id}/receipt/" in answer.text
    entry = entry_of(site, "return_released", file_id)
    receipt, key = (partner.get(f"/inbox/{file_id}/receipt/{one}.txt") for one in (entry, "log-key"))
    assert (receipt.status_code, key.status_code) == (200, 200)
    assert "openings" not in json.loads(receipt.text)
    for name, answer in (("receipt", receipt), ("key", key)):
        (tmp_path / name).write_text(answer.text)
    verified = subprocess.run(
        [sys.executable, "-m", "crypto", "verify", tmp_path / "receipt", "--key", tmp_path / "key"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "VERIFIED" in verified.stdout
    assert "None of its commitments is opened here: what opens them was not given, or was erased." in verified.stdout


def test_an_act_on_it_is_refused_with_a_way_back(site: Site, partner: FlaskClient) -> None:
    file_id = site.played.request.file_id
    answer = partner.post(f"/inbox/{file_id}/correct", data=token(partner), headers={"Referer": "https://localhost/"})
    assert answer.status_code == 410
    assert 'href="/inbox"' in answer.text


def test_its_entries_say_when_and_still_prove(site: Site, officer: FlaskClient, standing: Actor) -> None:
    file_id = site.played.request.file_id
    for kind in ("request_sent", "return_released", "opened", "worked"):
        entry = entry_of(site, kind, file_id)
        answer = officer.get(f"/log/{entry}")
        assert answer.status_code == 200, kind
        sound(answer)
        assert f"{ERASED} under the retention rules" in answer.text, kind
        receipt = officer.get(f"/log/{entry}/receipt")
        assert receipt.status_code == 200
        assert "openings" not in json.loads(receipt.text)


def test_that_it_was_erased_is_an_entry_of_its_own(site: Site, officer: FlaskClient, standing: Actor) -> None:
    answer = officer.get(f"/log/{entry_of(site, 'erased', site.played.request.file_id)}")
    assert answer.status_code == 200
    assert "Erased" in sound(answer).root.findtext(".//h1", "")
    assert "The service itself" in answer.text
    assert "Erased" in officer.get("/log").text


def test_glass_is_not_broken_on_it(site: Site, officer: FlaskClient, standing: Actor) -> None:
    before = site.kinds()
    answer = officer.get(f"/log/{entry_of(site, 'return_released', site.played.request.file_id)}/break-glass")
    assert answer.status_code == 410
    assert ERASED[:6].lower() in answer.text
    assert site.kinds() == before


def test_an_erased_case_stands_in_its_list_with_words_and_leads_nowhere(site: Site) -> None:
    one = answered(site.exchange)
    erase(site.exchange, one.case.id)
    decider = site.client(one.case.decider)
    listed = decider.get("/cases")
    assert listed.status_code == 200
    assert ERASED in listed.text
    assert f'href="/cases/{one.case.id}"' not in listed.text
    for path in ("", "/returns", "/requests", "/people"):
        answer = decider.get(f"/cases/{one.case.id}{path}")
        assert answer.status_code == 410, path
        sound(answer)
        assert "It was erased on 24 November 2026." in answer.text


def test_the_whole_log_of_a_party_is_still_written_and_verifies(site: Site, standing: Actor) -> None:
    governs = site.exchange.person("housing", "partner_ig_officer")
    with site.exchange.runtime.database.work(None) as work:
        log = work.log.log(Whose(site.played.request.hub_id, site.played.request.partner_id))
    assert log is not None
    lines = iter("".join(download_log(site.exchange.runtime, governs, log.label).lines).splitlines(keepends=True))
    kinds: list[str] = []
    key = parse_verifier_key(verifier_keys(site.exchange.runtime, log)[-1])
    verify_log(lines, [key], lambda one: kinds.append(str((one.leaf or {}).get("k"))))
    assert "erased" in kinds


def token(client: FlaskClient) -> dict[str, str]:
    """What a form of this person's carries."""
    page = client.get("/inbox").text
    return {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
