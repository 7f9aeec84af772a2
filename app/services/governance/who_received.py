"""Who was shown what of a case or request: from the log, for whoever governs the hub, or the partner it went to.

It tells names of fields and how much of each, and no value: where somebody is stands nowhere in it. The read is logged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.domain.answers import UNMARKED
from app.domain.errors import NotFound
from app.domain.identity import Actor, Organisation
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.duties import GOVERNS, HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.open_entry import fields_of
from app.services.governance.prove_entry import hidden_with
from app.services.governance.read_party_log import PartyEntry, told_entries
from app.services.governance.record_read import record_read
from app.services.governance.told_of_entries import keys_of
from app.services.runtime import Runtime

SHOWS: Final = ("request_sent", "return_released", "opened", "revealed")
"""The kinds of entry by which an organisation or a person was shown something."""
SHOWN: Final = 25
"""Lines of a page."""
AT_ONCE: Final = 100
MOST: Final = 500
"""So many entries of the case are looked through for one page: the next page goes on where it stopped."""
UNKNOWN: Final = "Nothing of this reference is yours to read the log of. Have it read out again."


@dataclass(frozen=True, slots=True)
class Fact:
    """What is asked about: a field by its key, a person or address by its id; None: anything, anybody."""

    field: str | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field that was shown, of which record, and how much of it."""

    record: Record | None
    field: str
    rendition: str


@dataclass(frozen=True, slots=True)
class Received:
    """One entry: who gave and who got, when, under which basis, and what. `fields` is None where the names are not for
    this reader, or were erased.
    """

    line: LogLine
    fields: tuple[ShownField, ...] | None
    who: str | None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """A page, the newest first. `following` is where the next one goes on; `organisations` are those that it names."""

    rows: tuple[Received, ...]
    following: str | None
    organisations: Mapping[UUID, Organisation] = field(default_factory=dict)


def who_received(runtime: Runtime, actor: Actor, reference: str, about: Fact, after: str | None = None) -> ReceivedPage:
    """A page of who was shown what of a case or request of the actor's organisation, the newest first.

    Its work grows with the entries of that case alone. Raises NotFound, after logging the refusal, for whoever does not
    govern, and for a reference of which nothing is theirs; KeysUnavailable, LogUnavailable.
    """
    with runtime.database.work(actor.organisation_id) as work:
        at_hub = has_duty(runtime.policy.release, actor, HUB_GOVERNS)
        if not has_duty(runtime.policy.release, actor, GOVERNS):
            refuse(runtime, work, actor, "who_received", [])
        hub, files = _files(work, actor, reference, at_hub=at_hub)
        rows: list[Received] = []
        looked, following, more = 0, after, bool(files)
        while more and looked < MOST and len(rows) < SHOWN:
            found = work.log.lines(
                LogFilter(tenant_id=hub, without="log_read", file_ids=files),
                Page(following, None, AT_ONCE),
                actor.person_id,
            )
            more = len(found) > AT_ONCE
            batch = found[:AT_ONCE]
            looked += len(batch)
            shows = [each for each in batch if each.kind in SHOWS]
            told = _of_hub(runtime, work, shows, about) if at_hub else _of_partner(runtime, work, actor, shows, about)
            for one in told:
                if len(rows) == SHOWN:
                    more = True
                    break
                rows.append(one)
            following = str(rows[-1].line.id if len(rows) == SHOWN else batch[-1].id) if batch else following
        asked = f"received {reference} field={about.field or 'any'} about={about.subject_id or 'anybody'}"
        record_read(runtime, work, actor, entries=len(rows), reason=asked)
        if not files:
            raise NotFound(UNKNOWN)
        parties = {one for each in rows for one in (each.line.from_id, each.line.to_id, *each.line.whose) if one}
        names = work.identity.organisations_of(parties) if parties else {}
        return ReceivedPage(tuple(rows), following if more else None, names)


def _files(work: Work, actor: Actor, reference: str, *, at_hub: bool) -> tuple[UUID, tuple[UUID, ...]]:
    """The hub whose entries tell of it, and the files a reference stands for; none where it is nothing of theirs."""
    if at_hub:
        return actor.organisation_id, work.files.with_reference(actor.organisation_id, reference)
    request = work.files.asked_as(actor.organisation_id, reference)
    return (request.hub_id, (request.file_id,)) if request else (actor.organisation_id, ())


def _of_hub(runtime: Runtime, work: Work, lines: Sequence[LogLine], about: Fact) -> Iterator[Received]:
    """What each entry says to whoever governs the hub, where it is about what is asked."""
    details = work.governance.details([one.id for one in lines])
    keys = keys_of(runtime, work, list(details.values())) if details else {}
    touched: dict[UUID, list[tuple[UUID, str, str]] | None] = {}
    for id_, detail in details.items():
        hidden = hidden_with(keys.get(id_, ()), detail)
        touched[id_] = None if hidden is None else [
            (UUID(record), key, rendition)
            for (record, key, rendition, _), mark in fields_of(hidden)[0]
            if mark != UNMARKED
        ]  # fmt: skip
    ids = {record for each in touched.values() for record, _, _ in each or ()}
    records = work.records.found(list(ids)) if ids else {}
    for line in lines:
        said = touched.get(line.id)
        shown = said and tuple(ShownField(records.get(record), key, how) for record, key, how in said)
        if said is None:
            yield Received(line, None, line.actor_name)
        elif fits := tuple(one for one in shown or () if _is_about(one, about)):
            yield Received(line, fits, line.actor_name)


def _is_about(shown: ShownField, about: Fact) -> bool:
    whom = shown.record.subject_id if shown.record else None
    return about.field in (None, shown.field) and about.subject_id in (None, whom)


def _of_partner(
    runtime: Runtime, work: Work, actor: Actor, lines: Sequence[LogLine], about: Fact
) -> Iterator[Received]:
    """The same to whoever governs the partner: of its own log, of its own people who and what, of closed entries when.

    What the other side's people looked at is not told: such an entry may be about what is asked.
    """
    own = [one for one in lines if actor.organisation_id in one.whose]
    leaves = work.log.leaves_by_id([one.id for one in own])
    told = {one.id: one for one in told_entries(runtime, work, actor, list(leaves.values()))}
    for line in own:
        if (entry := told.get(line.id)) is not None and (one := _as_told(line, entry, about)):
            yield one


def _as_told(line: LogLine, entry: PartyEntry, about: Fact) -> Received | None:
    if entry.closed:
        return Received(line, None, None, closed=True)
    fields: Collection[str] | None = entry.fields
    if fields is None:
        return Received(line, None, entry.who)
    fits = tuple(ShownField(None, one, "") for one in fields if about.field in (None, one))
    return Received(line, fits, entry.who) if fits else None
