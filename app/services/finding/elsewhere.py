"""The hub’s other cases of whoever is in a case, as somebody said who is who: references, and who works on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.events import on_file
from app.domain.identity import Actor
from app.domain.lists import CaseEntry
from app.services.intake.open_case import KnownCase
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case that people of this one are in (`subjects`, of this one), and who works on it."""

    case: CaseEntry
    subjects: tuple[UUID, ...]
    workers: tuple[str, ...]


def cases_elsewhere(runtime: Runtime, actor: Actor, known: KnownCase) -> tuple[OtherCase, ...]:
    """Those that this reader may know of, the newest first; also by way of a third case. Nothing of them is opened."""
    people = [one.subject_id for one in known.subjects if one.kind != "case"]
    with runtime.database.work(actor.organisation_id) as work:
        there = work.finding.elsewhere(people, actor.person_id) if people else ()
        cases = {one.case.file_id: one.case for one in there if one.case.file_id != known.case.file_id}
        on = {one: on_file(events) for one, events in work.events.of_files(list(cases)).items()} if cases else {}
        named = work.identity.people({one for each in on.values() for one in each}) if on else {}
    return tuple(
        OtherCase(
            case=case,
            subjects=tuple(dict.fromkeys(one.subject_id for one in there if one.case.file_id == file_id)),
            workers=tuple(named[one].display_name for one in on.get(file_id, ()) if one in named),
        )
        for file_id, case in cases.items()
    )


def cases_of_people(runtime: Runtime, actor: Actor, people: Collection[UUID]) -> Mapping[UUID, CaseEntry]:
    """The case of each of these people, of those in cases that this reader may know of."""
    if not people:
        return {}
    with runtime.database.work(actor.organisation_id) as work:
        return work.finding.cases_of(people, actor.person_id)
