"""A whole log as one text: its signed checkpoint, then a line for each leaf, with what opens its commitments.

Of a closed entry there is its hash alone: it counts, in its place, and says nothing. Lines are read and written one at
a time: a log is as long as its years. Every byte of it is covered by a check.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from crypto.canonical import Json, canonical, parse_canonical
from crypto.encoding import b64, b64_decode
from crypto.errors import NotCanonicalError, VerificationError
from crypto.log.checkpoint import Checkpoint, open_checkpoint, replaced_at
from crypto.log.note import VerifierKey
from crypto.log.receipt import LONGEST_LEAF, Opening, decode_openings, encode_openings
from crypto.log.tree import HASH_LENGTH, append, leaf_hash, root_of
from crypto.verify import verify_opening

FORMAT: Final = "prx/log/v1"
LONGEST_LINE: Final = 4 * 1024 * 1024

_LONGEST_HEAD: Final = 64  # lines of a checkpoint and its signatures
_CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One leaf of a log, by its number, with what was given to open its commitments; None for one that is closed."""

    index: int
    leaf: Mapping[str, Json] | None
    opened: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class VerifiedLog:
    """A whole log of which every check held: what its checkpoint says, and how many leaves of each kind there are.

    `closed` of its entries are there by their hashes alone.
    """

    checkpoint: Checkpoint
    signed_by: tuple[str, ...]
    kinds: Mapping[str, int]
    opened: int
    closed: int
    replaced_at: int | None = None
    """The size at which the key that signed it was replaced by another, None for the one in use."""


Look = Callable[[LogEntry], None]
"""Given each entry in turn, before the log as a whole has been verified."""


def write_log(checkpoint: str, leaves: Iterable[tuple[bytes, Mapping[str, Opening] | None]]) -> Iterator[str]:
    """The lines of a whole log. `leaves` are all that the signed checkpoint counts, in order, with their openings.

    One with None for openings is closed: nothing of it is written but its hash.
    """
    yield f"{FORMAT}\n"
    yield f"{checkpoint}\n"
    for leaf, openings in leaves:
        if openings is None:
            yield f"{_CLOSED} {b64(leaf_hash(leaf))}\n"
            continue
        opened = f" {b64(canonical(encode_openings(openings)))}" if openings else ""
        yield f"{b64(leaf)}{opened}\n"


def verify_log(lines: Iterable[str], keys: Iterable[VerifierKey], look: Look | None = None) -> VerifiedLog:
    """Check a whole log: the signature, every leaf under the checkpoint's root, every opening.

    `lines` end with their line feeds, as a text file's do. Raises VerificationError naming what does not hold; what
    `look` was given before that is not to be believed.
    """
    reading = iter(lines)
    checkpoint, note = open_checkpoint(_head(reading), keys)
    if note.unknown:
        raise VerificationError(
            f"The checkpoint also carries a signature of {note.unknown[0]}, whose key was not given."
        )
    frontier: list[bytes] = []
    kinds: Counter[str] = Counter()
    opened = closed = index = 0
    for index, line in enumerate(reading, start=1):
        hashed, entry = _entry(index - 1, line)
        frontier, _ = append(index - 1, frontier, [hashed])
        if entry.leaf is None:
            closed += 1
        else:
            kinds[str(entry.leaf.get("k"))] += 1
        opened += bool(entry.opened)
        if look is not None:
            look(entry)
    if index != checkpoint.size:
        raise VerificationError(f"The checkpoint counts {checkpoint.size} entries, and the file holds {index}.")
    if root_of(frontier) != checkpoint.root:
        raise VerificationError(
            "The entries are not those that the checkpoint was signed for: one of them was changed."
        )
    signed_by = tuple(key.name for key in note.signed_by)
    replaced = replaced_at(checkpoint, note)
    return VerifiedLog(checkpoint, signed_by, dict(sorted(kinds.items())), opened, closed, replaced)


def _head(reading: Iterator[str]) -> str:
    """The signed checkpoint: everything between the format's line and the second empty line."""
    if next(reading, "") != f"{FORMAT}\n":
        raise VerificationError(f"The file is not a log of the format {FORMAT}.")
    head: list[str] = []
    for line in reading:
        if line == "\n" and "\n" in head:
            return "".join(head)
        head.append(line)
        if len(head) > _LONGEST_HEAD:
            break
    raise VerificationError("The log does not begin with a signed checkpoint and an empty line.")


def _entry(index: int, line: str) -> tuple[bytes, LogEntry]:
    """The hash of a line's leaf, and what the line says of it."""
    if not line.endswith("\n"):
        raise VerificationError("The log is cut short: its last line must end with a newline.")
    encoded, given, openings = line[:-1].partition(" ")
    if encoded == _CLOSED:
        return _hash(index, openings), LogEntry(index, None, {})
    try:
        data = b64_decode(encoded)
        leaf = parse_canonical(data)
        body = parse_canonical(b64_decode(openings)) if given else {}
    except (NotCanonicalError, ValueError):
        raise VerificationError(f"Entry number {index} is not a leaf and its openings.") from None
    if not isinstance(leaf, dict) or len(data) > LONGEST_LEAF:
        raise VerificationError(f"Entry number {index} is not an object of at most 64 KB.")
    found = decode_openings(body) if given else {}
    for name, opening in found.items():
        verify_opening(leaf, name, opening)
    return leaf_hash(data), LogEntry(index, leaf, {name: opening.value for name, opening in found.items()})


def _hash(index: int, encoded: str) -> bytes:
    try:
        found = b64_decode(encoded)
    except ValueError:
        found = b""
    if len(found) != HASH_LENGTH:
        raise VerificationError(f"Entry number {index} is closed, and what stands for it is not a hash.")
    return found
