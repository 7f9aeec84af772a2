"""What was signed and is kept: the newest summary, outside the database and in it, and what the logs break of it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from app.domain.errors import RefusesToStart
from app.domain.log_entry import Standing
from app.domain.log_names import is_of_summary, times_resumed
from app.domain.ports import Work
from app.services.disclosure.log_signing import KnownKeys, known_keys
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, verify
from crypto.log.summary import SummaryLine, verify_lines
from crypto.log.tree import frontier_positions, root_of

ELSEWHERE = "Restore the right key folder, or the right checkpoint folder, and start again."

LOOKED_AT = 10
"""How many of the database's summaries are looked at for one that can be believed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A summary whose signature held. `lines` are those it was signed for, None when they are not to be found."""

    text: str
    checkpoint: Checkpoint
    lines: tuple[SummaryLine, ...] | None

    @property
    def age(self) -> tuple[int, int]:
        """What makes one newer than another: restores, then entries."""
        return times_resumed(self.checkpoint.origin), self.checkpoint.size


def newest_kept(runtime: Runtime, work: Work) -> Kept | None:
    """The newest summary outside the database, of all files there are; None when there is none.

    What counts is what each says under its signature, not where it lies: the file of the last one may have been taken
    away or put back. Raises RefusesToStart when that file is not signed by this exchange's log key, or not whole.
    """
    newest = _newest(runtime, work)
    if newest is not None and newest.lines is None:
        newest = _newest(runtime, work)  # another worker's may have come once the last file was read
    if newest is not None and newest.lines is None:
        raise RefusesToStart(
            f"The newest checkpoint outside the database is of {newest.checkpoint.size} entries, and what it was "
            "signed for is neither in the file last-checkpoint nor in the database. Put that file back from a copy."
        )
    return newest


def _newest(runtime: Runtime, work: Work) -> Kept | None:
    text = runtime.checkpoints.last()
    keys = known_keys(runtime, work, (), again=True)
    newest = _kept(keys, text)
    for named, text in runtime.checkpoints.numbered():
        if newest is not None and named <= newest.age:
            break
        try:
            one = Kept(text, _verified(keys, text), None)
        except VerificationError:
            continue  # whoever can put a file there can take one away; what is signed still counts
        if newest is None or one.age > newest.age:
            newest = _with_lines(work, one)
    return newest


def kept_below(runtime: Runtime, work: Work, age: tuple[int, int], most: int) -> tuple[Kept, ...]:
    """The newest summaries outside the database that are not newer than `age`, as many as there are of `most`."""
    found: list[Kept] = []
    keys = known_keys(runtime, work, ())
    for named, text in runtime.checkpoints.numbered():
        if named[0] != age[0] or named > age:
            continue
        try:
            one = Kept(text, _verified(keys, text), None)
        except VerificationError:
            continue
        if one.age <= age:
            found.append(_with_lines(work, one))
        if len(found) == most:
            break
    return tuple(found)


def broken_lines(work: Work, lines: Sequence[SummaryLine], stored: Sequence[Standing]) -> Iterator[str]:
    """What the stored logs break of these lines, a sentence for each log: it is gone, shorter, or another one."""
    return (told for _, told in broken_logs(work, lines, stored))


def broken_logs(work: Work, lines: Sequence[SummaryLine], stored: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    """The same, each after its log's label."""
    standing = {one.log.label: one for one in stored}
    positions = {
        line.label: [(standing[line.label].log.id, *one) for one in frontier_positions(line.size)]
        for line in lines
        if line.label in standing
    }
    nodes = work.log.nodes([one for some in positions.values() for one in some])
    for line in lines:
        told = f"log {line.label} with {line.size} entries and root {line.root.hex()}"
        if line.label not in standing:
            yield line.label, f"{told}; there is no such log any more"
        elif standing[line.label].size < line.size:
            yield line.label, f"{told}; the stored one has {standing[line.label].size} entries"
        elif (root := root_of([nodes[one] for one in positions[line.label] if one in nodes])) != line.root:
            yield line.label, f"{told}; the stored one has root {root.hex()} there"
    known = {line.label for line in lines}
    if known - standing.keys():  # one that is gone may be there under another label
        for one in stored:
            if one.size and one.log.label not in known:
                yield one.log.label, f"nothing of log {one.log.label}, and another log is gone"


def is_older(runtime: Runtime, work: Work, kept: Kept, broken: Container[str]) -> bool:
    """Whether the database has not even the broken logs' lines of what is kept outside: it is older, or was made so.

    Where it has them, its logs were changed since. A broken line is signed again as it was, so that this stays so.
    """
    inside = newest_inside(runtime, work, kept.checkpoint.origin, [])
    held = set(inside.lines or ()) if inside else set()
    return any(line.label in broken and line not in held for line in kept.lines or ())


def parse_kept(text: str) -> tuple[str, tuple[str, ...]]:
    """The signed note and the lines of a file that holds both, an empty line between them."""
    note, _, lines = text.partition("\n\n")
    signatures, parted, lines = lines.partition("\n\n")
    return f"{note}\n\n{signatures}\n" if parted else text, tuple(lines.splitlines())


def last_kept(runtime: Runtime, work: Work) -> Kept | None:
    """The summary in the file of the last one, or None. Raises RefusesToStart as `newest_kept` does."""
    text = runtime.checkpoints.last()
    return _kept(known_keys(runtime, work, (), again=True), text)  # what it was signed by was there before it


def _kept(keys: KnownKeys, text: str | None) -> Kept | None:
    if text is None:
        return None
    note, lines = parse_kept(text)
    try:
        checkpoint = _verified(keys, note)
        return Kept(note, checkpoint, verify_lines(checkpoint, lines))
    except VerificationError as failure:
        raise RefusesToStart(
            f"The last checkpoint outside the database is not signed by this exchange's log key ({failure}). "
            f"{ELSEWHERE}"
        ) from failure


def _verified(keys: KnownKeys, note: str) -> Checkpoint:
    checkpoint = verify(note, keys.under(note.split("\n", 1)[0]))
    if not is_of_summary(checkpoint.origin):
        raise VerificationError("it is not a summary")
    return checkpoint


def _with_lines(work: Work, kept: Kept) -> Kept:
    """With its lines as the database has them, if they are those it was signed for."""
    stored = work.log.summary(kept.checkpoint.origin, kept.checkpoint.size)
    try:
        return Kept(kept.text, kept.checkpoint, verify_lines(kept.checkpoint, stored)) if stored is not None else kept
    except VerificationError:
        return kept


def newest_inside(runtime: Runtime, work: Work, name: str, problems: list[str]) -> Kept | None:
    """The newest summary of a name in the database; one filed as what its signed text does not say is a problem."""
    found = work.log.summaries(name, LOOKED_AT)
    keys = known_keys(runtime, work, ())
    for origin, size, text, lines in found:
        try:
            checkpoint = _verified(keys, text)
            kept = Kept(text, checkpoint, verify_lines(checkpoint, lines))
        except VerificationError as failure:
            problems.append(f"The last checkpoint in the database, of {size} entries, does not verify: {failure}")
            continue
        if (checkpoint.origin, checkpoint.size) == (origin, size):
            return kept
        problems.append(f"A checkpoint of {checkpoint.size} entries is filed in the database as one of {size}.")
    return None
