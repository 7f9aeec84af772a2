"""Pairs of addresses held for one person."""

from __future__ import annotations

import unicodedata
from random import Random as Dice
from typing import Any

from tests.services.made_up.pair import Pair


def place(dice: Dice) -> Pair:
    """Two addresses held for one person."""
    how, one, other, differ = dice.choice(PLACES)(dice, _address(dice))
    if dice.random() < 0.5:
        one, other = other, one
    return Pair("address", how, {"address": one}, {"address": other}, differ=differ)


Address = dict[str, Any]
Places = tuple[str, Address | str, Address | str, bool]
STREETS = ("Madeup", "Refuge", "Mill", "St Mary’s", "Church", "Quillmark", "King’s", "Old Forge", "Señorita", "Łódź")
KINDS = (
    ("Street", "St"),
    ("Road", "Rd"),
    ("Avenue", "Ave"),
    ("Close", "Cl"),
    ("Lane", "La"),
    ("Terrace", "Terr"),
    ("Way", "Way"),
)
TOWNS = ("Exampleton", "Markholme", "Duskerton")


def _postcode(dice: Dice) -> str:
    two = "".join(dice.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return f"ZZ{dice.randrange(1, 99)} {dice.randrange(10)}{two}"


def _address(dice: Dice) -> Address:
    street = f"{dice.choice(STREETS)} {dice.choice(KINDS)[0]}"
    return {"lines": [f"{dice.randrange(1, 200)} {street}"], "town": dice.choice(TOWNS), "postcode": _postcode(dice)}


def _number_and_street(address: Address) -> tuple[str, str]:
    number, _, street = str(address["lines"][0]).partition(" ")
    return number, street


def _written_otherwise(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    short = next((street.replace(long, brief) for long, brief in KINDS if street.endswith(long)), street)
    first = dice.choice((
        f"{number}, {short}", f"{number} {street.upper()}", f"No. {number} {short}.", f"No {number}, {street}",
        f"{number} {unicodedata.normalize('NFD', street)}", f"{number} {street.replace('’', '')}",
        f"Number {number} {street}",
    ))  # fmt: skip
    code = dice.choice((address["postcode"], address["postcode"].lower(), address["postcode"].replace(" ", "")))
    return "written otherwise", address, {**address, "lines": [first], "postcode": code}, False


def _broken_into_lines(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    lines = dice.choice(
        ([number, street], [f"{number} {street}", "Oldtown"], [f"{number} {street}", "Oldtown", "Northshire"])
    )
    return "other lines", address, {**address, "lines": lines}, False


def _one_of_both_has_less(dice: Dice, address: Address) -> Places:
    less = dict(address)
    less.pop(dice.choice(("lines", "town", "postcode")))
    return "less is known", address, less, False


def _masked(dice: Dice, address: Address) -> Places:
    other = dice.random() < 0.5
    return "masked", address, "XX area" if other else "ZZ area", other


def _elsewhere(dice: Dice, code: str) -> str:
    found = _postcode(dice)
    return found if found.split()[0] != code.split(maxsplit=1)[0] else _elsewhere(dice, code)


def _another_number(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    other = dice.choice((str(int(number) + dice.choice((1, 2, 10))), f"{number}a", f"{number}{dice.randrange(10)}"))
    return "another number", address, {**address, "lines": [f"{other} {street}"]}, True


def _letter(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    letter = dice.choice("abc")
    one = {**address, "lines": [f"{number}{letter} {street}"]}
    same = {**address, "lines": [dice.choice((f"{number}{letter.upper()} {street}", f"{number} {letter} {street}"))]}
    other = {**address, "lines": [f"{number}{dice.choice('def')} {street}"]}
    return (
        ("a letter written otherwise", one, same, False)
        if dice.random() < 0.5
        else ("another letter", one, other, True)
    )


def _another_street(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    other = dice.choice([one for one in STREETS if not street.startswith(one)])
    return "another street", address, {**address, "lines": [f"{number} {other} {street.split()[-1]}"]}, True


def _another_postcode(dice: Dice, address: Address) -> Places:
    return "another postcode", address, {**address, "postcode": _elsewhere(dice, address["postcode"])}, True


def _flat(dice: Dice, address: Address) -> Places:
    (line,), flat = address["lines"], str(dice.randrange(1, 30))
    one = {**address, "lines": [f"Flat {flat}", line]}
    same = dice.choice((
        [f"Flat {flat}, {line}"], [f"{line}", f"Flat {flat}"], [f"FLAT {flat}", line], [f"Apartment {flat}", line],
        [f"{line}, flat {flat}"], [f"Flat No. {flat}", line], [f"Flat {flat} {line}"],
    ))  # fmt: skip
    return "a flat written otherwise", one, {**address, "lines": same}, False


def _another_flat(dice: Dice, address: Address) -> Places:
    (line,), flat = address["lines"], dice.randrange(1, 30)
    one = {**address, "lines": [f"Flat {flat}", line]}
    return "another flat", one, {**address, "lines": [f"Flat {flat + 1}", line]}, True


def _flat_of_another_number(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    one = {**address, "lines": ["Flat 2", f"{number} {street}"]}
    return "a flat of another number", one, {**address, "lines": ["Flat 2", f"{int(number) + 2} {street}"]}, True


def _flat_and_number_exchanged(dice: Dice, address: Address) -> Places:
    number, street = _number_and_street(address)
    flat = str(int(number) + 1)
    one = {**address, "lines": [f"Flat {flat}", f"{number} {street}"]}
    return "flat and number exchanged", one, {**address, "lines": [f"Flat {number}", f"{flat} {street}"]}, True


def _reference(dice: Dice, address: Address) -> Places:
    reference = str(dice.randrange(10**6, 10**9))
    one = {**address, "uprn": reference}
    same = {"lines": ["Madeup House"], "postcode": address["postcode"], "uprn": reference.zfill(12)}
    other = {**address, "uprn": str(int(reference) + 1)}
    return ("one property", one, same, False) if dice.random() < 0.5 else ("another property", one, other, True)


def _named(dice: Dice, address: Address) -> Places:
    house, street = dice.choice(("Rose Cottage", "The Old Vicarage", "Hill House")), _number_and_street(address)[1]
    one = {**address, "lines": [house, street]}
    if dice.random() < 0.5:
        return "a named house", one, {**address, "lines": [f"{house.upper()}, {street}"]}, False
    return "another named house", one, {**address, "lines": ["Badger Lodge", street]}, True


PLACES = (
    _written_otherwise, _written_otherwise, _broken_into_lines,
    _one_of_both_has_less, _masked, _another_number, _letter,
    _another_street, _another_postcode, _flat, _another_flat, _flat_of_another_number, _flat_and_number_exchanged,
    _reference, _named,
)  # fmt: skip
