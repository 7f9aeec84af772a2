"""The search finds a planted mark in each form, so that finding none means something."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.stories.canary import forms_of, search

MARK = "Madeup Markname"
PLANTED = {
    "plain": MARK.encode(),
    "capitals": MARK.upper().encode(),
    "without its space": b"...madeupmarkname...",
    "hexadecimal, as a dump writes bytes": b"\\x" + f"..{MARK}..".encode().hex().encode(),
    "hexadecimal capitals": MARK.encode().hex().upper().encode(),
    "an address": quote(f"/cases?name={MARK}").encode(),
    "a form": f"name={MARK.replace(' ', '+')}".encode(),
    "UTF-16": MARK.encode("utf-16"),
    "UTF-16 in base64": base64.b64encode(MARK.encode("utf-16-le")),
    "JSON": json.dumps({"name": MARK}).encode(),
    "JSON, escaped": "".join(f"\\u{ord(letter):04X}" for letter in MARK).encode(),
    "base64 at 0": base64.b64encode(f"{MARK} and more".encode()),
    "base64 at 1": base64.b64encode(f"x{MARK} and more".encode()),
    "base64 at 2": base64.b64encode(f"xy{MARK} and more".encode()),
    "base64 for addresses": base64.urlsafe_b64encode(f"??>>{MARK}??>>".encode()),
    "base64 in lines": base64.encodebytes(f"{'x' * 50}{MARK}{'y' * 50}".encode()),
    "quoted-printable": f"{MARK[:5]}=\n{MARK[5:]}".encode(),
}


@pytest.mark.parametrize("form", PLANTED)
def test_a_planted_mark_is_found(form: str) -> None:
    hits = search([MARK], [("nothing", b"nothing here"), ("somewhere", b"before " + PLANTED[form] + b" after")])
    assert {hit.where for hit in hits} == {"somewhere"}
    assert {hit.mark for hit in hits} == {MARK}


def test_what_is_not_there_is_not_found() -> None:
    assert search([MARK], [("a page", b"Madeup and Markname, apart"), ("bytes", bytes(range(256)) * 40)]) == []


def test_a_mark_that_could_be_chance_is_not_taken() -> None:
    with pytest.raises(ValueError):
        list(forms_of("Ann"))
