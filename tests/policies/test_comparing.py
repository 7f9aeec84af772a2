"""What a release says otherwise is said in sentences, and nothing that was changed is left unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from policies.engine.canonical import canonical
from policies.engine.comparing import EFFECTS, GONE, LISTS, NARROWER, NEW, OTHER, SINGLE, WIDER, Difference, compare
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, release_from_canonical
from policies.engine.release import PolicyRelease

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@pytest.fixture(scope="module")
def shipped() -> PolicyRelease:
    return load_release(POLICIES)


def edited(release: PolicyRelease, file: str, table: str, key: str, **words: Any) -> PolicyRelease:
    """The release with other words in the table of one entry; None takes a word away."""
    document = json.loads(release.canonical)
    (entry,) = (one for one in document["files"][file][table] if key in (one.get("key"), one.get("id")))
    entry |= words
    for name in [name for name, said in entry.items() if said is None]:
        del entry[name]
    return release_from_canonical(canonical(document))


def without(release: PolicyRelease, file: str, table: str, key: str) -> PolicyRelease:
    document = json.loads(release.canonical)
    tables = document["files"][file][table]
    document["files"][file][table] = [one for one in tables if key not in (one.get("key"), one.get("id"))]
    return release_from_canonical(canonical(document))


def said(old: PolicyRelease, new: PolicyRelease, effect: str) -> list[str]:
    return [one.says for one in compare(old, new) if one.effect == effect]


def test_the_same_release_differs_in_nothing(shipped: PolicyRelease) -> None:
    assert compare(shipped, shipped) == ()


def test_another_label_is_quoted_both_ways(shipped: PolicyRelease) -> None:
    new = edited(shipped, "fields/housing.toml", "field", "housing_rent_arrears", label="Arrears of rent")
    told = "Field housing_rent_arrears (Arrears of rent): label “Arrears of rent” instead of “Rent arrears”."
    assert compare(shipped, new) == (Difference(OTHER, told),)


def test_whoever_needs_a_field_more_is_given_more_and_back_again_less(shipped: PolicyRelease) -> None:
    field = shipped.catalogue["housing_rent_arrears"]
    role = next(one for one in ("hub_collator", "partner_manager") if one not in field.audience)
    new = edited(shipped, "fields/housing.toml", "field", field.key, audience=[*field.audience, role])
    (more,) = [one for one in said(shipped, new, WIDER) if one.startswith("Field")]
    assert more == f"Field housing_rent_arrears ({field.label}): audience also {role}."
    (less,) = [one for one in said(new, shipped, NARROWER) if one.startswith("Field")]
    assert less == f"Field housing_rent_arrears ({field.label}): audience no longer {role}."


def test_a_cap_that_goes_gives_more_and_one_that_comes_gives_less(shipped: PolicyRelease) -> None:
    new = without(shipped, "rules/caps.toml", "cap", "declared-conflict")
    assert [one[: one.index(".")] for one in said(shipped, new, WIDER)] == ["Cap declared-conflict is gone"]
    (less,) = said(new, shipped, NARROWER)
    assert less.startswith("Cap declared-conflict is new, at withheld. ")


def test_a_permit_that_goes_gives_less(shipped: PolicyRelease) -> None:
    permit = next(one for one in shipped.rules if one.kind == "permit")
    new = without(shipped, "rules/permits.toml", "permit", permit.id)
    assert said(shipped, new, NARROWER) == [f"Permit {permit.id} is gone. {permit.because}"]
    assert said(new, shipped, WIDER) == [f"Permit {permit.id} is new, at {permit.level.word}. {permit.because}"]


@pytest.mark.parametrize(("kind", "further", "nearer"), [("permit", WIDER, NARROWER), ("cap", NARROWER, WIDER)])
def test_a_rule_that_reaches_further_says_so_by_its_kind(
    shipped: PolicyRelease, kind: str, further: str, nearer: str
) -> None:
    rule = next(one for one in shipped.rules if one.kind == kind and len(one.when.get("role", ())) > 1)
    fewer = replace(rule, when={**rule.when, "role": rule.when["role"] - {gone := min(rule.when["role"])}})
    anybody = replace(rule, when={fact: values for fact, values in rule.when.items() if fact != "role"})
    some, every = (
        replace(shipped, digest=str(one), rules=tuple(one if each.id == rule.id else each for each in shipped.rules))
        for one in (fewer, anybody)
    )
    told = f"{kind.capitalize()} {rule.id}: role"
    assert compare(shipped, some) == (Difference(nearer, f"{told} no longer {gone}."),)
    assert compare(some, shipped) == (Difference(further, f"{told} also {gone}."),)
    (one,) = compare(shipped, every)
    assert (one.effect, one.says.split(",")[0]) == (further, f"{kind.capitalize()} {rule.id}: whatever the role")
    assert [one.effect for one in compare(every, shipped)] == [nearer]


def test_another_level_says_which_way(shipped: PolicyRelease) -> None:
    permit = next(one for one in shipped.rules if one.kind == "permit" and one.level.word == "full")
    lower = replace(permit, level=type(permit.level).named("gist"))
    rules = tuple(lower if one.id == permit.id else one for one in shipped.rules)
    new = replace(shipped, digest="other", rules=rules)
    assert compare(shipped, new) == (Difference(NARROWER, f"Permit {permit.id}: gist instead of full."),)
    assert compare(new, shipped) == (Difference(WIDER, f"Permit {permit.id}: full instead of gist."),)


def test_a_legal_basis_open_to_more_and_one_that_asks_for_more(shipped: PolicyRelease) -> None:
    basis = next(one for one in shipped.legal_bases.values() if len(one.available_to) > 1 and one.requires)
    fewer = edited(
        shipped, "legal_bases.toml", "legal_basis", basis.key, available_to=list(basis.available_to[1:]), requires=None
    )
    told = f"Legal basis {basis.key} ({basis.label})"
    assert said(shipped, fewer, NARROWER) == [f"{told}: available to no longer {basis.available_to[0]}."]
    assert said(shipped, fewer, WIDER) == [f"{told}: requires no longer {', '.join(basis.requires)}."]


def test_what_is_new_and_what_is_gone_is_named(shipped: PolicyRelease) -> None:
    document = json.loads(shipped.canonical)
    mask = {**document["files"]["masks.toml"]["mask"][0], "id": "made_up", "label": "Made up"}
    document["files"]["masks.toml"]["mask"].append(mask)
    new = release_from_canonical(canonical(document))
    assert compare(shipped, new) == (Difference(NEW, "Mask made_up (Made up) is new."),)
    assert compare(new, shipped) == (Difference(GONE, "Mask made_up (Made up) is gone."),)


def test_what_gives_more_stands_first(shipped: PolicyRelease) -> None:
    new = edited(shipped, "fields/housing.toml", "field", "housing_rent_arrears", label="Arrears of rent")
    new = without(new, "rules/caps.toml", "cap", "declared-conflict")
    effects = [one.effect for one in compare(shipped, new)]
    assert effects == sorted(effects, key=list(EFFECTS).index)
    assert effects[0] == WIDER
    assert OTHER in effects


def test_every_part_of_a_release_is_looked_at() -> None:
    parts = {one.name for one in fields(PolicyRelease)} - {"canonical", "digest", "catalogue", "rules"}
    assert parts == LISTS.keys() | SINGLE.keys()


def mutated(document: Any) -> Iterator[bytes]:
    """The release in which one word is another, for every forty-first of its words."""
    places = [place for number, place in enumerate(_places(document, ())) if number % 41 == 0]
    for *path, last in places:
        inside = document
        for step in path:
            inside = inside[step]
        before = inside[last]
        inside[last] = f"{before} or other" if isinstance(before, str) else not before
        yield canonical(document)
        inside[last] = before


def _places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*path, key))
    elif isinstance(value, str | bool):
        yield path


def test_no_other_word_is_passed_over(shipped: PolicyRelease) -> None:
    """Of each word that can be another in a release that still reads, the difference is said."""
    small = json.loads(shipped.canonical)
    for name in [name for name in small["files"] if name.startswith("fields/")]:
        if name not in ("fields/housing.toml", "fields/request.toml", "fields/case.toml"):
            small["files"][name]["field"] = small["files"][name]["field"][:2]
    old, read = release_from_canonical(canonical(small)), 0
    for words in mutated(small):
        try:
            new = release_from_canonical(words)
        except (PolicyError, KeyError):
            continue
        read += 1
        found = compare(old, new)
        assert found, words
        assert all(one.says.endswith(".") or one.says[-2:] in (".”", ").") for one in found), found
    assert read > 50
