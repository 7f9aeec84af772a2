"""What is said while no answer comes, by whom a step of the ladder tells (`services/clocks/told.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.research import OPEN_STATES
from app.services.clocks.told import APPROVERS, BOARD, HOLDER, HUB, KIND, LEAD, LEADS, MANAGER, ORGANISATION
from app.services.disclosure.duties import HUB_DECIDES, HUB_GETS_MAIL, PARTNER_GETS_MAIL
from app.services.messages import notice
from app.services.messages.notice import CASE_REQUEST_PAGE, EVERYBODY, ON_THE_CASE, REQUEST_PAGE, Notice

WRITING: Final = ("sent", "claimed", "clarification")
RING_THE_HUB: Final = "If that cannot be, ring the hub and say when it can expect the answer."
OF_SILENCE: Final[Mapping[str, Notice]] = {
    KIND.format(HOLDER): Notice(
        "Reminder: a research request waits for your answer",
        PARTNER_GETS_MAIL,
        notice.HOLDER,
        REQUEST_PAGE,
        f"Answer it by the due time above. {RING_THE_HUB}",
        while_in=WRITING,
        chases=True,
    ),
    KIND.format(ORGANISATION): Notice(
        "Your organisation has not answered a research request",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        f"Whoever can must answer it now: who has it is on the page. {RING_THE_HUB}",
        while_in=WRITING,
        chases=True,
    ),
    APPROVERS: Notice(
        "A research request is not answered: its return waits for your approval",
        None,
        EVERYBODY,
        REQUEST_PAGE,
        f"Approve it now, or send it back. {RING_THE_HUB}",
        while_in=("awaiting_approval",),
        chases=True,
    ),
    KIND.format(MANAGER): Notice(
        "A research request is still not answered, and your people have been reminded",
        None,
        EVERYBODY,
        REQUEST_PAGE,
        f"See that somebody answers it today. {RING_THE_HUB}",
        while_in=OPEN_STATES,
        chases=True,
    ),
    KIND.format(HUB): Notice(
        "A partner has not answered a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Ring the partner: its number is on the page. No answer is never “nothing known”.",
        tells=True,
        while_in=OPEN_STATES,
        chases=True,
    ),
    KIND.format(LEAD): Notice(
        "Your organisation leaves a research request unanswered, reminders and all",
        None,
        EVERYBODY,
        "/",
        f"As its accountable lead, or in their place, see that the request above is answered. {RING_THE_HUB}",
        first=LEADS,
        in_place="Nobody is named here as accountable lead: ask your administrator to name one (safeguarding lead).",
        while_in=OPEN_STATES,
        chases=True,
    ),
    KIND.format(BOARD): Notice(
        "A partner still has not answered: raise it with the strategic board",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Who there was told stands on the page. Ring them, and say in the case what you raise with the board.",
        tells=True,
        while_in=OPEN_STATES,
        chases=True,
    ),
}
