"""Text as people type it, brought to one form: NFC, plain line ends, nothing invisible that could deceive."""

from __future__ import annotations

import re
import unicodedata

from marshmallow import ValidationError

TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 4000
REASON_LIMIT = 2000

# Characters that turn the reading direction round can make a text read as its opposite (Unicode TR 36).
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
