"""Text as people type it, brought to one form: NFC, plain line ends, nothing invisible that could deceive."""

from __future__ import annotations

import re
import unicodedata

from marshmallow import ValidationError
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.gb import nhs, upn

TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 4000
REASON_LIMIT = 2000

# Characters that turn the reading direction round can make a text read as its opposite (Unicode TR 36).
_DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_NATIONAL_INSURANCE = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_UPRN = re.compile(r"[0-9]{1,12}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9() -]{2,24}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


def is_blank(raw: object) -> bool:
    """Whether nothing was given: None, empty or white text, or a container of nothing else. `False` and 0 are not."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, dict):
        return all(is_blank(part) for part in raw.values())
    if isinstance(raw, list | tuple):
        return all(is_blank(part) for part in raw)
    return False


def read_text(raw: object, label: str, *, limit: int, lines: bool = False) -> str:
    """The text in NFC without surrounding white space. Raises ValidationError naming the label and the fix."""
    if not isinstance(raw, str):
        raise ValidationError(f"Enter “{label}” as text")
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    allowed = {"\n", "\t"} if lines else set()
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} and character not in allowed for character in text):
        where = "line breaks or other control characters" if not lines else "control characters"
        raise ValidationError(f"Remove {where} from “{label}”; typing it again usually does it")
    if _DECEPTIVE.search(text):
        raise ValidationError(f"Remove the invisible direction marks from “{label}”; typing it again usually does it")
    if len(text) > limit:
        raise ValidationError(f"Shorten “{label}” by {len(text) - limit} characters; {limit} is the most")
    return text


def wrong_with(raw: str, label: str, *, limit: int = REASON_LIMIT) -> str | None:
    """What stands against words of several lines that are kept as they are, as a sentence; None when nothing does."""
    try:
        read_text(raw, label, limit=limit, lines=True)
    except ValidationError as error:
        return str(error.messages[0])
    return None


def read_postcode(raw: object, label: str = "Postcode") -> str:
    """A postcode in capitals with its space, for example "NE1 4AB"."""
    compact = re.sub(r"\s", "", read_text(raw, label, limit=20)).upper()
    match = _POSTCODE.fullmatch(compact)
    if match is None:
        raise ValidationError(f"Enter “{label}” as a full UK postcode, for example ZZ1 1ZZ, or leave it blank")
    return f"{match[1]} {match[2]}"


def read_uprn(raw: object, label: str = "UPRN") -> str:
    """A unique property reference number: one to twelve digits, as text."""
    text = re.sub(r"\s", "", str(raw) if isinstance(raw, int) else read_text(raw, label, limit=40))
    if not _UPRN.fullmatch(text):
        raise ValidationError(f"Enter “{label}” as up to 12 digits, or leave it blank")
    return text


def read_telephone(raw: object, label: str) -> str:
    """A telephone number as a person writes it, with an extension if it has one."""
    text = read_text(raw, label, limit=60)
    if not _TELEPHONE.fullmatch(text):
        raise ValidationError(f"Enter “{label}” as a telephone number, for example 01632 960 001")
    return text


def read_email(raw: object, label: str) -> str:
    """An e-mail address in the shape name@example.org; whether it exists is not asked."""
    text = read_text(raw, label, limit=254)
    if not _EMAIL.fullmatch(text):
        raise ValidationError(f"Enter “{label}” as an e-mail address, for example name@example.org")
    return text


def read_numbered(text: str, key: str, label: str) -> str:
    """Checks texts whose key says that they are a national number; gives the number without spaces, others unchanged.

    Keys ending in `nhs_number`, `upn` and `national_insurance_number` are such numbers. NHS number: modulus 11;
    UPN: modulus 23 check letter; national insurance number: prefix and suffix rules only, it has no check digit.
    """
    if key.endswith("nhs_number"):
        try:
            return str(nhs.validate(text))
        except NotANumber:
            raise ValidationError(f"Check “{label}”: it is not an NHS number. It has 10 digits") from None
    if key == "upn" or key.endswith("_upn"):
        try:
            return str(upn.validate(text))
        except NotANumber:
            raise ValidationError(
                f"Check “{label}”: it is not a unique pupil number. It is a letter and 12 digits"
            ) from None
    if key.endswith("national_insurance_number"):
        compact = re.sub(r"\s", "", text).upper()
        if not _NATIONAL_INSURANCE.fullmatch(compact):
            raise ValidationError(f"Check “{label}”: enter two letters, six digits and a letter")
        return compact
    return text
