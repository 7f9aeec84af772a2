"""Handovers: what a log's key says of the one that takes its place, and that one of it; and the keys one may believe.

A handover is a signed note (C2SP signed-note) with two signatures under the log's name, the old key's and the new
one's. It says how the log stood then: what the old key signed of a larger tree is believed by nobody who has read it.
So whoever holds either key's line can follow it to the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, encode, parse
from crypto.log.note import VerifierKey, open_note, parse_verifier_key, sign_again, sign_note

FORMAT: Final = "prx/log-key/v1"
Signer = Callable[[bytes], bytes]
_LINES: Final = 9
"""Of a handover: its format, a checkpoint's three, two keys, an empty one, two signatures."""


@dataclass(frozen=True, slots=True)
class Handover:
    """At this checkpoint of its log, the key `before` was replaced by `after`; both have its origin for a name."""

    checkpoint: Checkpoint
    before: VerifierKey
    after: VerifierKey
    note: str = field(compare=False, repr=False)


def write_handover(checkpoint: Checkpoint, before: tuple[bytes, Signer], after: tuple[bytes, Signer]) -> str:
    """The note, signed by both keys, each given by its public half and what makes raw Ed25519 signatures with it."""
    old, new = (VerifierKey(checkpoint.origin, public) for public, _ in (before, after))
    lines = (FORMAT, encode(checkpoint)[:-1], old.encode(), new.encode())
    return sign_again(sign_note("".join(f"{one}\n" for one in lines), old, before[1]), new, after[1])


@lru_cache(maxsize=4096)
def read_handover(note: str) -> Handover:
    """What a handover says, once both signatures held. VerificationError otherwise.

    That both keys signed makes neither one believed: somebody has to know one of them (`trusted_keys`).
    """
    head, *rest = note.split("\n")
    try:
        checkpoint, (before, after) = parse("".join(f"{one}\n" for one in rest[:3])), map(parse_verifier_key, rest[3:5])
        whole = head == FORMAT and rest[5] == "" and {before.name, after.name} == {checkpoint.origin}
    except (ValueError, IndexError):
        whole = False
    if not whole or before.public == after.public:
        raise VerificationError(f"This is not a handover of the format {FORMAT}.")
    opened = open_note(note, [before, after])
    if {*opened.signed_by} != {before, after} or opened.unknown:
        raise VerificationError("The handover is not signed by the old key and the new one, and nobody else.")
    return Handover(checkpoint, before, after, note)


def trusted_keys(known: Iterable[VerifierKey], handovers: Sequence[Handover]) -> tuple[VerifierKey, ...]:
    """The keys known, and those that handovers lead to from them; each that was replaced, up to where it was.

    Back from a key they lead to the one it replaced, as it signed so itself. On from a key that is not known to be
    replaced they lead only where no other contradicts: VerificationError where it was handed over to two, as somebody
    could do who stole it. A handover that nothing leads to says nothing.
    """
    found: dict[VerifierKey, int | None] = {one: one.until for one in known}
    while back := [one for one in handovers if one.after in found and _is_news(found, one)]:
        found |= {one.before: one.checkpoint.size for one in back}
    while onward := [one for one in handovers if one.before in found and found[one.before] is None]:
        one = onward[0]
        if any(each.before == one.before and each != one for each in onward):
            raise VerificationError(f"A key of {one.before.name} was handed over twice: ask which of the two is true.")
        found[one.before] = one.checkpoint.size
        found.setdefault(one.after, None)
    return tuple(replace(one, until=until) for one, until in found.items())


def _is_news(found: Mapping[VerifierKey, int | None], one: Handover) -> bool:
    """Whether a handover says of its old key that it ended, or earlier than was known."""
    until = found.get(one.before)
    return until is None or until > one.checkpoint.size


def parse_keys(text: str) -> tuple[VerifierKey, ...]:
    """The keys of a file: a line for each (a log has one for each name it has had), then handovers to and from them.

    Empty lines between them are skipped. VerificationError for anything else.
    """
    notes, lines = split_handovers(text)
    keys = tuple(parse_verifier_key(line.strip()) for line in lines if line.strip())
    if not keys:
        raise VerificationError("The key file holds no key.")
    return trusted_keys(keys, [read_handover(one) for one in notes])


def split_handovers(text: str) -> tuple[tuple[str, ...], Sequence[str]]:
    """The handovers in a text, unread, and the lines beside them."""
    lines, notes = text.splitlines(), list[str]()
    while FORMAT in lines:
        start = lines.index(FORMAT)
        notes.append("".join(f"{one}\n" for one in lines[start : start + _LINES]))
        del lines[start : start + _LINES]
    return tuple(notes), lines
