"""Whoever is asked can answer, decline and say that nothing was found, each on a basis that fits: read off the files
alone, by this test's own reading of them, and compared with what the exchange offers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from policies.engine.bases import Body, bases_for_all, basis_fit, handling_basis
from policies.engine.release import PolicyRelease
from tests.policies.conftest import POLICIES

Entry = dict[str, Any]
ON = (date(2026, 11, 24), date(2026, 9, 29), date(2027, 6, 1))
"""Days: as these files were written, before the duty to share about a child began, and some months on."""
DIFFERENT: dict[str, list[list[str]]] = {
    "housing": [["registered_provider", "mappa_duty"]],
    "education": [[], ["mappa_duty"]],
    "fire": [["public_authority", "section_11"]],
    "early_help": [[]],
    "public_protection": [["public_authority", "section_11"]],
}
"""Organisations that are not in law what their kind is: an association, an independent school, a council that is the
fire authority, a charity that gives early help, a council without powers to prosecute.
"""


def page(name: str) -> Entry:
    return tomllib.loads((POLICIES / f"{name}.toml").read_text(encoding="utf-8"))


BASES: list[Entry] = page("legal_bases")["legal_basis"]
PURPOSES: list[Entry] = [one for one in page("purposes")["purpose"] if "blocked" not in one]
KINDS: list[Entry] = page("organisations")["organisation"]
BODIES: list[tuple[str, list[str]]] = [(one["key"], one["in_law"]) for one in KINDS]
BODIES += [(kind, in_law) for kind, each in DIFFERENT.items() for in_law in each]
PARTNERS = [body for body in BODIES if body[0] != "hub"]


def open_to(basis: Entry, kind: str, in_law: list[str], purpose: str, on: date) -> bool:
    """Whether such an organisation may rely on it that day for that purpose, whoever it is about."""
    begun = "in_force_from" in basis and date.fromisoformat(str(basis["in_force_from"])) <= on
    over = "in_force_to" in basis and date.fromisoformat(str(basis["in_force_to"])) < on
    right = all(one in in_law for one in basis.get("holds", [])) and not any(
        one in in_law for one in basis.get("lacks", [])
    )
    return kind in basis["available_to"] and purpose in basis["purposes"] and begun and not over and right


def askable(purpose: Entry) -> Iterator[tuple[str, ...]]:
    """Everybody whom one request for a purpose can be about: people and addresses, in any company."""
    kinds = [one for one in purpose["subjects"] if one != "case"]
    for number in range(1, len(kinds) + 1):
        yield from combinations(kinds, number)


def can(kind: str, in_law: list[str], purpose: Entry, about: tuple[str, ...], on: date, *, disclose: bool) -> list[str]:
    """The bases of a return, by key: to tell what is held, or to have nothing, not to search, or to decline."""
    return [
        one["key"]
        for one in BASES
        if "return" in one["acts"]
        and one.get("discloses", True) == disclose
        and open_to(one, kind, in_law, purpose["key"], on)
        and set(about) <= set(one["subjects"])
        and not (disclose and one.get("exceptional", False))
    ]


def offered(release: PolicyRelease, body: Body, purpose: str, about: tuple[str, ...], on: date) -> bool:
    """Whether the exchange lets such an organisation be asked."""
    found = bases_for_all(release, body, subjects=about, purpose=purpose, act="return", on=on)
    return any(not one.exceptional for one in found)


@pytest.mark.parametrize("on", ON, ids=str)
def test_every_request_can_be_answered_declined_and_answered_with_nothing(release: PolicyRelease, on: date) -> None:
    tried, dead_ends, differ = 0, [], []
    for (kind, in_law), purpose in ((body, purpose) for body in PARTNERS for purpose in PURPOSES):
        body = Body(kind, frozenset(in_law))
        handling = handling_basis(release, body)
        for about in askable(purpose):
            tried += 1
            lawful = can(kind, in_law, purpose, about, on, disclose=True)
            may_be_asked = offered(release, body, purpose["key"], about, on)
            if may_be_asked != bool(lawful):
                differ.append((kind, in_law, purpose["key"], about))
            without = can(kind, in_law, purpose, about, on, disclose=False)
            stands = handling is not None and all(
                basis_fit(release, handling.key, body, subject=one, purpose=purpose["key"], act="return", on=on)
                == "fits"
                for one in about
            )
            if not without or not stands:
                dead_ends.append((kind, in_law, purpose["key"], about))
    assert (dead_ends, differ) == ([], [])
    assert tried > 1_000


NOT_ASKED: dict[str, set[str]] = {"early_help ()": {one["key"] for one in PURPOSES}}
"""Whom the exchange does not offer, and for which purposes: a charity has no basis in these files yet."""


def test_every_kind_can_be_asked_for_every_purpose_about_everybody_it_covers() -> None:
    missing: dict[str, set[str]] = {}
    for (kind, in_law), purpose in ((body, purpose) for body in PARTNERS for purpose in PURPOSES):
        if any(not can(kind, in_law, purpose, about, ON[0], disclose=True) for about in askable(purpose)):
            missing.setdefault(f"{kind} ({', '.join(in_law)})", set()).add(purpose["key"])
    assert missing == NOT_ASKED


def test_the_hub_can_ask_for_every_purpose_about_everybody_with_and_without_agreement() -> None:
    hub = next(in_law for kind, in_law in BODIES if kind == "hub")
    for purpose in PURPOSES:
        for about in askable(purpose):
            usable = [
                one
                for one in BASES
                if "request" in one["acts"]
                and not one.get("exceptional", False)
                and open_to(one, "hub", hub, purpose["key"], ON[0])
                and set(about) <= set(one["subjects"])
            ]
            agreed = [one for one in usable if "consent_record" in one["requires"]]
            assert agreed, (purpose["key"], about)
            assert len(usable) > len(agreed), (purpose["key"], about)


def test_nobody_who_holds_agreement_must_give_a_reason_for_not_relying_on_it() -> None:
    """Wherever a basis wants one of three reasons against consent, another takes agreement instead."""
    for (kind, in_law), purpose in ((body, purpose) for body in PARTNERS for purpose in PURPOSES):
        for about in askable(purpose):
            keys = can(kind, in_law, purpose, about, ON[0], disclose=True)
            requires = [set(one.get("requires", [])) for one in BASES if one["key"] in keys]
            if any("paragraph_18_reason" in one for one in requires):
                assert any("consent_record" in one for one in requires), (kind, in_law, purpose["key"], about)
    assert not [
        one["key"] for one in BASES if {"paragraph_18_reason", "consent_record"} <= set(one.get("requires", []))
    ]
