"""Entries of the policy in the words in which their owner reads them: what is asked, who sees it how, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.domain.changes import Change
from app.services.administration.entries import digests_in_force, entries_in
from app.services.administration.owned_entries import BASES, OWN, SHARED, Group, OwnedEntry
from app.services.runtime import PolicyInForce
from app.web.date_words import date_words, period_words
from app.web.governance.words import citations
from app.web.value_words import in_one_line
from policies.engine.catalogue import Field
from policies.engine.compiled import carriage
from policies.engine.digests import BASIS, seen_by
from policies.engine.masks import apply_mask
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import HUB, PEOPLE, TAGS

PARTS: Final[Mapping[str, str]] = {
    SHARED: "Items that every partner answers",
    OWN: "Items that we answer",
    "case": "Items of a case",
    "request": "Items of a request",
    BASES: "Legal bases",
}
LEVELS: Final[Mapping[str, str]] = {
    "full": "all of it",
    "masked": "masked",
    "gist": "the short form",
    "withheld": "nothing",
}
TYPES: Final[Mapping[str, str]] = {
    "yes_no_unknown": "Yes, no or not known",
    "text": "A line of text",
    "long_text": "Free text",
    "number": "A number",
    "date": "A date",
    "datetime": "A date and time",
    "choice": "One of",
    "choices": "Any of",
    "address": "An address",
    "person": "A person",
    "contact": "A way to reach somebody",
    "rows": "A list of",
}
CHANGED: Final = "The policy says this otherwise now: nothing is done by this change"
SAID_BY_TYPE: Final = frozenset({"yes_no_unknown", "choice", "choices", "date", "datetime"})
"""Types of answers of which an example says nothing more."""
LAW: Final[Mapping[str, str]] = {"special": "Special category (Art 9)", "criminal": "Criminal (Art 10)"}
CARRIED: Final[Mapping[str, str]] = {"must": "Always to", "if_held": "Where it is held to", "may": "If chosen to"}


@dataclass(frozen=True, slots=True)
class EntryWords:
    """One entry: its name, and what there is to read of it as pairs of a word and a sentence."""

    entry: OwnedEntry
    label: str
    lines: Sequence[tuple[str, str]]


def part_title(group: Group) -> str:
    """What a group is called."""
    return f"{PARTS[group.part]}, page {group.place}"


def in_words(policy: PolicyInForce, kind: str, entry: OwnedEntry) -> EntryWords:
    """An entry as an organisation of this kind reads it."""
    release = policy.release
    if entry.kind == BASIS:
        basis = release.legal_bases[entry.key]
        return EntryWords(entry, basis.label, _basis(release, basis))
    field = release.catalogue[entry.key]
    return EntryWords(entry, field.label, _field(policy, kind, field))


def once(policy: PolicyInForce, kind: str, entries: Sequence[OwnedEntry]) -> Sequence[str]:
    """What is the same for all of a page: who reads as a reader it names, and for how long it is kept."""
    fields = [policy.release.catalogue[one.key] for one in entries if one.kind != BASIS]
    if not fields:
        return ()
    readers = {seen.whole for field in fields for seen in seen_by(policy.compiled, kind, field)}
    names = "; ".join(sorted(readers))
    said = [f"Seen by the hub’s people on the case, all of it unless it says less: {names}. Examples are made up."]
    for period in dict.fromkeys(field.keep_for for field in fields):
        told = [field.label for field in fields if field.keep_for == period]
        what = "All of it is" if len(told) == len(fields) else f"{', '.join(told)}:"
        said.append(f"{what} kept {period_words(period)} after closing.")
    return said


def entries_of(policy: PolicyInForce, kind: str, change: Change) -> Sequence[EntryWords]:
    """What a change names, in words; of what the policy says otherwise now, that it does."""
    digests = digests_in_force(policy, kind)
    found = []
    for what, key, digest in entries_in(change.body):
        entry = OwnedEntry(what, key, digest, None, None)
        as_read = digests.get((what, key)) == digest
        found.append(in_words(policy, kind, entry) if as_read else EntryWords(entry, key, [("Now", CHANGED)]))
    return found


def _field(policy: PolicyInForce, kind: str, field: Field) -> Sequence[tuple[str, str]]:
    told = [
        ("Asked", field.hint or ""),
        ("Answer", _answer(field)),
        ("Example", _example(field)),
        ("Seen by", _seen(policy, kind, field)),
        ("Sent", _carried(policy.release, field)),
        ("Why", _why(field)),
    ]
    return [(word, says) for word, says in told if says]


def _example(field: Field) -> str:
    """A made-up answer, and what a mask leaves of it; nothing where what can be answered is said already."""
    masked = apply_mask(field.mask, field.example) if field.mask else None
    example = in_one_line(field, field.example)
    if masked:
        return f"{example}. Masked: {masked}"
    return "" if field.type in SAID_BY_TYPE else example


def _answer(field: Field) -> str:
    parts = [one.label for one in field.options] or [one.label for one in field.columns]
    return f"{TYPES[field.type]}{' ' + ', '.join(parts) if parts else ''}"


def _seen(policy: PolicyInForce, kind: str, field: Field) -> str:
    """Who sees as much stands together; what is less than all, and what protection changes, stands beside it."""
    seen = seen_by(policy.compiled, kind, field)
    rows = sorted((LEVELS[one.usually], LEVELS[one.protected], one.label.removeprefix("Hub ")) for one in seen)
    said = []
    for (usual, safe), found in groupby(rows, key=lambda one: one[:2]):
        who = ", ".join(label for _, _, label in found)
        level = [usual] if usual != LEVELS["full"] else []
        said.append(": ".join([who, *level]) + (f" ({safe} if protected)" if safe != usual else ""))
    return "; ".join(said) or "Nobody at the hub"


def _carried(release: PolicyRelease, field: Field) -> str:
    if field.record != "request":
        return ""
    found = [(carriage(release, one.key, field), one.label) for one in release.organisations.values() if one.key != HUB]
    order = list(CARRIED)
    known = sorted((pair for pair in found if pair[0] in CARRIED), key=lambda pair: order.index(pair[0]))
    said = (
        f"{CARRIED[how]} {', '.join(label for _, label in pairs)}"
        for how, pairs in groupby(known, key=lambda pair: pair[0])
    )
    return "; ".join(said) or "To nobody"


def _why(field: Field) -> str:
    """What kind of information it is in law, and what it does."""
    law = "" if field.category == "personal" else LAW[field.category]
    said = [law, *(TAGS[one].rstrip(".") for one in field.tags)]
    return ". ".join(one for one in said if one)


def _basis(release: PolicyRelease, basis: LegalBasis) -> Sequence[tuple[str, str]]:
    stating = [one for record in ("case", "return") for one in release.catalogue.stating(record)]
    stated = {need: one.label for one in stating for need in one.states}
    begins, ends = basis.in_force_from, basis.in_force_to
    since = f"In force since {date_words(begins.isoformat())}" if begins else "Not in force"
    until = f", until {date_words(ends.isoformat())}" if ends else ""
    told = [
        ("Rests on", citations(release, basis)),
        ("About", _about(basis)),
        ("For", _purposes(release, basis)),
        ("Asks for", ", ".join(stated.get(one, one.replace("_", " ")) for one in basis.requires)),
        ("Lets us", "" if basis.discloses else "Handle a request, and give nothing that we hold"),
        ("Time", f"{since}{until}"),
    ]
    return [(word, says) for word, says in told if says]


def _purposes(release: PolicyRelease, basis: LegalBasis) -> str:
    """What it may be relied on for; all there are but those that nobody is asked for are one word."""
    if set(basis.purposes) >= {key for key, one in release.purposes.items() if one.blocked is None}:
        return "Every purpose"
    return ", ".join(release.purposes[one].label for one in basis.purposes)


def _about(basis: LegalBasis) -> str:
    whole = set(PEOPLE) <= set(basis.subjects)
    return "Anybody" if whole else ", ".join(one.replace("_", " ") for one in basis.subjects)
