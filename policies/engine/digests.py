"""One entry of the policy as its owner reads it, and the digest of that: what an approval is given to.

All that anybody could see of an entry, or that alters what is decided about it, stands in what is read. So one digest
is one meaning, whatever file it stands in and whichever release it comes with. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import product
from typing import Any, Final

from policies.engine.canonical import canonical, digest, plain
from policies.engine.catalogue import Field
from policies.engine.compiled import CompiledPolicy, carriage
from policies.engine.decision import CONTEXT, Facts, Recipient, admitted, column_of, decide_matrix
from policies.engine.masks import apply_mask
from policies.engine.outcomes import UNKNOWN_BIT
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import FACT_VALUES, HUB, LEVELS, NO_ROLE, PEOPLE, PROTECTED, SENT, UNPROTECTED

FIELD, BASIS = "field", "basis"
"""What an organisation approves: its fields, and the legal bases it discloses on."""
LABEL: Final = b"prx/entry/v1\n"
"""What a digest of an entry begins with, and of nothing else."""
NOT_READ: Final = frozenset({"file"})
"""Where an entry stands."""
STANDS: Final[Mapping[str, str]] = {"case": "author", "request": "author", "return": "asker"}
"""By kind of record, how the hub stands to it."""
WITHHELD: Final = LEVELS[0]


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees a field how: the level, and that where somebody of the record is protected.

    `whole` is the role with those that read as it does.
    """

    label: str
    whole: str
    usually: str
    protected: str


def owned_by(release: PolicyRelease, kind: str) -> tuple[tuple[str, str], ...]:
    """The entries by kind and key that an organisation of this kind approves, in the order of their files.

    A partner approves its own fields, those that every partner returns, and its legal bases; a hub those of cases and
    requests, and its bases.
    """
    records = ("case", "request") if kind == HUB else ("return",)
    found = [field.key for record in records for field in release.catalogue.fields_for(record, kind)]
    bases = [basis.key for basis in release.legal_bases.values() if kind in basis.available_to]
    return (*((FIELD, key) for key in found), *((BASIS, key) for key in bases))


def entry_digests(policy: CompiledPolicy, kind: str) -> Mapping[tuple[str, str], str]:
    """SHA-256, in hexadecimal, of each entry as the owner at an organisation of this kind reads it."""
    return {entry: entry_digest(policy, kind, entry) for entry in owned_by(policy.release, kind)}


def entry_digest(policy: CompiledPolicy, kind: str, entry: tuple[str, str]) -> str:
    """The digest of one of them. KeyError for an entry that the policy does not have."""
    what, key = entry
    if what == FIELD:
        read = field_as_read(policy, kind, policy.release.catalogue[key])
    else:
        read = basis_as_read(policy.release, policy.release.legal_bases[key])
    return hashlib.sha256(LABEL + canonical({"kind": what, "for": kind, **read})).hexdigest()


def field_as_read(policy: CompiledPolicy, kind: str, field: Field) -> dict[str, Any]:
    """All that a field says of itself, who sees it how, and in which words."""
    release = policy.release
    return {
        **_said(field),
        "mask": _plain(release.masks[field.mask]) if field.mask else None,
        "masked": apply_mask(field.mask, field.example) if field.mask else None,
        "kept": _plain(release.periods[field.keep_for]),
        "seen": [_plain(one) for one in seen_by(policy, kind, field)],
        "carried": [[one.label, carriage(release, one.key, field)] for one in release.organisations.values()],
        "decides": digest(canonical(list(_levels(policy, field)))),
    }


def basis_as_read(release: PolicyRelease, basis: LegalBasis) -> dict[str, Any]:
    """All that a legal basis says of itself, and the law it rests on, in words."""
    return {**_said(basis), "law": [_plain(release.provisions[one]) for one in basis.rests_on]}


def seen_by(policy: CompiledPolicy, kind: str, field: Field) -> tuple[Seen, ...]:
    """Who at the hub opens a field, and how much of it, for a known purpose, as somebody on the case."""
    release = policy.release
    held = policy.held[HUB]
    roles = [one for one in held if release.reads_as(one) == one and release.learns_answers(one, kind)]
    facts = _facts(field, "open", next(iter(release.purposes)), "child", UNPROTECTED)
    readers = [Recipient(HUB, role, STANDS[field.record], "yes") for role in roles]
    usual, safe = (
        decide_matrix(policy, facts._replace(protection=one), readers, [field.key])[0]
        for one in (UNPROTECTED, PROTECTED)
    )
    pairs = zip(roles, usual, safe, strict=True)
    found = (
        Seen(release.roles[role].label, release.readers_label(role), one.level.word, other.level.word)
        for role, one, other in pairs
    )
    return tuple(one for one in found if (one.usually, one.protected) != (WITHHELD, WITHHELD))


def _levels(policy: CompiledPolicy, field: Field) -> Iterator[str]:
    """Every level of a field that policy gives those to whom its record goes, by any act and for any purpose.

    A line for each circumstance, in it a level for each reader. Circumstances that the same rules admit are one line.
    """
    readers = [Recipient(HUB, role, STANDS[field.record], "yes") for role in (*policy.held[HUB], NO_ROLE)]
    if field.record == "request":
        partners = [(kind, role) for kind in policy.held if kind != HUB for role in (*policy.held[kind], NO_ROLE)]
        readers += [Recipient(kind, role, "addressee", "yes") for kind, role in partners]
    columns = [(own, cells[field.key][0]) for own, cells in (column_of(policy, -1, one) for one in readers)]
    lines: dict[int | None, str] = {}
    contexts = product(FACT_VALUES["action"], policy.release.purposes, PEOPLE, FACT_VALUES["protection"])
    for action, purpose, subject, protection in contexts:
        facts = _facts(field, action, purpose, subject, protection)
        bits = admitted(policy, CONTEXT, facts[: len(CONTEXT)])
        if bits not in lines:
            given = (UNKNOWN_BIT if bits is None else bits & own & mine for own, mine in columns)
            lines[bits] = " ".join(policy.outcomes[one].level.word for one in given)
        yield lines[bits]


def _facts(field: Field, action: str, purpose: str, subject: str, protection: str) -> Facts:
    """Of somebody whose place is sent by choice, where nobody has a conflict and a legal basis fits."""
    return Facts(
        action, field.record, purpose, subject, "fits", protection, place=SENT, conflict="none", share_now="no"
    )


def _said(entry: Field | LegalBasis) -> dict[str, Any]:
    return {one.name: _plain(getattr(entry, one.name)) for one in fields(entry) if one.name not in NOT_READ}


def _plain(value: Any) -> Any:
    """A value of the policy as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else plain(value)
