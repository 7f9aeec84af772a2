"""Opening a sealed field against bare AES-256-GCM: what key derivation, key commitment, place and padding cost.

The limit is the fastest opening there is: one AESGCM object made beforehand, decrypting the same plaintext, unpadded,
with the same additional data. Both are timed in turns and compared by their medians, so that whatever else the machine
does falls on both alike.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.opening import open_field
from crypto.places import FieldPlace
from crypto.sealing import new_field_key, seal_field

NAME: Final = "Opening a box"

_ABOVE_BARE: Final = ("µs above bare", 8.0)
_TIMES_BARE: Final = ("times bare", 2.5)
_SIZES: Final = ((64, _ABOVE_BARE), (1024, _ABOVE_BARE), (100 * 1024, _TIMES_BARE))
_TURNS: Final = 201
_CALLS: Final = 40


def run() -> dict[str, Any]:
    """Measure every size: a name and rows of bytes, figures, limit and whether it is within."""
    return {"name": NAME, "rows": [_row(size, measure, limit) for size, (measure, limit) in _SIZES]}


def _row(size: int, measure: str, limit: float) -> dict[str, Any]:
    bare, boxed = _medians(*_openings(size))
    measured = (boxed - bare) / 1000 if measure == _ABOVE_BARE[0] else boxed / bare
    return {
        "bytes": size, "bare_ns": round(bare), "box_ns": round(boxed), "measure": measure,
        "measured": round(measured, 2), "limit": limit, "within": measured <= limit,
    }  # fmt: skip


def _openings(size: int) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    plaintext, key = os.urandom(size), new_field_key()
    place = FieldPlace(uuid4(), uuid4(), uuid4(), "police_warning_markers", "full", 1, uuid4())
    box = seal_field(key, plaintext, place)
    nonce, context, cipher = os.urandom(12), place.encoded(), AESGCM(new_field_key())
    sealed = cipher.encrypt(nonce, plaintext, context)
    return lambda: cipher.decrypt(nonce, sealed, context), lambda: open_field(key, box, place)


def _medians(*openings: Callable[[], bytes]) -> tuple[float, ...]:
    """The median nanoseconds of a call of each, taken in turns."""
    times: list[list[float]] = [[] for _ in openings]
    for _ in range(_TURNS):
        for opening, taken in zip(openings, times, strict=True):
            started = time.perf_counter_ns()
            for _ in range(_CALLS):
                opening()
            taken.append((time.perf_counter_ns() - started) / _CALLS)
    return tuple(statistics.median(taken) for taken in times)


def _table(rows: list[dict[str, Any]]) -> str:
    head = f"{'bytes':>8}{'bare ns':>10}{'box ns':>10}{'measured':>24}{'limit':>8}  within"
    lines = [
        f"{row['bytes']:>8}{row['bare_ns']:>10}{row['box_ns']:>10}"
        f"{row['measured']:>10} {row['measure']:<13}{row['limit']:>8}  {'yes' if row['within'] else 'NO'}"
        for row in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    result = run()
    print(_table(result["rows"]))
    print(json.dumps(result, ensure_ascii=False))
