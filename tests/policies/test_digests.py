"""What an owner approves is what they read: each change of that has another digest, and nothing else has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.canonical import canonical
from policies.engine.catalogue import Field
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Facts, decide
from policies.engine.digests import BASIS, FIELD, NOT_READ, basis_as_read, entry_digests, field_as_read, owned_by
from policies.engine.loading import release_from_canonical
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import HUB

OTHER: Mapping[type, Any] = {bool: None, str: "otherwise", int: 7, tuple: ("otherwise",), type(None): "otherwise"}
"""Another value of an attribute, by the type of the one it has; of yes and no the other."""


LAW = ("lawful_basis", "conditions", "criminal_condition", "gateways", "confidentiality")
"""Of a basis what names provisions."""


def otherwise(value: Any) -> Any:
    return not value if isinstance(value, bool) else OTHER.get(type(value), "otherwise")


def edited(release: PolicyRelease, file: str, table: str, key: str, **words: Any) -> CompiledPolicy:
    """The policy with other words in the table of one entry."""
    document = json.loads(release.canonical)
    (entry,) = (
        one
        for one in document["files"][file][table]
        if key in (one.get("key"), one.get("id"), one.get("keep_for") if table == "period" else None)
    )
    entry |= words
    return compile_policy(release_from_canonical(canonical(document)))


def changed(policy: CompiledPolicy, other: CompiledPolicy, kind: str) -> set[str]:
    """The keys of the entries that have another digest, or are new."""
    before, after = entry_digests(policy, kind), entry_digests(other, kind)
    return {key for (what, key), digest in after.items() if before.get((what, key)) != digest}


@pytest.mark.parametrize("kind", ["hub", "probation", "fire", "housing"])
def test_no_two_entries_have_one_digest(policy: CompiledPolicy, kind: str) -> None:
    found = entry_digests(policy, kind)
    assert len(set(found.values())) == len(found) == len(owned_by(policy.release, kind))


def test_a_partner_owns_what_it_returns_and_a_hub_what_it_asks(release: PolicyRelease) -> None:
    probation, hub = owned_by(release, "probation"), owned_by(release, HUB)
    records = {release.catalogue[key].record for what, key in probation if what == FIELD}
    assert records == {"return"}
    assert {release.catalogue[key].record for what, key in hub if what == FIELD} == {"case", "request"}
    assert all("probation" in release.legal_bases[key].available_to for what, key in probation if what == BASIS)
    owned = {key for kind in release.organisations for what, key in owned_by(release, kind) if what == FIELD}
    assert owned == set(release.catalogue)


SAID_BY_FIELD = [one.name for one in fields(Field) if one.name not in {*NOT_READ, "key", "mask", "keep_for", "record"}]
"""All but what names another entry, which has tests of its own, and where it stands."""


@pytest.mark.parametrize("name", SAID_BY_FIELD)
def test_each_thing_that_a_field_says_is_read(policy: CompiledPolicy, name: str) -> None:
    field = policy.release.catalogue["probation_known"]
    other = replace(field, **{name: otherwise(getattr(field, name))})
    before, after = (canonical(field_as_read(policy, "probation", one)) for one in (field, other))
    assert before != after


@pytest.mark.parametrize("name", [one.name for one in fields(LegalBasis) if one.name not in {*NOT_READ, *LAW}])
def test_each_thing_that_a_basis_says_is_read(release: PolicyRelease, name: str) -> None:
    basis = next(iter(release.legal_bases.values()))
    other = replace(basis, **{name: otherwise(getattr(basis, name))})
    assert canonical(basis_as_read(release, basis)) != canonical(basis_as_read(release, other))


CHANGES: Mapping[str, tuple[str, str, str, Mapping[str, Any], str]] = {
    "what is asked": ("fields/probation.toml", "field", "probation_known", {"label": "Known here"}, "probation_known"),
    "for how long it is kept": (
        "fields/probation.toml", "field", "probation_known", {"keep_for": "P6Y"}, "probation_known",
    ),
    "how a mask is called": (
        "masks.toml", "mask", "postcode_area", {"label": "Some of the postcode"}, "probation_approved_address",
    ),
    "what law says": (
        "legal_bases.toml", "provision", "UKGDPR-6-1-e", {"conditions": "Otherwise."}, "handling_public_authority",
    ),
    "what a reader is called": ("roles.toml", "role", "hub_collator", {"label": "Anybody"}, "probation_known"),
    "who reads as a reader does": (
        "roles.toml", "role", "hub_practice_lead", {"label": "A visitor"}, "probation_known",
    ),
    "why it is kept so long": ("retention.toml", "period", "P90D", {"because": "Why not."}, "probation_known"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_other_words_of_what_is_read_are_another_entry(policy: CompiledPolicy, what: str) -> None:
    file, table, key, words, entry = CHANGES[what]
    assert entry in changed(policy, edited(policy.release, file, table, key, **words), "probation")


def test_other_words_of_one_field_leave_all_others_as_they_are(policy: CompiledPolicy) -> None:
    other = edited(policy.release, "fields/probation.toml", "field", "probation_known", hint="Said otherwise.")
    assert changed(policy, other, "probation") == {"probation_known"}
    assert changed(policy, other, "fire") == set()


def test_where_entries_stand_is_not_read(policy: CompiledPolicy) -> None:
    document = json.loads(policy.release.canonical)
    document["files"]["fields/probation.toml"]["field"].reverse()
    document["files"]["legal_bases.toml"]["legal_basis"].reverse()
    other = compile_policy(release_from_canonical(canonical(document)))
    assert other.release.digest != policy.release.digest
    assert entry_digests(other, "probation") == entry_digests(policy, "probation")


def test_what_two_organisations_return_each_approves_for_itself(policy: CompiledPolicy) -> None:
    ours, theirs = entry_digests(policy, "probation"), entry_digests(policy, "fire")
    both = ours.keys() & theirs.keys()
    assert both
    assert not {ours[one] for one in both} & {theirs[one] for one in both}


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_rule_that_decides_otherwise_is_another_entry(policy: CompiledPolicy, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(policy.release.rules))
    rules = tuple(one for one in policy.release.rules if one is not gone)
    other = compile_policy(replace(policy.release, rules=rules))
    key = data.draw(st.sampled_from([key for what, key in owned_by(policy.release, "probation") if what == FIELD]))
    facts = Facts(
        action=data.draw(st.sampled_from(["open", "release", "reveal"])),
        record="return",
        purpose=data.draw(st.sampled_from(list(policy.release.purposes))),
        subject=data.draw(st.sampled_from(["child", "adult", "unborn_child"])),
        basis_fit="fits",
        protection=data.draw(st.sampled_from(["none", "protected"])),
        place="sent",
        conflict="none",
        share_now="no",
        standing="asker",
        organisation=HUB,
        role=data.draw(st.sampled_from([*policy.held[HUB], "none"])),
        assigned="yes",
        field=key,
    )
    if decide(policy, facts).level != decide(other, facts).level:
        assert key in changed(policy, other, "probation")


def test_a_rule_that_nobody_could_notice_leaves_entries_as_they_are(policy: CompiledPolicy) -> None:
    rules = tuple(replace(one, because="Said otherwise.") for one in policy.release.rules)
    assert changed(policy, compile_policy(replace(policy.release, rules=rules)), "probation") == set()
