"""A log one's organisation is a party to as its pages show it, and the words that go with its file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from app.domain.identity import Actor, Organisation
from app.domain.log_entry import GONE, Log, log_words
from app.domain.log_stop import Stop
from app.services.governance.party_logs import PartyLogs
from app.services.governance.read_party_log import PartyEntry
from app.web.date_words import moment_words
from app.web.governance.words import BROKEN_GLASS, WHAT, fact_words, kind_words, label
from policies.engine.vocabulary import HUB

Pairs = Sequence[tuple[str, str]]
STATES = {None: ("grey", "Not signed yet"), True: ("green", "Holds what was signed"), False: ("red", "Changed")}
STOPPED = ("red", "Stopped: it was found changed")


@dataclass(frozen=True, slots=True)
class LogRow:
    """One log in the list; `state` is a colour and words."""

    title: str
    href: str
    size: int
    signed_at: datetime | None
    state: tuple[str, str]
    changed: bool
    stop: Stop | None
    covered: tuple[int, datetime] | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in a page of a log. Of a closed one nothing is filled in but number and time."""

    number: int
    at: datetime
    href: str | None
    closed: bool
    what: str = ""
    giver: str = ""
    receiver: str = ""
    who: str = ""
    role: str = ""
    purpose: str = ""
    basis: str = ""
    reference: str = ""
    tried: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry: facts in words, the labels of its fields where they are for this reader, and the leaf itself."""

    number: int
    what: str
    at: datetime
    closed: bool
    facts: Pairs
    fields: Sequence[str]
    theirs: bool
    fits: bool
    leaf: str


def log_rows(found: PartyLogs) -> list[LogRow]:
    """The list of logs."""
    return [
        LogRow(
            title=title_of(one.log, found.organisations),
            href=url_for("party_logs.log", label=one.log.label),
            size=one.size,
            signed_at=one.signed_at,
            state=STOPPED if one.stop else STATES[one.holds],
            changed=one.holds is False,
            stop=one.stop,
            covered=one.covered,
        )
        for one in found.logs
    ]


def title_of(log: Log, organisations: Mapping[UUID, Organisation]) -> str:
    """Which log it is, as a heading."""
    words = log_words(log.whose, {one: found.name for one, found in organisations.items()})
    return words[0].upper() + words[1:]


def entry_row(entry: PartyEntry, log: Log, organisations: Mapping[UUID, Organisation], reader: Actor) -> EntryRow:
    """An entry as a line."""
    if reader.organisation_kind == HUB:
        href = None if entry.closed else url_for("governance.entry", entry_id=entry.id)
    else:
        href = url_for("party_logs.entry", label=log.label, index=entry.index)
    if entry.closed:
        return EntryRow(entry.index, entry.at, href, closed=True)
    body, release = entry.body, entry.release
    return EntryRow(
        number=entry.index,
        at=entry.at,
        href=href,
        closed=False,
        what=BROKEN_GLASS if entry.glass else kind_words(str(body["k"])),
        giver=_name(body["from"], organisations),
        receiver=_name(body["to"], organisations),
        who=_who(entry),
        role=label(release.roles if release else {}, entry.role),
        purpose=label(release.purposes if release else {}, body["purpose"]),
        basis=label(release.legal_bases if release else {}, body["basis"]),
        reference=entry.reference or "",
        tried=fact_words(release, "action", entry.tried) if entry.tried else "",
    )


def entry_page(entry: PartyEntry, log: Log, organisations: Mapping[UUID, Organisation], reader: Actor) -> EntryPage:
    """An entry by itself."""
    if entry.closed:
        return EntryPage(entry.index, "Closed", entry.at, True, [], [], theirs=False, fits=True, leaf="")
    row = entry_row(entry, log, organisations, reader)
    release = entry.release
    statements: Mapping[str, object] = release.statements if release else {}
    what = str(entry.body.get("what") or "")
    facts = [
        ("What happened", row.what),
        ("What was tried", row.tried),
        ("What was recorded", WHAT.get(what) or label(statements, what or None)),
        ("When", f"{moment_words(entry.at)} ({entry.at:%H:%M:%S} UTC)"),
        ("Whose information", row.giver),
        ("Given to" if row.giver else "By", row.receiver),
        ("Who", row.who),
        ("Acting as", row.role),
        ("Purpose", row.purpose),
        ("Legal basis", row.basis),
        ("Request", row.reference),
        ("How many fields", str(entry.body["n"]) if entry.body["n"] else ""),
        ("Entry id", str(entry.id)),
    ]
    catalogue: Mapping[str, object] = release.catalogue if release else {}
    return EntryPage(
        number=entry.index,
        what=row.what,
        at=entry.at,
        closed=False,
        facts=[(words, value) for words, value in facts if value],
        fields=[label(catalogue, one) for one in entry.fields or ()],
        theirs=entry.theirs and entry.fields is None,
        fits=entry.fits,
        leaf=json.dumps(entry.body, indent=2, sort_keys=True, ensure_ascii=False),
    )


def words_with_file(log: Log, organisations: Mapping[UUID, Organisation], reader: Actor) -> str:
    """What goes with a log's file, as a text."""
    hubs = [one.name for one in organisations.values() if one.kind == HUB]
    hub = hubs[0] if hubs else "the hub whose request an entry is about"
    ask = (
        f"Ask {hub} before you release any of it, or anything you learnt from it, to a person: to the person an\n"
        "entry is about, a relative or a representative. An entry can tell somebody who must not know that they were\n"
        "asked about, by whom and when, and put a child, a victim or a source in danger. Subject access is answered\n"
        "with the hub, entry by entry."
    )
    if reader.organisation_kind == HUB:
        ask = ask.replace(f"Ask {hub}", "Ask whoever owns the information")
    return (
        f"{title_of(log, organisations)}\n\n{ask}\n\n"
        "It names nobody but by random ids, and is personal data all the same. Keep it as you keep the service's\n"
        "pages, for as long as you need it. Entries marked “closed” count, and what they say is kept by the hub's\n"
        "information governance officers: ask them.\n\n"
        "To check it on any computer with the exchange's crypto package, and without the service:\n\n"
        f"    python -m crypto verify log-{log.label}.txt --key log-{log.label}-key.txt\n\n"
        "Compare the key once with the one your administrator gave you by another route.\n"
    )


def _who(entry: PartyEntry) -> str:
    """Of the other side nobody; of other acts somebody, or nobody in particular."""
    if entry.who is None and entry.theirs:
        return "Somebody of the other side"
    return entry.who or ("" if entry.fields is None else "The service itself")


def _name(organisation: str | None, organisations: Mapping[UUID, Organisation]) -> str:
    if not organisation:
        return ""
    found = organisations.get(UUID(organisation))
    return found.name if found else GONE
