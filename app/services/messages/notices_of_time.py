"""What mails say of time: a due time that hours have moved, asking that lies unsent. Part of the one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.research import OPEN_STATES
from app.services.clocks.rebase import DUE_EARLIER, DUE_EARLIER_AT_HUB
from app.services.disclosure.duties import HUB_GETS_MAIL, PARTNER_GETS_MAIL
from app.services.messages.notice import CASE_PAGE, CASE_REQUEST_PAGE, HOLDER, ON_THE_CASE, REQUEST_PAGE, Notice
from app.services.research.asking_unsent import UNSENT

OF_TIME: Final[Mapping[str, Notice]] = {
    DUE_EARLIER: Notice(
        "A research request is due earlier than it was",
        PARTNER_GETS_MAIL,
        HOLDER,
        REQUEST_PAGE,
        "The hours it counts in have changed. The due time above is the new one. If you cannot keep it, ring the hub.",
        while_in=OPEN_STATES,
        waits=OPEN_STATES,
    ),
    DUE_EARLIER_AT_HUB: Notice(
        "A partner’s answer is due earlier than it was",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "The hours it counts in have changed. The partner has been told as well.",
        while_in=OPEN_STATES,
        waits=OPEN_STATES,
    ),
    UNSENT: Notice(
        "Asking was begun in a case and is not sent",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_PAGE,
        "A working day has passed since it was saved, and no partner knows of it. Send it, or throw it away. You are "
        "told once; it stays in My work until then, and goes when the case is closed.",
    ),
}
