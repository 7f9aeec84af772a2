"""One case: its task list, without opening any record, and the legal basis it rests on."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.after_closing import shut_since
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, HUB_WORKS, has_duty
from app.services.duty.hand_back import KIND as DONE_ON_DUTY
from app.services.finding.elsewhere import cases_elsewhere
from app.services.identity.who_decides import find_who_decides
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.rating_said import stands_as_proposed
from app.services.research.asking_draft import find_asking
from app.services.research.boards import next_due
from app.web.clock_words import due_words
from app.web.confirmation import just_done
from app.web.hub.case_requests import late_answers, request_rows
from app.web.hub.changed_words import NO_NUMBER, change_rows
from app.web.hub.door import hub
from app.web.hub.duty_had import had_page
from app.web.hub.held_words import to_look_at
from app.web.hub.names import STATES
from app.web.hub.nobody_there import partners_to_ring
from app.web.hub.other_cases import other_cases
from app.web.hub.people import people_of
from app.web.hub.raised_about import board_of
from app.web.hub.recorded_address import recorded_address
from app.web.hub.task_list import task_groups
from app.web.runtime import runtime

NOTICES = {
    "added": "Your colleague has been added to the case.",
    "covers": "You are on this case in a colleague’s place. When the cover ends you are off it again.",
    "removed": "Your colleague has been taken off the case. They can open nothing of it any more.",
    "one-more": "Added to the case. Give what you know of them below; later requests can include them.",
    "rating": "The case is rated, and each request that waits is due accordingly.",
    "reopened": "The case is open again. What was recorded and returned stands as it did.",
    "thrown-away": "What was not sent has been thrown away.",
    "words": "What you decided of the words that were held back has been recorded.",
    "held": "The case is held. Nothing of it or of its requests is erased until a decision-maker ends that.",
    "back": "The case is back from the emergency duty team. What was done is recorded in it.",
    "pregnancy": "What you said of the pregnancy is recorded.",
    "born": "What you said of the pregnancy is recorded. The child stands below: check who they are.",
    "basis": "The legal basis has been changed for requests from now on.",
}


@hub.get("/cases/<uuid:case_id>")
@allow(roles=HUB_READS)
def case(case_id: UUID) -> ResponseReturnValue:
    """What is to be done, who works on it, and every request sent with its clock."""
    actor, release = current.actor(), runtime().policy.release
    try:
        known, now = find_case(runtime(), actor, case_id), runtime().clock.now()
    except NotFound:
        return had_page(case_id)
    closed = known.case.state == "closed"
    unrated, decides = stands_as_proposed(known.stated), has_duty(release, actor, HUB_DECIDES)
    following = None if closed else next_due([one for one in known.requests if one.file_id not in known.erased])
    return render_page(
        "hub/case.html",
        known=known,
        purpose=release.purposes[known.case.purpose],
        state=STATES[known.case.state],
        groups=task_groups(release, known),
        rows=request_rows(known),
        people=people_of(known, {}),
        late=len(late_answers(known)),
        held=to_look_at(known),
        asking=find_asking(runtime(), actor, case_id) if has_duty(release, actor, HUB_WORKS) else None,
        ring=[one for one in change_rows(known) if one.ring],
        closed=partners_to_ring(known, now),
        no_number=NO_NUMBER,
        reopening=recorded_address(case_id, next(one for one in release.statements.values() if one.state == "open")),
        ends_hold=recorded_address(case_id, next(one for one in release.statements.values() if one.holds)),
        answers=due_words(following.due_at, now, following.paused_at) if following else None,
        decision=due_words(known.case.due_at, now) if known.case.due_at and not closed else None,
        unrated=unrated,
        decide=None if not unrated or closed or decides else find_who_decides(runtime(), actor, known.stepped_back),
        reader=actor.person_id,
        done_on_duty=_done_on_duty(known),
        not_back=known.not_back,
        board=board_of(known),
        elsewhere=other_cases(known, cases_elsewhere(runtime(), actor, known)),
        shut=shut_since(runtime(), known.case, "return"),
        notice=just_done(NOTICES),
    )


def _done_on_duty(known: KnownCase) -> str | None:
    """Where it is read, and written, what was done while the hub was closed; None where nobody has or had it then."""
    kind = runtime().policy.release.statements[DONE_ON_DUTY]
    said = any(what == kind.key for what, _ in known.stated)
    return recorded_address(known.case.file_id, kind) if said or known.on_duty or known.not_back else None
