"""What a partner's managers are told of the strategic board: that one of its requests is there, and that it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.research import OPEN_STATES
from app.services.disclosure.duties import PARTNER_GETS_MAIL
from app.services.escalation.with_board import BOARD_ENDED, ESCALATED
from app.services.messages.notice import EVERYBODY, REQUEST_PAGE, Notice

STANDS = (*OPEN_STATES, "returned")
MANAGERS = ("partner_manager",)
OF_BOARD: Final[Mapping[str, Notice]] = {
    ESCALATED: Notice(
        "A research request has been raised with the strategic board",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The hub has asked the board about how this request stands. Ring the hub, and say what you can do.",
        first=MANAGERS,
        while_in=STANDS,
    ),
    BOARD_ENDED: Notice(
        "A research request is with the strategic board no longer",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The board has answered, or the hub needs no answer of it any more. Ring the hub to hear which.",
        first=MANAGERS,
        while_in=STANDS,
    ),
}
