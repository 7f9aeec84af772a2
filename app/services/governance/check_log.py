"""Verify every log in full: leaves and nodes, what was last signed, and that each only grew since then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from app.domain.errors import LogChanged, LogUnavailable, RefusesToStart
from app.domain.log_entry import Log
from app.domain.ports import Work
from app.services.disclosure.log_signing import known_keys
from app.services.governance.check_details import DetailsCheck
from app.services.governance.check_handovers import handover_problems
from app.services.governance.checkpoints import nodes_of
from app.services.governance.current_names import summary_name
from app.services.governance.kept_summaries import Kept, broken_logs, newest_inside, newest_kept
from app.services.governance.missing_keys import find_missing_keys
from app.services.governance.problems import Problem, of, told_to
from app.services.governance.rebuild_tree import Progress, rebuild_tree
from app.services.governance.summaries import lines_of, publish_summary
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import verify
from crypto.log.summary import SummaryLine, summarise
from crypto.log.tree import consistency_proof, frontier_positions, root_of
from crypto.verify import verify_consistency

BESIDE = "what stands beside the leaves: what they released, events, erasures, and the rows that administrators wrote"


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The result: how many leaves in all, the root over all logs (hexadecimal), and what is wrong; `problems` empty
    means all is well.

    `changed` says, by its label, what is wrong with each log whose own leaves or tree were changed. `earlier_size` is
    the size of the last summary there was before, which every log was proven to extend; `checkpoint` is the signed text
    of a new one, where one was asked for. `not_looked_at` says what nothing is known of before `problems` are mended.
    `others` is how many problems are not told here, for they are not this reader's.
    """

    size: int
    root: str
    checkpoint_size: int | None
    problems: tuple[str, ...]
    earlier_size: int | None = None
    checkpoint: str | None = None
    changed: Mapping[str, str] = field(default_factory=dict)
    not_looked_at: str = ""
    others: int = 0

    def told_to(self, organisation: UUID, size: int) -> LogCheck:
        """As one organisation may know it, whose logs hold `size` leaves: of others' problems, how many there are."""
        own, others = told_to(organisation, self.problems)
        return replace(self, size=size, problems=own, changed={}, others=others)

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> LogCheck:
        """From `stored`."""
        names = {one.name for one in fields(cls)}
        known = {name: value for name, value in stored.items() if name in names}
        return cls(**known | {"problems": tuple(stored["problems"])})


def check_log(runtime: Runtime, progress: Progress | None = None, *, publish: bool = False) -> LogCheck:
    """Rebuild each tree from its leaves and compare it with every stored node, what was last signed, and the details.

    With `publish`, logs that hold get a new summary, and the proof that each extends the last one is made and checked.
    Raises DatabaseUnavailable, KeysUnavailable, LogUnavailable when the checkpoint folder cannot be used.
    """
    runtime.keys.check()
    with runtime.database.work(None) as work:
        work.allow_pauses()
        problems: list[str] = []
        outside, inside = _signed(runtime, work, problems)  # before the logs, so that neither can be ahead of them
        stored = work.log.standing(None)
        size = sum(one.size for one in stored)
        details = DetailsCheck(runtime, work)
        done, changed = 0, dict[str, str]()
        for one in stored:
            rebuilt = rebuild_tree(work, one.log, _shifted(progress, done, size), details.look_at)
            problems += of(one.log.whose, [f"Log {one.log.label}: {problem}" for problem in rebuilt.problems])
            if rebuilt.problems:
                changed[one.log.label] = rebuilt.problems[0]
            problems += of(one.log.whose, _checkpoint_problems(runtime, work, one.log, rebuilt.size))
            problems += of(one.log.whose, handover_problems(runtime, work, one.log))
            done += one.size
        now_stored = work.log.standing(None)
        whose = {one.log.label: one.log.whose for one in now_stored}
        for where, kept in (("outside", outside), ("in", inside)):
            for label, broken in broken_logs(work, kept.lines or (), now_stored) if kept else ():
                problems += of(whose.get(label, ()), [f"The last checkpoint {where} the database says: {broken}."])
                changed.setdefault(label, str(problems[-1]))
        missing = find_missing_keys(runtime, work)
        if missing.older:  # then details under those keys do not open either, and nobody changed them
            problems.append(Problem(f"{missing} What stands beside the leaves was not compared."))
        if looked := not problems:
            problems += details.problems()
    earlier = outside or inside
    known = earlier.checkpoint.size if earlier else None
    if problems:
        return LogCheck(size, "", known, tuple(problems), changed=changed, not_looked_at="" if looked else BESIDE)
    result = LogCheck(size, summarise("all", lines_of(stored)).root.hex(), known, ())
    return _extended(runtime, result, earlier) if publish else result


def _signed(runtime: Runtime, work: Work, problems: list[str]) -> tuple[Kept | None, Kept | None]:
    """The newest summaries outside the database and in it; adds to `problems` why one is not to be believed."""
    outside = inside = None
    try:
        outside = newest_kept(runtime, work)
    except RefusesToStart as failure:
        problems.append(Problem(failure.message))
    try:
        name = summary_name(runtime, work)
    except LogUnavailable as failure:
        problems.append(Problem(failure.message))
    else:
        wrong: list[str] = []
        inside = newest_inside(runtime, work, name, wrong)
        problems += of((), wrong)
    return outside, inside


def _shifted(progress: Progress | None, before: int, of: int) -> Progress | None:
    """Told of one log's progress, tells that of all."""
    return progress and (lambda done, _: progress(before + done, of))


def _checkpoint_problems(runtime: Runtime, work: Work, log: Log, size: int) -> Iterator[str]:
    """What is wrong between a log's last checkpoint in the database and its stored tree."""
    last = work.log.last_checkpoint(log.id, runtime.clock.now())
    if last is None:
        return
    told = f"Log {log.label}: its last checkpoint in the database"
    try:
        checkpoint = verify(last[2], known_keys(runtime, work, [log], again=True).under(last[0]))
    except CryptoError as failure:
        yield f"{told} does not verify: {failure}"
        return
    read = nodes_of(work, log)
    if checkpoint.size != last[1]:
        yield f"{told} is filed under a size that is not its own."
    elif checkpoint.size > size:
        yield f"{told} has {checkpoint.size} leaves; the stored log has {size}."
    elif root_of(read(frontier_positions(checkpoint.size))) != checkpoint.root:
        yield f"{told} has {checkpoint.size} leaves and another root than the stored tree has there."


def _extended(runtime: Runtime, result: LogCheck, earlier: Kept | None) -> LogCheck:
    """The result with a new summary, every log in it proven to extend what the one before said."""
    try:
        published = publish_summary(runtime)
        if earlier is not None:
            with runtime.database.work(None) as work:
                _require_extended(work, earlier.lines or ())
    except (CryptoError, LogChanged) as failure:
        problem = Problem(f"The log was not only added to: {failure}")
        return LogCheck(result.size, result.root, result.checkpoint_size, (problem,))
    return LogCheck(
        result.size,
        result.root,
        published.checkpoint.size,
        (),
        earlier_size=earlier.checkpoint.size if earlier else None,
        checkpoint=published.text,
    )


def _require_extended(work: Work, lines: tuple[SummaryLine, ...]) -> None:
    """Raise CryptoError unless each log extends its line, by RFC 6962's own proof."""
    stored = {one.log.label: one for one in work.log.standing(None)}
    for line in lines:
        newer = stored[line.label]
        path = consistency_proof(line.size, newer.size, nodes_of(work, newer.log))
        verify_consistency(line.size, newer.size, path, line.root, root_of(newer.frontier))
