"""“Nothing found for the rest” answers only what the policy lets it; what keeps somebody safe it cannot let it."""

from __future__ import annotations

import json
import re

import pytest

from policies.engine.catalogue import Field
from policies.engine.errors import PolicyError
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease

ORDERS = re.compile(
    r"\b(orders?|injunction|bail|protection plans?|against contact|legal status|protection (used|began)"
    r"|child protection information|kind of supervision|firearms|deprivation of liberty|mental health act|mappa|marac"
    r"|safeguarding alert|approved address|community protection|attorney|prison|^custody$|planned release)\b",
    re.IGNORECASE,
)
"""No contact, licence, order, protection plan, and where somebody is held or bound to live, by the words for them."""
SAFE = {"staff_safety", "contact_safety", "disclosed", "source", "protected_address", "segregated"}


def items(release: PolicyRelease) -> list[Field]:
    """Every field that a request can ask a partner for."""
    return [one for one in release.catalogue.values() if one.record == "return" and not one.shared]


def with_rest(release: PolicyRelease, field: Field) -> PolicyRelease:
    """The policy with that field answered by the rest, held to every check."""
    files = json.loads(release.canonical)["files"]
    next(one for one in files[field.file]["field"] if one["key"] == field.key)["rest"] = True
    return read_release(files)


def test_a_field_of_which_nothing_is_said_is_answered_by_itself(release: PolicyRelease) -> None:
    files = json.loads(release.canonical)["files"]
    known = files["fields/probation.toml"]["field"][0]
    assert release.catalogue[known["key"]].rest
    del known["rest"]
    assert not read_release(files).catalogue[known["key"]].rest


@pytest.mark.parametrize("tag", [*sorted(SAFE), None])
def test_what_keeps_somebody_safe_is_refused_if_the_rest_would_answer_it(
    release: PolicyRelease, tag: str | None
) -> None:
    kept = [one for one in items(release) if (tag in one.tags if tag else one.protects)]
    asked = kept or [one for one in release.catalogue.values() if one.record == "return" and tag in one.tags]
    assert asked
    for field in asked:
        with pytest.raises(PolicyError) as refused:
            with_rest(release, field)
        assert (refused.value.file, refused.value.key) == (field.file, f"field.{field.key}.rest")


def test_what_is_no_item_of_a_return_has_no_rest(release: PolicyRelease) -> None:
    for key in ("return_systems_searched", "request_questions"):
        with pytest.raises(PolicyError, match="only an item of a return is answered so"):
            with_rest(release, release.catalogue[key])


def test_no_order_licence_or_plan_of_protection_is_answered_by_the_rest(release: PolicyRelease) -> None:
    orders = [one for one in items(release) if ORDERS.search(one.label)]
    assert len(orders) > 25
    assert [one.key for one in orders if one.rest] == []
    assert [one.key for one in items(release) if one.rest and (SAFE & set(one.tags) or one.protects)] == []
    assert len([one for one in items(release) if one.rest]) > 200
