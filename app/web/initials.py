"""How two people on the telephone make sure that they speak of the same person: initials and year of birth.

For pages that open the record anyway and call people by their labels: the label says which, these that both mean the
same.
"""

from __future__ import annotations

import re
from typing import Any

_YEAR = re.compile(r"[0-9]{4}")


def initials_and_year(name: Any, born: Any) -> str:
    """“MM, born 2017”: of the first and the last of the name's words, and what is known of the year; "" for nothing."""
    words = name.split() if isinstance(name, str) else []
    letters = [next((one for one in word if one.isalnum()), "") for word in (words[:1] + words[1:][-1:])]
    year = _YEAR.match(born) if isinstance(born, str) else None
    return ", ".join(one for one in ("".join(letters).upper(), f"born {year[0]}" if year else "") if one)
