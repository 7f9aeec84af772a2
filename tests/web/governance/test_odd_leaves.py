"""Whatever whoever runs code in the application appends to a log, its readers go on reading the rest of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.identity import Organisation
from app.services.governance.check_log import check_log
from app.services.research.compose import Ask
from app.services.research.find_receipts import find_receipts
from app.services.research.send_requests import send_requests
from tests.services.exchange import run_sql
from tests.services.played import QUESTION, previewed, ready_case
from tests.web.governance.site import Site

SOUND: dict[str, Any] = {
    "v": 1, "file": None, "purpose": None, "basis": None, "policy": {"number": 1, "digest": ""}, "n": 0,
    "actor": "", "fields": "", "detail": "", "boxes": None, "grants": None,
}  # fmt: skip
DEEP = "[" * 5000 + "]" * 5000
ODD: dict[str, Any] = {
    "members that are missing": {},
    "a purpose that is none": SOUND | {"purpose": {"a": 1}},
    "a basis that is none": SOUND | {"basis": [1]},
    "a release that is none": SOUND | {"policy": {"number": [1]}},
    "a release beyond every number": SOUND | {"policy": {"number": 2**70}},
    "a release by half": SOUND | {"policy": {"number": 1.5}},
    "a count that is none": SOUND | {"n": {"a": 1}},
    "a commitment that is none": SOUND | {"actor": 1, "fields": None, "detail": []},
    "an act that is none": SOUND | {"what": {"a": 1}},
    "a file that is none": SOUND | {"file": "x"},
    "deeper than any reader": SOUND | {"deep": DEEP},
}


@dataclass(frozen=True)
class Asked:
    """A partner of its own, and the one request it has been asked."""

    partner: Organisation
    case_id: UUID
    entry: UUID
    label: str


def asked(site: Site) -> Asked:
    """One more partner, who is asked about a case of its own."""
    exchange = site.exchange
    partner, case = exchange.another("housing"), ready_case(exchange)
    ask = Ask(partner.id, "They may know the family.", (), QUESTION, subjects=frozenset(case.people))
    send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
    query = (
        "SELECT label, log_leaf.id FROM log JOIN log_leaf ON log = log.id WHERE other_id = %s AND kind = 'request_sent'"
    )
    [(label, entry)] = exchange.rows(query, partner.id)
    return Asked(partner, case.id, entry, label)


def append(site: Site, whose: tuple[UUID, UUID], kind: str, body: Mapping[str, Any], **detail: Any) -> UUID:
    """A leaf and the row beside it, as the application's role can append them by SQL."""
    entry_id = uuid4()
    spelled = json.dumps({"from": str(whose[0]), "to": str(whose[1]), **body}, separators=(",", ":"))
    text = spelled[1:-1].replace(f'"{DEEP}"', DEEP)
    parts = {"before": "{", "middle": f',"id":"{entry_id}",', "after": f",{text}}}"}
    row = {"tenant_id": str(whose[0]), "from_id": str(whose[0]), "to_id": str(whose[1]), "fields": 0, "rules": [],
           "facts": {}, "sealed_under": "none"}  # fmt: skip
    given = {name: f"\\x{part.encode().hex()}" for name, part in parts.items()}
    given |= {"id": str(entry_id), "hub": str(whose[0]), "other": str(whose[1]), "kind": kind}
    said = json.dumps([given | {"detail": row | detail}])
    run_sql(site.exchange.database.app_url, "SELECT * FROM log_append(%s::jsonb, %s)", said, site.exchange.clock.now())
    return entry_id


def pages(site: Site, found: Asked) -> list[int]:
    """What becomes of each page of that log, and of its file."""
    reader = site.client(site.exchange.person("housing", "partner_ig_officer", found.partner))
    [(size,)] = site.exchange.rows(
        "SELECT count(*) FROM log JOIN log_leaf ON log = log.id WHERE label = %s", found.label
    )
    base = f"/logs/{found.label}"
    each = [base, f"{base}/verify", f"{base}/log.txt", *(f"{base}/entries/{one}" for one in range(size))]
    return [reader.get(path).status_code for path in each]


