"""Words that tell: found as people write them, in what is written, and in nothing that only sounds alike."""

from __future__ import annotations

import pytest

from policies.engine.release import PolicyRelease
from policies.engine.telling import Telling, texts_in, told_in

MADE_UP = (Telling("one", "one", ("raped", "hit her", "self harm")), Telling("two", "two", ("hiv",)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Alleged to have RAPED her, has H.I.V.", ("raped", "hiv")),
        ("he hit\nher; self-harm", ("hit her", "self harm")),
        ("ra\u200bped", ("raped",)),
        ("r\u00e1ped", ("raped",)),
        ("\uff52\uff41\uff50\uff45\uff44", ("raped",)),
        ("r a p e d", ("raped",)),
        ("Draped in grapes, archive of the hive, he hit the road", ()),
        ("", ()),
    ],
)
def test_words_are_found_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert told_in(text, MADE_UP) == found


def test_what_was_typed_is_read_and_what_was_chosen_is_not(release: PolicyRelease) -> None:
    questions = release.catalogue["request_questions"]
    rows = [{"question": "Was she raped?", "why": "Has HIV"}, {"question": "Who?"}]
    assert texts_in(questions, rows) == ("Was she raped?", "Has HIV", "Who?")
    assert texts_in(release.catalogue["request_summary"], "In words") == ("In words",)
    assert texts_in(release.catalogue["request_home_safety_category"], "arson_threat") == ()
    assert texts_in(questions, None) == ()


def test_every_word_is_found_in_itself_and_is_written_as_it_is_compared(release: PolicyRelease) -> None:
    for telling in release.telling.values():
        for word in telling.words:
            assert word == word.lower()
            assert word in told_in(word, [telling])


def test_those_who_must_not_have_the_allegation_are_not_told_of_it(release: PolicyRelease) -> None:
    not_told = {key for key, one in release.organisations.items() if "allegation" in one.not_told_of}
    assert not_told >= {"fire", "housing", "dwp", "education", "public_protection"}
    assert not not_told & {"police", "childrens_social_care", "adult_social_care"}
