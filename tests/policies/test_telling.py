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


DOUBLED = ("grab", "slap", "stab")
REGULAR = {
    "allegation": (
        "abuse", "assault", "attack", "bruise", "choke", "coerce", "exploit", "grab", "groom", "grope", "harass",
        "headbutt", "kick", "kill", "molest", "neglect", "punch", "radicalise", "rape", "slap", "smack", "smother",
        "stab", "stalk", "strangle", "suffocate", "throttle",
    ),
    "offending": (
        "arrest", "bail", "caution", "convict", "imprison", "jail", "offend", "remand", "reoffend", "sentence",
    ),
    "health": ("diagnose", "medicate", "overdose"),
}  # fmt: skip
IRREGULAR = {
    "allegation": ("hit", "hits", "hitting", "beat", "beats", "beating", "beaten", "trafficked", "trafficking")
}


def forms(verb: str) -> tuple[str, str, str, str]:
    """A regular English verb as it stands in a sentence of any time."""
    third = verb + ("es" if verb.endswith(("ch", "sh", "ss", "x")) else "s")
    stem = verb.removesuffix("e") + (verb[-1] if verb in DOUBLED else "")
    return verb, third, f"{stem}ed", f"{stem}ing"


@pytest.mark.parametrize(("key", "verb"), [(key, verb) for key, verbs in REGULAR.items() for verb in verbs])
def test_what_somebody_does_tells_in_every_form_of_its_word(release: PolicyRelease, key: str, verb: str) -> None:
    told = [told_in(f"Does he say that {one} is it?", [release.telling[key]]) for one in forms(verb)]
    assert told == [(one,) for one in forms(verb)]


@pytest.mark.parametrize(("key", "word"), [(key, word) for key, words in IRREGULAR.items() for word in words])
def test_so_does_a_word_with_forms_of_its_own(release: PolicyRelease, key: str, word: str) -> None:
    assert told_in(f"Has she seen him {word} Maxi?", [release.telling[key]]) == (word,)


def test_what_is_never_sent_names_what_a_kind_is_not_told_of(release: PolicyRelease) -> None:
    """Whoever types reads one sentence: what stops the request afterwards stands in it."""
    stands = {"allegation": ("allegation",), "offending": ("offending", "criminal"), "health": ("health", "medical")}
    for key, one in release.organisations.items():
        for telling in one.not_told_of:
            sentence = (one.must_not_carry or "").lower()
            assert any(word in sentence for word in stands[telling]), (key, telling)
