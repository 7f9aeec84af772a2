"""What a kind of partner is usually asked can be asked of it: each planted fault is refused by its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policies.engine.bases import Body, legal_bases_for
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.policies.small_policy import changed

ON = date(2026, 11, 29)
FILE, SET = "question_sets.toml", "question_set.lantern_of_safety"
ITEMS, QUESTION = 'items = ["lantern_seen", "lantern_visits"]', "Is anybody at the house at night?"
AGAIN = """
[[question_set]]
key = "again"
organisation = "lantern"
purposes = ["other", "safety"]
because = "It walks by."
items = ["lantern_seen"]

[end]
question_set = 2"""
NOT_TOLD = 'must_not_carry = "Anything alleged."'


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('organisation = "lantern"', 'organisation = "lantren"', f"{SET}.organisation"),
        ('organisation = "lantern"', 'organisation = "hub"', f"{SET}.organisation"),
        ('purposes = ["safety"]', 'purposes = ["saftey"]', f"{SET}.purposes"),
        ('purposes = ["safety"]', "purposes = []", f"{SET}.purposes"),
        (ITEMS, 'items = ["lantern_sene"]', f"{SET}.items"),
        (ITEMS, 'items = ["return_systems"]', f"{SET}.items"),
        (ITEMS, 'items = ["request_name"]', f"{SET}.items"),
        ('because = "It walks by every night."\n', "", f"{SET}.because"),
        ('why = "To visit when somebody is there."', 'reason = "To visit."', f"{SET}.questions[1].why"),
        ("\n[end]\nquestion_set = 1", AGAIN, "question_set.again.purposes"),
    ],
)
def test_a_set_that_could_not_be_asked_is_refused_by_name(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        load_release(changed(tmp_path, FILE, old, new))
    assert (refusal.value.file, refusal.value.key) == (FILE, key)


def test_a_set_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, FILE, ITEMS, "items = []")
    page = folder / FILE
    before, _, after = page.read_text().partition("[[question_set.questions]]")
    page.write_text(before + after[after.index("\n[end]") :])
    with pytest.raises(PolicyError, match="asks nothing"):
        load_release(folder)


def test_a_question_in_words_that_the_kind_is_not_told_of_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "organisations.toml", NOT_TOLD, f'{NOT_TOLD}\nnot_told_of = ["smoke"]')
    load_release(folder)
    page = folder / FILE
    page.write_text(page.read_text().replace(QUESTION, "Was the fire put out?"))
    with pytest.raises(PolicyError, match='says "put out"'):
        load_release(folder)


def test_a_number_that_was_sent_to_search_by_is_not_asked_back(tmp_path: Path) -> None:
    number = 'key = "lantern_seen"\nlabel = "Seen by the service"'
    folder = changed(tmp_path, "fields/lantern.toml", number, f'{number}\ntags = ["match_key"]')
    with pytest.raises(PolicyError, match="is not asked back"):
        load_release(folder)


def test_whoever_is_suggested_can_answer_in_law_and_has_something_to_ask(release: PolicyRelease) -> None:
    kinds = {one.organisation for one in release.question_sets.values()}
    assert kinds == set(release.organisations) - {"hub"}
    for one in release.question_sets.values():
        kind = release.organisations[one.organisation]
        for purpose in one.purposes:
            choices = [
                choice
                for subject in release.purposes[purpose].subjects
                for choice in legal_bases_for(
                    release, Body(kind.key, kind.in_law), subject=subject, purpose=purpose, act="return", on=ON
                )
            ]
            open_to = [each for each in choices if each.usable and each.basis.discloses and not each.basis.exceptional]
            assert open_to, (one.key, purpose)


def test_questions_fit_where_they_are_typed(release: PolicyRelease) -> None:
    asked = [each for one in release.question_sets.values() for each in one.questions]
    assert all(len(each.question) <= 200 and len(each.why) <= 120 for each in asked)
