"""Text as people type or paste it, in one form: NFC, plain line ends, nothing invisible that could deceive."""

from __future__ import annotations

import re
import unicodedata

from marshmallow import ValidationError

TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 4000
REASON_LIMIT = 2000

# Characters that turn the reading direction round can make a text read as its opposite (Unicode TR 36).
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # Word's soft break among them
_FROM_WORD = {0x1E: "-", 0x1F: None}  # its hyphen that never breaks, and its hyphen that shows only at a line's end
_LOST = "\ufffd"  # stands where bytes were no text: what was there cannot be read, nor compared with anything
_DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069]")


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
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", raw)).translate(_FROM_WORD).strip()
    allowed = {"\n", "\t"} if lines else set()
    for at, character in enumerate(text):
        if character == _LOST or (unicodedata.category(character) in {"Cc", "Cs", "Cn"} and character not in allowed):
            what = {"\n": "line break", _LOST: "unreadable character"}.get(character, "control character")
            raise ValidationError(f"Remove the {what} {_place(text, at)} of “{label}”; typing it again usually does it")
    if mark := _DECEPTIVE.search(text):
        raise ValidationError(
            f"Remove the invisible direction mark {_place(text, mark.start())} of “{label}”; "
            "typing it again usually does it"
        )
    if len(text) > limit:
        over = len(text) - limit
        raise ValidationError(f"Shorten “{label}” by {over} character{'' if over == 1 else 's'}; {limit} is the most")
    return text


def _place(text: str, at: int) -> str:
    """Where in a text something stands, in words."""
    before = text[:at]
    return f"in line {before.count(chr(10)) + 1}, after {at - before.rfind(chr(10)) - 1} characters,"


def wrong_with(raw: str, label: str, *, limit: int = REASON_LIMIT) -> str | None:
    """What stands against words of several lines that are kept as they are, as a sentence; None when nothing does."""
    try:
        read_text(raw, label, limit=limit, lines=True)
    except ValidationError as error:
        return str(error.messages[0])
    return None
