"""Whether a form still stands as it began: then nothing was answered, and a way to somebody else saves nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.schemas.texts import is_blank


def standing(raw: Mapping[str, Any], *, searched: bool) -> str:
    """What stands in a form, as a digest that the form carries; what is blank, or only fact or opinion, counts not."""
    said = {key: bare for key, typed in raw.items() if (bare := _bare(typed)) is not None}
    text = json.dumps([said, searched], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _bare(typed: Any) -> Any:
    if isinstance(typed, Mapping):
        parts = {part: bare for part, one in typed.items() if (bare := _bare(one)) is not None}
        return parts if parts.keys() - {"nature"} else None
    if isinstance(typed, list | tuple):
        return [bare for one in typed if (bare := _bare(one)) is not None] or None
    return None if is_blank(typed) else typed
