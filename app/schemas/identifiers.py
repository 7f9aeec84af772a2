"""What people, places and lines are known by: taken in any spelling in use, checked once plain, kept in one form.

The catalogue names a field's check; `IDENTIFIERS` holds what each check asks, and how its values are shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marshmallow import ValidationError
from stdnum.gb import nhs, upn

from app.schemas.texts import read_text

_AS_TYPED_LIMIT = 300
_EMAIL_LIMIT = 254
_OWN_REFERENCE_LIMIT = 60
_PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_FIRST_PNC_YEAR = 50  # of two digits: 50 to 99 are of the last century
_LINE = re.compile(
    r"(?:tel(?:ephone)?[.:]? ?)?(?P<line>[0-9+ ()./-]+?)(?: ?(?:x|ext\.?|extension|#) ?(?P<extension>[0-9]{1,6}))?"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """`form` gives the one form, or None when the text has another; `fits` asks its check digit; `shown` groups it."""

    form: Callable[[str], str | None]
    enter: str
    fits: Callable[[str], bool] = lambda _kept: True
    shown: Callable[[str], str] = str


def read_identifier(raw: object, check: str, label: str) -> str:
    """The one form of an identifier. Raises ValidationError naming label and fix, never what was typed."""
    asked = IDENTIFIERS[check]
    typed = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    kept = asked.form(_plain(read_text(typed, label, limit=_AS_TYPED_LIMIT)))
    if kept is None:
        raise ValidationError(f"Enter “{label}” {asked.enter}")
    if not asked.fits(kept):
        raise ValidationError(
            f"Check “{label}” character by character: one of them is mistyped, because the check character does not "
            f"fit the others. Enter it {asked.enter}"
        )
    return kept


def identifier_words(check: str | None, kept: str) -> str:
    """A kept identifier in the groups people read it in; without a check, and of what a mask left, the text itself."""
    asked = IDENTIFIERS.get(check or "")
    return asked.shown(kept) if asked and asked.form(kept) == kept else kept


def _plain(text: str) -> str:
    """Full-width letters and any script's digits as ASCII, one kind of dash, one kind of space, nothing invisible."""
    wide = unicodedata.normalize("NFKC", text)
    seen = (one for one in wide if unicodedata.category(one) != "Cf")
    digits = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in seen)
    dashes = ("-" if unicodedata.category(one) == "Pd" or one == "−" else one for one in digits)
    return " ".join("".join(dashes).split())


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()


def _shaped(pattern: str) -> Callable[[str], str | None]:
    """The form of what matches the pattern once spaces, dashes and points are gone."""
    shape = re.compile(pattern)
    return lambda text: bare if shape.fullmatch(bare := _bare(text)) else None


def _pnc_id(text: str) -> str | None:
    """“2003/0011985X”: the year in full and seven digits. A year in two digits is the last such year that has begun."""
    written = re.sub(r"\s", "", text).upper()
    match = re.fullmatch(r"([0-9]{4}|[0-9]{2})[/-]([0-9]{1,7})([A-Z])", written) or (
        re.fullmatch(r"([0-9]{4}|[0-9]{2})([0-9]{7})([A-Z])", written)
    )
    if match is None:
        return None
    year, serial, letter = match.groups()
    century = "" if len(year) == 4 else "19" if int(year) >= _FIRST_PNC_YEAR else "20"
    return f"{century}{year}/{serial:0>7}{letter}"


def _pnc_letter_fits(kept: str) -> bool:
    return kept[-1] == _PNC_LETTERS[int(kept[2:4] + kept[5:12]) % len(_PNC_LETTERS)]


def _upn_letter_fits(kept: str) -> bool:
    return str(upn.calc_check_digit(kept[1:])) == kept[0]


def _uprn(text: str) -> str | None:
    """Up to twelve digits; zeros in front of them say nothing."""
    bare = _bare(text)
    return bare.lstrip("0") or None if re.fullmatch(r"[0-9]{1,12}", bare) else None


def _postcode(text: str) -> str | None:
    match = re.fullmatch(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", _bare(text))
    return f"{match[1]} {match[2]}" if match else None


def _telephone(text: str) -> str | None:
    """As it is dialled here: “01632 960001”, with “+” and the country's code for a line abroad, and its extension."""
    match = _LINE.fullmatch(text.lower())
    if match is None:
        return None
    line = re.sub(r"[^0-9+]", "", match["line"].replace("(0)", ""))
    line = re.sub(r"^\+440?", "0", re.sub(r"^00", "+", line))
    if not re.fullmatch(r"0[1-9][0-9]{8,9}|\+[1-9][0-9]{6,14}|1[0-9]{2,5}|999", line):
        return None
    return _grouped(line) + (f" ext {match['extension']}" if match["extension"] else "")


def _grouped(line: str) -> str:
    if not line.startswith("0"):
        return line
    if line.startswith("02"):
        return f"{line[:3]} {line[3:7]} {line[7:]}"
    if re.match("011|01[0-9]1|0[389]", line):
        return f"{line[:4]} {line[4:7]} {line[7:]}"
    return f"{line[:5]} {line[5:]}"


def _email(text: str) -> str | None:
    name, _, place = text.strip("<>").removeprefix("mailto:").rpartition("@")
    sound = re.fullmatch(r"[^@\s]{1,64}", name) and re.fullmatch(r"[^@\s.]+(?:\.[^@\s.]+)+", place)
    return f"{name}@{place.lower()}" if sound and len(text) <= _EMAIL_LIMIT else None


def _own_reference(text: str) -> str | None:
    """What a service calls its own record by: in capitals, with at least one digit."""
    return text.upper() if re.search(r"[0-9]", text) and len(text) <= _OWN_REFERENCE_LIMIT else None


IDENTIFIERS: Mapping[str, Identifier] = {
    "nhs_number": Identifier(
        _shaped(r"[0-9]{10}"),
        "as 10 digits, for example 999 000 0018",
        lambda kept: bool(nhs.is_valid(kept)),
        lambda kept: f"{kept[:3]} {kept[3:6]} {kept[6:]}",
    ),
    "nino": Identifier(
        _shaped(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]"),
        "as two letters, six digits and a letter from A to D, in the form QQ 12 34 56 C",
        shown=lambda kept: " ".join(re.findall("..?", kept)),
    ),
    "upn": Identifier(
        _shaped(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]"),
        "as a letter and 12 digits, for example H801200001001",
        _upn_letter_fits,
    ),
    "uprn": Identifier(_uprn, "as up to 12 digits"),
    "crn": Identifier(_shaped(r"[A-Z][0-9]{6}"), "as a letter and six digits, for example X000001"),
    "pnc_id": Identifier(
        _pnc_id, "as a year, up to seven digits and a letter, in the form 2000/0000000Z", _pnc_letter_fits
    ),
    "telephone": Identifier(_telephone, "as a telephone number with its area code, for example 01632 960001"),
    "postcode": Identifier(_postcode, "as a full UK postcode, for example ZZ1 1ZZ, or leave it blank"),
    "email": Identifier(_email, "as an e-mail address, for example name@example.org"),
    "own_reference": Identifier(_own_reference, "as it is written on the record, with its digits"),
}
