"""What mails say to people of a hub about who is on a case: lines of the one table of `notices.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.services.disclosure.duties import HUB_CLOSES, HUB_DECIDES, HUB_GETS_MAIL
from app.services.intake.assign_case import CLOSED_LEFT
from app.services.intake.look_again import TO_OFFICERS, TO_THE_CASE
from app.services.messages.notice import (
    CASE_PAGE,
    CASES_PAGE,
    EVERYBODY,
    HAND_OVER_PAGE,
    HOLD_PAGE,
    ON_THE_CASE,
    ONE_PERSON,
    Notice,
)

OF_PEOPLE: Final[Mapping[str, Notice]] = {
    "put_on_case": Notice(
        "You have been put on a case",
        HUB_GETS_MAIL,
        ONE_PERSON,
        CASE_PAGE,
        "A colleague has put you on it. If you know somebody in it, step back.",
    ),
    "taken_off_case": Notice(
        "You have been taken off a case",
        HUB_GETS_MAIL,
        ONE_PERSON,
        CASES_PAGE,
        "A colleague has taken you off it: you open nothing of it any more. If that is a mistake, ask them.",
        for_others=True,
    ),
    "stepped_back": Notice(
        "A colleague has stepped back from a case",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_PAGE,
        "They know somebody in it, and see nothing of it any more. See to it that what they had is somebody’s.",
    ),
    "case_left": Notice(
        "A case of your hub has no decision-maker",
        HUB_DECIDES,
        EVERYBODY,
        HAND_OVER_PAGE,
        "The one it had is not on it any more. Take it on, or give it to a colleague.",
    ),
    TO_OFFICERS: Notice(
        "A hold on a case is to be looked at again",
        HUB_CLOSES,
        EVERYBODY,
        HOLD_PAGE,
        "Ask whether what it waits for is over. End it with a reason, or leave it: it does not end by itself.",
    ),
    TO_THE_CASE: Notice(
        "The hold on your case is to be looked at again",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_PAGE,
        "Ask whether what it waits for is over. End it with a reason, or leave it: it does not end by itself.",
    ),
    CLOSED_LEFT: Notice(
        "A case that is closed to named people has no decision-maker",
        HUB_CLOSES,
        EVERYBODY,
        HAND_OVER_PAGE,
        "Nobody else of your hub may know of it. Read in the log why, then choose a decision-maker to go on.",
        for_others=True,
    ),
}
