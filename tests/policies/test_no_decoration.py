"""Each tag, category, mask and purpose decides something: without it some decision comes out otherwise."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from policies.engine.bases import Body, legal_bases_for
from policies.engine.canonical import FORMAT, canonical
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.document_unseen import KINDS, seen_by
from policies.engine.enumeration import every_outcome
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import CATEGORIES, TAGS, Level
from tests.policies.mutants.comparing import otherwise

ORDINARY = "personal"
ON = date(2026, 11, 29)


def without(policy: CompiledPolicy, key: str, word: str) -> tuple[CompiledPolicy, list[str]]:
    """The policy with a tag on no field, or a category ordinary, and the fields that had it; read unchecked."""
    files: dict[str, Any] = json.loads(policy.release.canonical)["files"]
    had = []
    for field in (field for name, page in files.items() if name.startswith("fields/") for field in page["field"]):
        if key == "tags" and word in field.get("tags", []):
            field["tags"] = [one for one in field["tags"] if one != word]
            had.append(field["key"])
        if key == "category" and field["category"] == word:
            field["category"] = ORDINARY
            had.append(field["key"])
    stored = canonical({"format": FORMAT, "files": files})
    return compile_policy(release_from_canonical(stored)), had


@pytest.mark.parametrize(
    ("key", "word"), [*(("tags", one) for one in TAGS), *(("category", one) for one in CATEGORIES if one != ORDINARY)]
)
def test_without_a_tag_or_category_something_is_decided_otherwise(policy: CompiledPolicy, key: str, word: str) -> None:
    changed, had = without(policy, key, word)
    assert had, f"no field has {word}"
    assert otherwise(policy, changed, {}, had), f"{word} decides nothing"


def test_whatever_has_a_short_form_is_somewhere_shown_in_it(policy: CompiledPolicy) -> None:
    """A mask that nobody can be shown is one more copy of a secret, kept for nothing."""
    masked = {field.key for field in policy.release.catalogue.values() if field.mask is not None}
    shown = {
        key
        for key in masked
        if any(out.level is Level.MASKED for out, _, _ in every_outcome(policy, {}, frozenset({key})))
    }
    assert masked - shown == set()
    assert len(masked) > 40


def test_every_mask_there_is_belongs_to_a_field(release: PolicyRelease) -> None:
    assert set(release.masks) == {field.mask for field in release.catalogue.values() if field.mask is not None}


def test_what_partners_hold_here_is_kept_short_and_the_hubs_own_by_what_it_is(release: PolicyRelease) -> None:
    """Each period leads to a day of its own (`tests/services/test_kept_too_long.py`) and says which source it has."""
    fields = release.catalogue.values()
    theirs = {one.keep_for for one in fields if one.record != "case"}
    own = {one.keep_for for one in fields if one.record == "case"}
    assert (theirs, own) == ({"P90D"}, {"P3Y", "P6Y"})
    said = {word for one in release.statements.values() if one.key != "contact_safety" for word in one.words}
    assert {release.catalogue[word].keep_for for word in said} == {"P6Y"}
    assert all(one.source for one in release.periods.values())


def test_every_purpose_is_told_from_every_other_by_what_may_be_done_for_it(release: PolicyRelease) -> None:
    """By the legal bases open for it, what must be recorded first, whom it is about, or that it is no route."""

    def open_for(purpose: str) -> frozenset[tuple[str, str, str]]:
        return frozenset(
            (kind.key, subject, one.basis.key)
            for kind in release.organisations.values()
            for subject in release.purposes[purpose].subjects
            for act in ("request", "return")
            for one in legal_bases_for(
                release, Body(kind.key, kind.in_law), subject=subject, purpose=purpose, act=act, on=ON
            )
            if one.usable
        )

    told = {
        one.key: (open_for(one.key), one.before_sending, one.subjects, one.blocked) for one in release.purposes.values()
    }
    alike = [(one, other) for one in told for other in told if one < other and told[one] == told[other]]
    # The same law leads to both; a conference is asked for by its own name, so that it is counted and looked at as one.
    assert alike == [("domestic_abuse", "marac")]


def test_for_a_purpose_that_is_no_route_nothing_is_shown(policy: CompiledPolicy) -> None:
    for purpose in policy.release.purposes.values():
        among = {"purpose": frozenset({purpose.key}), "standing": frozenset({"asker", "addressee", "other"})}
        shown = any(out.level is not Level.WITHHELD for out, _, _ in every_outcome(policy, among))
        assert shown == (purpose.blocked is None), purpose.key


def test_whoever_a_field_names_reads_it_of_somebody(policy: CompiledPolicy) -> None:
    """Tables of who needs what are read off these names: one that never reads it misleads whoever looks."""
    release = policy.release
    seen = {role: [seen_by(policy, one, kind) for kind in KINDS] for role, one in release.roles.items()}
    idle = [
        (field.key, role)
        for field in release.catalogue.values()
        for role in (*field.audience, *field.gist_audience)
        if not any(field.key in keys for keys in seen[role])
    ]
    assert idle == []
