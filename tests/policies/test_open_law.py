"""Which law is open to whom is somebody's choice, and law about adults opens nothing about children alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import documentation
from policies.engine.errors import PolicyError
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease
from tests.policies.test_no_dead_end import BASES, ON, PARTNERS, PURPOSES, Entry, askable, can

REVIEWED = Path(__file__).parent / "open_law.md"
PAGE = "documents/open_law.md"
OF_CHILDREN = ("CA1989", "CA2004", "EA2002", "CWSA2026")


def test_which_law_is_open_to_whom_is_what_was_last_looked_at(release: PolicyRelease) -> None:
    """`flask policies docs` writes the page and never this copy: whoever copies it over has read what it opens."""
    written, reviewed = documentation.render(release)[PAGE].splitlines(), REVIEWED.read_text("utf-8").splitlines()
    now = [one for one in written if one not in reviewed]
    before = [one for one in reviewed if one not in written]
    assert (now, before) == ([], []), f"read what now differs, then copy policies/{PAGE} to {REVIEWED.name}"
    assert written == reviewed


def test_care_law_alone_opens_nothing_that_is_about_children_alone() -> None:
    """The Care Act is about adults: a purpose that no adult can be the subject of rests on the law about children."""
    about_children = {one["key"] for one in PURPOSES if "adult" not in one["one_of"]}
    care = [one for one in BASES if any(cited.startswith("CareAct") for cited in one.get("gateways", []))]
    alone = [one for one in care if not any(cited.startswith(OF_CHILDREN) for cited in one["gateways"])]
    assert len(alone) > 8
    assert {one["key"]: found for one in alone if (found := about_children.intersection(one["purposes"]))} == {}


WITHOUT_AGREEMENT = {"dwp": {"child_in_need", "other_safeguarding"}}
"""Who answers on agreement alone, and for what: the law on social security data opens nothing below section 47."""


def test_who_holds_no_agreement_has_something_else_to_answer_on() -> None:
    missing: dict[str, set[str]] = {}
    for (kind, in_law), purpose in ((body, purpose) for body in PARTNERS for purpose in PURPOSES):
        for about in askable(purpose):
            keys = can(kind, in_law, purpose, about, ON[0], disclose=True)
            if keys and not any(one["key"] in keys and "consent_record" not in one["requires"] for one in BASES):
                missing.setdefault(kind, set()).add(purpose["key"])
    assert missing == WITHOUT_AGREEMENT


def basis_of(files: dict[str, Any], key: str) -> Entry:
    return next(one for one in files["legal_bases.toml"]["legal_basis"] if one["key"] == key)


@pytest.mark.parametrize(
    ("key", "where", "word", "says"),
    [
        ("police_adult", "purposes", "victim_information", "has no route here"),
        ("police_adult", "subjects", "child", "none of its purposes is about such a subject"),
        ("police_child", "subjects", "unknown", "none of its purposes is about such a subject"),
    ],
)
def test_a_basis_for_what_cannot_be_asked_is_refused(
    release: PolicyRelease, key: str, where: str, word: str, says: str
) -> None:
    files = json.loads(release.canonical)["files"]
    basis_of(files, key)[where].append(word)
    with pytest.raises(PolicyError, match=f'"{word}".* {says}|"{word}": {says}') as refused:
        read_release(files)
    assert (refused.value.file, refused.value.key) == ("legal_bases.toml", f"legal_basis.{key}.{where}")
