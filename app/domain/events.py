"""Who did what on a file and when: a chain of events for each file, and what follows from it. Codes, never a word.

An event never changes. Who is on a case, who has a request, who has stepped back and where a request stands are folds
over events; rows that say so too are projections of them for lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

KINDS = {
    "sent": "Request sent",
    "opened": "Opened for the first time",
    "claimed": "Claimed",
    "handed_over": "Handed over",
    "taken_over": "Taken over from a colleague",
    "handed_to": "Handed to a colleague by name",
    "freed": "Freed, as whoever had it has left",
    "re_rated": "Rating changed",
    "submitted": "Submitted for approval",
    "sent_back": "Sent back to its author",
    "approved": "Approved",
    "asked": "Question asked",
    "clarified": "Question answered",
    "answered": "Return sent",
    "corrected": "Return corrected",
    "challenged": "Answer challenged",
    "stood_by": "Answer stands after a challenge",
    "to_answer_again": "To be answered again after a challenge",
    "renewed": "Changed facts sent",
    "untold": "Changed facts could not be sent",
    "seen": "Changed facts seen",
    "rung": "Rung about changed facts",
    "unanswered": "Rung: nobody answered",
    "escalated": "Raised with the strategic board",
    "board_ended": "With the strategic board no longer",
    "incident": "Possible incident: spoken to somebody who was not verified",
    "held": "Decided to send, not sent yet",
    "called_back": "Called back before it was sent",
    "let_go": "Sent as decided",
    "dropped": "Not sent: it no longer stands as decided",
    "assigned": "Put on the case",
    "taken_off": "Taken off",
    "conflict_declared": "Stepped back because of a conflict",
    "named": "Named, as the case is closed to others of the hub",
    "opened_to_hub": "Closed to named people no longer",
    "counted_anew": "Time for the decision counted anew",
    "rebased": "Due time counted anew, as hours have changed",
    "reminded": "Reminded, as no answer had come",
    "handed_to_duty": "Handed over to a duty worker",
    "duty_accepted": "Accepted by the duty worker",
    "duty_declined": "Not accepted: the duty worker cannot take it",
    "duty_ended": "Handed back by the duty worker",
    "duty_escalated": "Escalated: nobody had accepted it when the hub closed",
    "duty_lapsed": "The night was over: the duty worker had not handed it back",
}
"""What can happen, in words. A person opens a file once. Nobody frees anything: it is about who has left."""
REMINDED = "reminded"
REBASED = "rebased"
HANDED, ACCEPTED, DECLINED = "handed_to_duty", "duty_accepted", "duty_declined"
ENDED, ESCALATED, LAPSED = "duty_ended", "duty_escalated", "duty_lapsed"
"""What becomes of a case while its hub is closed (`duty.py`)."""
BY_THE_CLOCK = (REMINDED, REBASED, ESCALATED, LAPSED)
"""What no person does, and no person can have done: the exchange, for the hub, because a time has come."""
TAKEN, GIVEN_BACK = ("claimed", "taken_over", "handed_to"), ("handed_over", "freed")
"""What gives somebody a request, and what takes it from them."""
TELLING = ("untold", "rung", "unanswered", "incident", "held", "called_back", "dropped", "escalated", "board_ended")
NAMED, OPENED_TO_HUB = "named", "opened_to_hub"
"""Who alone of the hub may know of a case, and that this is over (`named.py`)."""
AT_NIGHT = (HANDED, ACCEPTED, DECLINED, ENDED)
CHALLENGED, STOOD_BY, TO_ANSWER_AGAIN = "challenged", "stood_by", "to_answer_again"
"""A hub's decision-maker does not accept an answer, and what a senior of the partner makes of that. The first two go
with a release, which has a leaf of its own.
"""
ON_CASES = ("assigned", "taken_off", "conflict_declared", NAMED, OPENED_TO_HUB)
WORKED = (*ON_CASES, *TAKEN, *GIVEN_BACK, *TELLING, *AT_NIGHT, TO_ANSWER_AGAIN)
"""What the gate relies on, and what nothing else tells: each has a leaf in the log of whoever's organisation did it."""
WITH_LEAF = (*WORKED, *BY_THE_CLOCK)
RUNG, UNANSWERED = "rung", "unanswered"
"""A partner was rung: somebody was spoken to, or nobody answered, which tells nobody anything."""
INCIDENT = "incident"
"""Something was said by telephone to somebody who was not verified."""
CHANGES = ("renewed", "untold")
"""A fact of a request changed after it was sent, and the partner was told, or could not be."""
NOT_VERIFIED = "not_verified"
IDENTIFIED = {
    "rang_back": "Rang back on the number in the directory",
    "known": "Known in person",
    "in_room": "In the room",
    "log_number": "By force log number",
    NOT_VERIFIED: "Not verified",
}
"""How whoever was rung was identified: nothing is told by telephone without it; unverified, nobody counts as told."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `about_id` is the person it is about, who need not be the one who did it; `sealed` binds all of it.

    What is done by the clock is by nobody, and about nobody where it names no person. `seq` counts from 1 in
    each file; `before` is the digest of the event before, empty for the first.
    """

    file_id: UUID
    seq: int
    what: str
    about_id: UUID | None
    by_id: UUID | None
    organisation_id: UUID
    at: datetime
    codes: Mapping[str, Any]
    before: bytes
    sealed: bytes

    def names(self, person: UUID) -> bool:
        """Whether it is about this person or by them."""
        return person in (self.about_id, self.by_id)


