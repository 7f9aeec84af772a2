"""What mails say to people of a hub of a partner that takes part no more: part of the one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.research import OPEN_STATES
from app.services.disclosure.duties import HUB_GETS_MAIL
from app.services.messages.notice import CASE_REQUEST_PAGE, ON_THE_CASE, Notice
from app.services.research.partner_left import MAIL

OF_PARTNERS: Final[Mapping[str, Notice]] = {
    MAIL: Notice(
        "A partner that you wait for takes part no more",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Nothing more can be asked of it here, and it may not answer this request. Ring it: its number is on the page. "
        "Then withdraw the request, or wait for what it promises. No answer is never “nothing known”.",
        tells=True,
        while_in=OPEN_STATES,
    ),
}
