"""A thousand made-up notes: what is protected is found in each that says it, and hardly one other is stopped."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time

from app.domain.protected_words import found_in, needles_of
from tests.domain.made_up_notes import case, note, planted

NOTES = 1000
MOST_FALSE = 0.02
MOST_TIMES = 5
TURNS = 41


def test_hardly_a_note_is_stopped_falsely() -> None:
    dice, stopped = Random(4), []
    for _ in range(NOTES):
        of = case(dice)
        text = note(dice, of)
        stopped += [(of, text)] if found_in(needles_of(of.items()), text) else []
    print(f"{len(stopped)} of {NOTES} notes stopped falsely")
    assert len(stopped) <= MOST_FALSE * NOTES, stopped[:5]


def test_what_is_protected_is_found_in_each_note_that_says_it() -> None:
    dice, missed = Random(5), []
    for _ in range(NOTES):
        of = case(dice)
        text = planted(dice, note(dice, of), of)
        missed += [] if found_in(needles_of(of.items()), text) else [(of, text)]
    assert missed == []


def test_comparing_takes_a_few_times_a_plain_search() -> None:
    dice = Random(6)
    cases = [case(dice) for _ in range(3)]
    needles = needles_of(item for of in cases for item in of.items())
    texts = [text for text in (note(dice, cases[0]) for _ in range(200)) if not found_in(needles, text)]

    def compared() -> None:
        for text in texts:
            found_in(needles, text)

    def plain() -> None:
        for text in texts:
            for word in needles.letters:
                _ = word in text

    times = median(_seconds(compared) / _seconds(plain) for _ in range(TURNS))
    print(f"{times:.1f} times a plain search, {len(needles.letters)} needles")
    assert times <= MOST_TIMES


def _seconds(act: Callable[[], None]) -> float:
    began = process_time()
    act()
    return process_time() - began