def test_verifying_names_them_all(site: Site) -> None:
    found, hub = asked(site), site.exchange.organisation("hub").id
    odd = [one for name, one in ODD.items() if name != "deeper than any reader"]
    for one in odd:
        append(site, (hub, found.partner.id), "worked", one)
    said = [one for one in check_log(site.exchange.runtime).problems if found.label in one]
    assert len({one.partition(f" of log {found.label}")[0] for one in said}) == len(odd)


@pytest.mark.parametrize("odd", ODD)
def test_a_leaf_that_says_what_none_says_denies_nobody_the_others(site: Site, odd: str) -> None:
    found = asked(site)
    hub = site.exchange.organisation("hub").id
    entry = append(site, (hub, found.partner.id), "opened", ODD[odd])
    assert set(pages(site, found)) == {200}
    officer = site.client(site.officer)
    assert {officer.get(path).status_code for path in ("/log", f"/logs/{found.label}", f"/log/{entry}")} == {200}


NOBODY = UUID(int=7)
UNDER = ("file:x", f"file:{NOBODY}", "organisation:x", f"organisation:{NOBODY}")


@pytest.mark.parametrize("under", UNDER)
def test_nor_does_one_sealed_under_what_is_not_there(site: Site, under: str) -> None:
    found = asked(site)
    hub, partner = site.exchange.organisation("hub").id, found.partner.id
    body = SOUND | {"from": str(partner), "to": str(hub)}
    entry = append(site, (hub, partner), "return_released", body, sealed=r"\x00", sealed_under=under)
    assert set(pages(site, found)) == {200}
    assert site.client(site.officer).get(f"/log/{entry}").status_code == 200


CLOSINGS: dict[str, dict[str, Any]] = {
    "about something inside": {"what": "closed", "in": {"about": "{about}"}, "party": "{party}", "until": None},
    "until no day": {"what": "closed", "about": "{about}", "party": "{party}", "until": "never"},
    "of one that is deep": {"what": "closed", "about": "{about}", "party": "{party}", "until": None, "deep": DEEP},
    "as a closing says it": {"what": "closed", "about": "{about}", "party": "{party}", "until": None},
}


@pytest.mark.parametrize("under", ["none", *UNDER])
@pytest.mark.parametrize("odd", CLOSINGS)
def test_nor_does_a_closing_that_is_none_and_it_closes(site: Site, odd: str, under: str) -> None:
    found = asked(site)
    hub = site.exchange.organisation("hub").id
    told = json.dumps(CLOSINGS[odd]).replace("{about}", str(found.entry)).replace("{party}", str(found.partner.id))
    sealed = None if under == "none" else r"\x00"
    append(site, (hub, hub), "entry_closed", SOUND | json.loads(told), sealed=sealed, sealed_under=under)
    assert set(pages(site, found)) == {200}
    reader = site.client(site.exchange.person("housing", "partner_ig_officer", found.partner))
    assert "Closed" in reader.get(f"/logs/{found.label}/entries/0").text


def test_nor_does_one_by_nobody_deny_a_partner_its_receipts(site: Site) -> None:
    played = site.played
    hub, partner, file_id = played.request.hub_id, played.request.partner_id, played.request.file_id
    before = find_receipts(site.exchange.runtime, played.responder, file_id).sent
    body = SOUND | {"from": str(partner), "to": str(hub), "file": str(file_id)}
    given = {"file_id": str(file_id), "from_id": str(partner), "to_id": str(hub), "actor_id": str(NOBODY)}
    append(site, (hub, partner), "return_released", body, **given)
    after = find_receipts(site.exchange.runtime, played.responder, file_id).sent
    assert {one.entry_id for one in before} < {one.entry_id for one in after}
    assert [one.signed_by for one in after if one not in before] == [""]


@pytest.mark.parametrize("facts", [{"counted": "many"}, {"counted": 2**40}, {"counted": {"a": 1}}, {"try": [1]}])
def test_nor_do_odd_facts_deny_the_hub_its_list(site: Site, facts: dict[str, Any]) -> None:
    hub = site.exchange.organisation("hub").id
    odd = {"facts": facts, "rules": ["no rule"], "role": "no role", "level": "no level"}
    entry = append(site, (hub, hub), "refused", SOUND, **odd)
    officer = site.client(site.officer)
    assert [officer.get(path).status_code for path in ("/log", "/log?kind=refused", f"/log/{entry}")] == [200] * 3
