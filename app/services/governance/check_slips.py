"""Compare slips with what they are about: no return or outcome may go uncounted, or be counted other than it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from app.domain.ports import Work
from app.domain.slips import ABOUT_RETURN
from app.services.governance.check_releases import Released
from app.services.reporting.read_slips import read_slips
from app.services.runtime import Runtime


def check_return_slips(runtime: Runtime, work: Work, returns: Sequence[Released]) -> Iterator[str]:
    """What is wrong with the slips of some released returns, a sentence for each return. Raises KeysUnavailable."""
    wanted = list({record for one in returns for record in one.records})
    opened = read_slips(runtime, work, work.slips.of_records(wanted)) if wanted else ()
    broken = {slip.record_id for slip, figures in opened if figures is None or slip.about != ABOUT_RETURN}
    sound = {slip.record_id for slip, _ in opened} - broken
    for one in returns:
        if not one.records <= sound:
            yield f"What entry {one.entry} released is not counted as it was: its slip was edited or removed."


def check_erased_slips(runtime: Runtime, work: Work, file_id: UUID) -> Iterator[str]:
    """What is wrong with the slips of an erased request, which outlive it. Raises KeysUnavailable."""
    returns = {one.id for one in work.records.of_file(file_id, "return") if one.released_at is not None}
    opened = read_slips(runtime, work, work.slips.of_records(list(returns))) if returns else ()
    if returns - {slip.record_id for slip, figures in opened if figures is not None}:
        yield f"What erased file {file_id} returned is not counted as it was: its slip was edited or removed."


def check_case_slips(runtime: Runtime, work: Work) -> Iterator[str]:
    """What is wrong with the slips of closed cases, a sentence for each. Raises KeysUnavailable."""
    for reference in work.slips.closed_without():
        yield f"The outcome of case {reference} has no slip: it was removed."
    for slip, figures in read_slips(runtime, work, work.slips.of_cases()):
        if figures is None:
            yield f"The slip of the case with id {slip.file_id} does not open: it was edited."
