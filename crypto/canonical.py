"""Canonical JSON: the subset of RFC 8785 for which Python's own encoder already gives the right bytes."""

import json
from typing import Any, Final

from crypto.errors import NotCanonicalError

Json = Any  # text, numbers, true, false, null, lists and objects of these: what json.loads returns

_LARGEST_INTEGER: Final = 2**53 - 1  # beyond it a JavaScript reader sees another number
_SMALLEST_FRACTION: Final = 1e-4  # below it Python and RFC 8785 write exponents differently
_DEEPEST: Final = 32
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Json) -> bytes:
    """The one byte string of `value`: sorted keys, no spaces, UTF-8 (RFC 8785).

    Accepts text, whole numbers below 2^53, fractions (never a whole number written as a float), true, false, null,
    lists and objects with ASCII keys. Raises NotCanonicalError, naming the place, for anything else.
    """
    try:
        _check(value, 0)
    except _Unfit as unfit:
        where = "".join(f"[{step!r}]" for step in reversed(unfit.path))
        raise NotCanonicalError(f"value{where}: {unfit.reason}") from None
    text = _ENCODER.encode(value)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonicalError("Text holds half of a surrogate pair, which is not a character.") from None


def parse_canonical(data: bytes) -> Json:
    """The value of canonical JSON; NotCanonicalError when the bytes are not exactly what `canonical` would write."""
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotCanonicalError("This is not JSON.") from None
    if canonical(value) != data:
        raise NotCanonicalError("This JSON is not in its canonical form: something in it was changed or re-written.")
    return value


class _Unfit(Exception):
    """A value without canonical form; the path is filled in on the way up, so that the usual case pays nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path: list[str | int] = []


def _check(value: Json, depth: int) -> None:
    kind = type(value)
    if kind is dict or kind is list or kind is tuple:
        if depth == _DEEPEST:
            raise _Unfit(f"nested more than {_DEEPEST} deep.")
        members = value.items() if kind is dict else enumerate(value)
        for step, member in members:
            if kind is dict and (type(step) is not str or not step.isascii()):
                raise _Unfit("object keys must be ASCII text.")
            if type(member) is str or member is None or (type(member) is int and abs(member) <= _LARGEST_INTEGER):
                continue
            try:
                _check(member, depth + 1)
            except _Unfit as unfit:
                unfit.path.append(step)
                raise
    elif kind is int:
        if abs(value) > _LARGEST_INTEGER:
            raise _Unfit("whole numbers must be below 2^53; write this one as text.")
    elif kind is float:
        if value.is_integer() or not abs(value) >= _SMALLEST_FRACTION or abs(value) > _LARGEST_INTEGER:
            raise _Unfit("write whole numbers without a fraction, and very small ones as text.")
    elif kind is not str and kind is not bool and value is not None:
        raise _Unfit(f"{kind.__name__} has no JSON form here.")
