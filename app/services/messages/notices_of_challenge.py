"""What mails say of a challenged answer: to who looks at it again, to who answers it again, and of what stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.services.challenging.challenge import MAIL
from app.services.challenging.settle import AGAIN_MAIL, STANDS_MAIL
from app.services.disclosure.duties import HUB_DECIDES, PARTNER_GETS_MAIL
from app.services.messages.notice import (
    CASE_REQUEST_PAGE,
    CHALLENGE_PAGE,
    EVERYBODY,
    HOLDER,
    ON_THE_CASE,
    REQUEST_PAGE,
    Notice,
)

ANSWERED: Final = ("returned",)
OF_CHALLENGE: Final[Mapping[str, Notice]] = {
    MAIL: Notice(
        "The hub challenges an answer of your organisation: look at it again",
        None,
        EVERYBODY,
        CHALLENGE_PAGE,
        "Stand by it, with your reason, or have it answered again. Whoever wrote it cannot decide this.",
        while_in=ANSWERED,
    ),
    AGAIN_MAIL: Notice(
        "An answer to a research request is to be given again",
        PARTNER_GETS_MAIL,
        HOLDER,
        REQUEST_PAGE,
        "The hub has challenged it, and a colleague who approves asks you to answer again: correct the return.",
        while_in=ANSWERED,
    ),
    STANDS_MAIL: Notice(
        "A partner stands by an answer that you challenged",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Its reason stands beside the answer. If it must change, ring them, or raise it with the strategic board.",
        tells=True,
        wrote=True,
    ),
}
