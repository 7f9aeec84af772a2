"""Pairs of names: of one person in two spellings, and of two people."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random as Dice
from typing import Literal

from tests.services.made_up.days import any_day, two_birthdays
from tests.services.made_up.pair import Pair
from tests.services.made_up.people import SCRIPTS, Part, Script

TITLES = ("Mr", "Mrs", "Miss", "Ms", "Dr")
MIDDLES = ("James", "Rose", "Ann", "Peter", "Grace", "Lee")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: the parts of the name as they are written in one source."""

    script: Script
    forename: str
    surname: str

    def own(self) -> str:
        """As its owner writes it."""
        if self.script.family_first:
            return f"{self.surname} {self.forename}" if self.script.spaced else self.surname + self.forename
        return f"{self.forename} {self.surname}"


def same_person(dice: Dice) -> Pair:
    """One person under two spellings of the name, with birthdays that now and then are the same."""
    script = dice.choice(SCRIPTS)
    forename, surname = dice.choice(script.forenames), dice.choice(script.surnames)
    name = Person(script, forename.own, surname.own).own()
    how, other, aliases = dice.choice(SPELLINGS)(dice, script, forename, surname)
    born, again = two_birthdays(dice)
    one = {"name": name, "born": born, "aliases": aliases}
    return Pair("name", f"same: {script.name}, {how}", one, {"name": other, "born": again}, differ=born != again)


def another_person(dice: Dice) -> Pair:
    """Two people: what one source says of the birthday of one contradicts nothing about the other."""
    script = dice.choice(SCRIPTS)
    forename, surname = dice.sample(script.forenames, 2), dice.sample(script.surnames, 2)
    name = Person(script, forename[0].own, surname[0].own).own()
    how = dice.choice(
        ("sibling", "namesake", "stranger", "sibling spelt here", "stranger spelt here", "one letter", "father")
    )
    if how == "one letter":
        latin = f"{dice.choice(forename[0].spelt)} {dice.choice(surname[0].spelt)}".replace("_", " ")
        name, other = latin, _one_letter_off(dice, latin)
    elif how == "father":
        father, son, family = (one.spelt[0].replace("_", " ") for one in (*forename, surname[0]))
        name, other = f"{father} {dice.choice((son, dice.choice(MIDDLES)))} {family}", f"{son} {family}"
    elif how.endswith("spelt here"):
        last = surname[0] if how.startswith("sibling") else surname[1]
        other = f"{dice.choice(forename[1].spelt)} {dice.choice(last.spelt)}".replace("_", " ")
    else:
        first = forename[1] if how in {"sibling", "stranger"} else forename[0]
        last = surname[1] if how in {"namesake", "stranger"} else surname[0]
        other = Person(script, first.own, last.own).own()
    if set(forename[0].spelt) & set(forename[1].spelt) and how in {"father", "sibling spelt here", "one letter"}:
        return another_person(dice)  # two forenames that are spelt alike here: no longer two people
    one, two = {"name": name, "born": any_day(dice)}, {"name": other, "born": any_day(dice)}
    return Pair("name", f"another: {script.name}, {how}", one, two, differ=False)


Spelt = tuple[str, str, tuple[str, ...]]


def _latin(dice: Dice, part: Part) -> str:
    return dice.choice(part.spelt).replace("_", " ")


def _as_spelt_here(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    return "spelt here", f"{_latin(dice, forename)} {_latin(dice, surname)}", ()


def _surname_first(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    comma = dice.choice((", ", " "))
    return "surname first", f"{_latin(dice, surname)}{comma}{_latin(dice, forename)}", ()


def _in_capitals(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    return "capitals", f"{_latin(dice, forename)} {_latin(dice, surname).upper()}", ()


def _as_it_is(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    name = Person(script, forename.own, surname.own).own()
    forms: tuple[Literal["NFC", "NFD", "NFKC"], ...] = ("NFC", "NFD", "NFKC")
    form = dice.choice(forms)
    return "as it is", f" {unicodedata.normalize(form, name)} ".replace(" ", dice.choice((" ", "  ", "\u00a0"))), ()


def _with_title(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    dot = dice.choice(("", "."))
    return "title", f"{dice.choice(TITLES)}{dot} {_latin(dice, forename)} {_latin(dice, surname)}", ()


def _with_middle(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    middle = dice.choice(MIDDLES)
    return (
        "middle name",
        f"{_latin(dice, forename)} {dice.choice((middle, middle[0], middle[0] + '.'))} {_latin(dice, surname)}",
        (),
    )


def _under_a_former_name(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    former = dice.choice([one for one in script.surnames if one != surname])
    name = Person(script, forename.own, former.own).own()
    return "former name", f"{_latin(dice, forename)} {_latin(dice, former)}", (name,)


def _known_as(dice: Dice, script: Script, forename: Part, surname: Part) -> Spelt:
    former = dice.choice([one for one in script.surnames if one != surname])
    first = _latin(dice, forename)
    said = dice.choice((
        f"{first} {_latin(dice, former)} also known as {first} {_latin(dice, surname)}",
        f"{first} {_latin(dice, former)} (aka {first} {_latin(dice, surname)})",
        f"{first} {_latin(dice, former)} née {_latin(dice, surname)}",
        f"{first} {_latin(dice, former)} (formerly {_latin(dice, surname)})",
    ))  # fmt: skip
    return "known as", said, ()


SPELLINGS = (
    _as_spelt_here, _as_spelt_here, _surname_first, _in_capitals, _as_it_is, _with_title, _with_middle,
    _under_a_former_name, _known_as,
)  # fmt: skip


def _one_letter_off(dice: Dice, name: str) -> str:
    """One letter added, taken out or exchanged: another name (Smith and Smyth are two families)."""
    places = [index for index, letter in enumerate(name) if letter.isascii() and letter.isalpha()]
    at = dice.choice(places)
    letter = dice.choice([one for one in LETTERS if one != name[at].lower()])
    before, after = name[:at], name[at + 1 :]
    found: str = dice.choice((before + letter + after, before + letter + name[at:], before + after))
    folded = [one.lower().replace(" ", "") for one in (name, found)]
    return found if folded[0] != folded[1] else _one_letter_off(dice, name)
