"""Agreements, and what is there before going live, by command: proposed from a document, and listed for programs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.governance.test_rehearsal_commands import run
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]
WORDS = ("--reference", "ISA 2026/14", "--version", "1", "--title", "Madeup agreement", "--from", "2026-11-24")


def test_one_is_proposed_from_its_document_and_listed(own_exchange: Exchange, tmp_path: Path) -> None:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    housing = own_exchange.organisation("housing")
    document = tmp_path / "agreement.pdf"
    document.write_bytes(b"made up")
    listed = ("agreements", "list", str(housing.id))
    assert run(own_exchange, *listed).out == "None.\n"
    record = ("agreements", "record", str(hub.organisation.id), str(housing.id), *WORDS, "--document", str(document))
    ran = run(own_exchange, *record, "--review", "2026-11-24", "--by", str(hub.ada.actor.person_id))
    assert (ran.code, "Look at it again by: enter a day after its first day" in ran.error) == (1, True)
    ran = run(own_exchange, *record, "--review", "2027-11-24", "--by", str(hub.ada.actor.person_id))
    assert ran.code == 0, ran.error
    with own_exchange.runtime.database.work(None) as work:
        [change] = work.changes.open_in(hub.organisation.id, 10, ["agreement_recorded"])
    assert ran.out.strip().endswith(f"/admin/changes/{change.id}")
    hub.ada.signs(change)
    assert hub.applied() == 1
    [said] = json.loads(run(own_exchange, *listed, "--json").out)
    assert said["document"] == f"sha256:{hashlib.sha256(b'made up').hexdigest()}"
    assert (said["name"], said["state"]) == ("ISA 2026/14 version 1", "to_sign")
    assert "ISA 2026/14 version 1: to_sign" in run(own_exchange, *listed).out


def test_what_is_missing_before_going_live_is_printed_of_each_hub(own_exchange: Exchange) -> None:
    assert run(own_exchange, "setup", "evidence").out == "There is no hub.\n"
    hub = own_exchange.organisation("hub")
    printed = run(own_exchange, "setup", "evidence").out
    assert printed.startswith(f"{hub.name}: ")
    assert "  Data protection impact assessment: nobody has said anything of it yet\n" in printed
    [said] = json.loads(run(own_exchange, "setup", "evidence", "--json").out)
    assert said["hub"] == str(hub.id)
    assert f"{hub.name}: {len(said['missing'])} missing\n" in printed
    assert said["said"][0] | {"label": ""} == {
        "item": "roles", "label": "", "answers": None, "reference": None, "said_by": None, "said_at": None,
        "again_at": None, "missing": "Nobody has said anything of it yet",
    }  # fmt: skip
    assert said["seen"][0]["label"] == "Agreements with partners"