@dataclass(frozen=True, slots=True)
class Involvement:
    """What one person's own events say of them. Whatever is damaged takes away, and never gives.

    `events` are those whose seal fits, in order; `damaged` the files that hold one of theirs that does not. `over` are
    the records of cases that have been closed for too long to be anybody's work; `on_duty` the cases that they have
    accepted for a time in which the hub is closed, and that is not over.
    """

    person: UUID
    events: tuple[Event, ...] = ()
    damaged: frozenset[UUID] = field(default_factory=frozenset)
    over: frozenset[UUID] = field(default_factory=frozenset)
    on_duty: frozenset[UUID] = field(default_factory=frozenset)

    def on_case(self, case_id: UUID) -> bool:
        """Whether they are on the case."""
        found = self._newest(case_id, ("assigned", "taken_off", "freed"))
        return case_id not in self.damaged and found == "assigned"

    def holds(self, file_id: UUID) -> bool:
        """Whether they have claimed the request and not given it back."""
        found = self._newest(file_id, (*TAKEN, *GIVEN_BACK))
        return file_id not in self.damaged and found in TAKEN

    def in_conflict(self, *file_ids: UUID) -> bool:
        """Whether they have declared a conflict with one of these files, or an event of theirs in one is damaged."""
        declared = {
            one.file_id for one in self.events if one.what == "conflict_declared" and one.about_id == self.person
        }
        return not self.damaged.union(declared).isdisjoint(file_ids)

    def had_a_hand_for(self, organisation: UUID, *file_ids: UUID) -> bool:
        """Whether they ever did anything in one of these files for an organisation, or were put on it by one."""
        return any(one.organisation_id == organisation and one.file_id in file_ids for one in self.events)

    def has_opened(self, file_id: UUID) -> bool:
        """Whether they have opened the file before."""
        return any((one.file_id, one.what, one.by_id) == (file_id, "opened", self.person) for one in self.events)

    def _newest(self, file_id: UUID, kinds: Sequence[str]) -> str | None:
        found = [one for one in self.events if one.file_id == file_id and one.about_id == self.person]
        return next((one.what for one in reversed(found) if one.what in kinds), None)


def on_file(events: Iterable[Event]) -> tuple[UUID, ...]:
    """Who is on a case, in the order they joined; whoever has stepped back is not."""
    on: dict[UUID | None, None] = {}
    stepped_back = set()
    for one in events:
        if one.what == "assigned":
            on.setdefault(one.about_id)
        elif one.what in ("taken_off", "freed"):
            on.pop(one.about_id, None)
        elif one.what == "conflict_declared":
            stepped_back.add(one.about_id)
    return tuple(one for one in on if one is not None and one not in stepped_back)


def moment(text: Any) -> datetime | None:
    """A code that is a time; None for what is none."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
