"""A summary of many logs: one signed checkpoint over a line for each log, which says how it stood at one moment.

The lines are the leaves of an RFC 6962 tree, in the order the logs were begun; the checkpoint's size is the number of
entries of all logs together. Whoever holds the checkpoint and the lines can tell of every log whether it only grew.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crypto.canonical import canonical, parse_canonical
from crypto.errors import NotCanonicalError, VerificationError
from crypto.log.checkpoint import Checkpoint
from crypto.log.tree import append, leaf_hash, root_of

_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """The log with this label has `size` entries and this root hash (32 bytes)."""

    label: str
    size: int
    root: bytes


def summarise(origin: str, lines: Iterable[SummaryLine]) -> Checkpoint:
    """The checkpoint over these lines."""
    told = list(lines)
    frontier, _ = append(0, [], [leaf_hash(encode_line(one).encode()) for one in told])
    return Checkpoint(origin, sum(one.size for one in told), root_of(frontier))


def encode_line(line: SummaryLine) -> str:
    """A line as the summary commits to it: canonical JSON of label, size and root in hexadecimal."""
    return canonical([line.label, line.size, line.root.hex()]).decode()


def parse_line(text: str) -> SummaryLine:
    """The line of a text; VerificationError when `encode_line` would not have written it."""
    try:
        found = parse_canonical(text.encode())
    except (NotCanonicalError, UnicodeEncodeError):
        found = None
    match found:
        case [str(label), int(size), str(root)] if _HEXADECIMAL.fullmatch(root) and size > 0 and size is not True:
            return SummaryLine(label, size, bytes.fromhex(root))
    raise VerificationError("A line of the summary is not a log's label, size and root hash.")


def verify_lines(checkpoint: Checkpoint, texts: Sequence[str]) -> tuple[SummaryLine, ...]:
    """The lines of these texts, once they are known to be those the checkpoint was signed for.

    Raises VerificationError otherwise.
    """
    lines = tuple(parse_line(text) for text in texts)
    if summarise(checkpoint.origin, lines) != checkpoint:
        raise VerificationError("The lines of the summary are not those that it was signed for.")
    return lines
