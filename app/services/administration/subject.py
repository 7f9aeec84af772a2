"""What a change says of the row it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Subject:
    """What a change says of the row it is about, in JSON, and the digest of the row as it stands."""

    body: Mapping[str, Any]
    before: str
