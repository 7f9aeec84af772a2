"""What mails say and whom they go to: one table. None says a word about any person.

A kind of mail is a line of `NOTICES`: whoever enqueues a job of that kind for an organisation, with the `file_id` of a
request or the `case_id` of a case (and the `person_id` where one person is told), has told it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.events import on_file
from app.domain.identity import Person
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, HUB_GETS_MAIL, PARTNER_GETS_MAIL, PARTNER_WORKS, Duty, roles_for
from app.services.governance.stop_logs import TELL
from app.services.research.let_go import NO_KEY, NOT_SENT
from app.services.research.renewing import IDENTITY_CORRECTED, RING, SAFETY_CHANGED
from app.services.research.words_held import TO_LOOK_AT
from app.services.runtime import Runtime

EVERYBODY = "everybody"
"""Whoever of the organisation has the duty."""
ON_THE_CASE = "on_the_case"
"""Of those, the people on the case: the page it leads to is shown to nobody else. All, where none is."""
ONE_PERSON = "one_person"
"""The person named in the job, as long as they are one of those."""
REQUEST_PAGE: Final = "/inbox/{file}"
CASE_REQUEST_PAGE: Final = "/cases/{case}/requests/{file}"
HELD_WORDS_PAGE: Final = "/cases/{case}/requests/{file}/held"
CASE_PAGE: Final = "/cases/{case}"
HAND_OVER_PAGE: Final = "/cases/{case}/hand-over"


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of mail. `page` is the address of what it is about, `words` what is said of it.

    `first` are roles that are told alone where anybody has one. One that `tells` how a partner answers goes to nobody
    who must not learn that of it.
    """

    subject: str
    duty: Duty
    whom: str
    page: str
    words: str = ""
    tells: bool = False
    first: tuple[str, ...] = ()


NOTICES: Final[Mapping[str, Notice]] = {
    "request_waiting": Notice(
        "A research request is waiting for your organisation", PARTNER_GETS_MAIL, EVERYBODY, REQUEST_PAGE
    ),
    "return_waiting": Notice(
        "A partner has answered a research request", HUB_GETS_MAIL, ON_THE_CASE, CASE_REQUEST_PAGE
    ),
    "return_corrected": Notice(
        "A partner has corrected its answer to a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "What it said before holds no longer. Open the answer again before you rely on it.",
        tells=True,
    ),
    TO_LOOK_AT: Notice(
        "Words of a request are waiting for a decision-maker", HUB_DECIDES, ON_THE_CASE, HELD_WORDS_PAGE
    ),
    "question_waiting": Notice(
        "A partner has asked a question about a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        tells=True,
    ),
    "request_freed": Notice(
        "A research request is waiting for your organisation again",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The colleague who had it has left. Claim it to go on with it.",
    ),
    "author_left": Notice(
        "A return waits for approval, and its author has left",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "It still can be approved. If it needs a change, take it over, or let an approver send it back.",
    ),
    "unverified_call": Notice(
        "Possible incident: a partner was rung and nobody made sure who answered",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Ask your colleague now what was said and to whom. Then ring the partner on a number you can verify.",
    ),
    "re_rated": Notice(
        "The urgency of a research request has changed",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The rating and the due time above are the new ones. The time counts from when the request was sent.",
    ),
    SAFETY_CHANGED: Notice(
        "Safety facts in a research request have changed: open it now", PARTNER_GETS_MAIL, EVERYBODY, REQUEST_PAGE
    ),
    IDENTITY_CORRECTED: Notice(
        "A research request has been corrected: open it before you go on", PARTNER_GETS_MAIL, EVERYBODY, REQUEST_PAGE
    ),
    RING: Notice(
        "A partner has not seen what changed in a research request: ring it now",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
    ),
    NOT_SENT: Notice(
        "What was to be sent to a partner was not sent",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "It no longer stands as it was decided. Look at it, and decide again if it still should be sent.",
    ),
    NO_KEY: Notice(
        "A partner has no key, so nothing can be sent to it",
        HUB_DECIDES,
        EVERYBODY,
        CASE_REQUEST_PAGE,
        "Make the partner of this request a key, or ask whoever runs the exchange to. Tell the hub when it is done: "
        "what was to be sent was not sent, and is not tried again by itself.",
        first=("administrator",),
    ),
    "request_withdrawn": Notice(
        "A research request has been withdrawn",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The hub needs no answer, or no other answer, from you. What you had not sent stays unsent.",
    ),
    "request_recalled": Notice(
        "Stop work on a research request: it was sent by mistake",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "Stop work on it. Do not keep, use or pass on what you have read in it. Ring the hub if you already have.",
    ),
    "late_return": Notice(
        "An answer has come in after its case was closed",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_PAGE,
        "Open it, and reopen the case if it changes the picture.",
    ),
    "taken_over": Notice(
        "A colleague has taken over a research request from you",
        PARTNER_WORKS,
        ONE_PERSON,
        REQUEST_PAGE,
        "Your draft, if you had one, is kept for you. There is nothing you must do.",
    ),
    "case_left": Notice(
        "A case of your hub has no decision-maker",
        HUB_DECIDES,
        EVERYBODY,
        HAND_OVER_PAGE,
        "The one it had has left. Take it on, or give it to a colleague.",
    ),
}
SUBJECTS: Final[Mapping[str, str]] = {
    **{kind: notice.subject for kind, notice in NOTICES.items()},
    TELL: "A disclosure log of your organisation was found changed",
}
"""Of every kind of mail."""


def told_by(runtime: Runtime, work: Work, job: Job, case_id: UUID, file_id: UUID) -> tuple[Person, ...]:
    """Whom a job tells of a request or (its `file_id` is then the case's) a case: those its kind goes to.

    Whoever has stepped back from either is told nothing.
    """
    notice = NOTICES[job.kind]
    roles = roles_for(runtime.policy.release, notice.duty)
    request = work.files.request(file_id) if notice.tells else None
    if request is not None:
        kind = work.identity.organisation(request.partner_id).kind
        roles = tuple(one for one in roles if runtime.policy.release.learns_answers(one, kind))
    told = work.identity.people_with(job.organisation_id, notice.first) if notice.first else ()
    found = {person.id: person for person in told or work.identity.people_with(job.organisation_id, roles)}
    if notice.whom == ON_THE_CASE:
        on = on_file(work.events.of_files([case_id]).get(case_id, ()))
        found = {id_: one for id_, one in found.items() if id_ in on} or found
    elif notice.whom == ONE_PERSON:
        found = {id_: one for id_, one in found.items() if id_ == UUID(job.payload["person_id"])}
    for stepped_back in work.events.stepped_back([file_id, case_id]):
        found.pop(stepped_back, None)
    return tuple(found.values())


def page_of(runtime: Runtime, kind: str, case_id: UUID, file_id: UUID) -> str:
    """The address of what a mail is about."""
    return runtime.public_address + NOTICES[kind].page.format(case=case_id, file=file_id)
