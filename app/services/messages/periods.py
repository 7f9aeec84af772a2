"""What mails say of a period: that somebody covers or stands in for a colleague, and that it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.services.identity.cover import COVERED, NAMED
from app.services.identity.stand_ins import NAMED as STAND_IN
from app.services.research.end_of_cover import BACK, COVERED_NO_MORE, MISSING


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """One kind of such mails: what is said, and the page it leads to."""

    subject: str
    words: str
    page: str


PERIODS: Final[Mapping[str, OfPeriod]] = {
    NAMED: OfPeriod(
        "You cover for a colleague who is away",
        "What they have is in your My work while it lasts, and mails that would go to them come to you. Take over what "
        "cannot wait. If you cannot cover, end it on the page below, and tell them or a manager.",
        "/cover",
    ),
    COVERED: OfPeriod(
        "A colleague covers for you while you are away",
        "Mails about what you have go to them while it lasts. End it on the page below once you are back.",
        "/cover",
    ),
    BACK: OfPeriod(
        "Nobody covers for you any more",
        "Mails about what you have come to you again. Open now, what your colleague has taken over for you with it:",
        "/my-work",
    ),
    COVERED_NO_MORE: OfPeriod(
        "You no longer cover for a colleague",
        "At a hub you are off the cases you went on for them. Requests you took over stay yours. Open of these now:",
        "/my-work",
    ),
    MISSING: OfPeriod(
        "A colleague who is away is covered by nobody any more",
        "Whoever covered for them has left. Name somebody else, or take over what cannot wait.",
        "/cover?away={for_id}",
    ),
    STAND_IN: OfPeriod(
        "You approve in a colleague’s place for a time",
        "What waits for approval is in your My work while it lasts, and you are told by e-mail as approvers are. You "
        "approve nothing that they or you wrote. If you cannot, end it on the page below, and tell them.",
        "/inbox/stand-ins",
    ),
}
