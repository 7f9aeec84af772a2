"""What mails say and whom they go to: one table. None says a word about any person.

A kind of mail is a line of `NOTICES`: whoever enqueues a job of that kind for an organisation, with the `file_id` of a
request or the `case_id` of a case (and the `person_id` where one person is told, `but` where one knows), has told it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.research import OPEN_STATES
from app.services.disclosure.duties import HUB_DECIDES, HUB_GETS_MAIL, PARTNER_GETS_MAIL, PARTNER_WORKS
from app.services.duty.hand_back import TOLD_BACK
from app.services.duty.nights import NOT_BACK
from app.services.messages.notice import (
    CASE_PAGE,
    CASE_REQUEST_PAGE,
    EVERYBODY,
    HOLDER,
    ON_THE_CASE,
    ONE_PERSON,
    REQUEST_PAGE,
    Notice,
)
from app.services.messages.notices_of_board import OF_BOARD
from app.services.messages.notices_of_challenge import OF_CHALLENGE
from app.services.messages.notices_of_partners import OF_PARTNERS
from app.services.messages.notices_of_people import OF_PEOPLE
from app.services.messages.notices_of_silence import OF_SILENCE
from app.services.messages.notices_of_time import OF_TIME
from app.services.research.leave_out import MAIL as LEFT_OUT_MAIL
from app.services.research.let_go import NO_KEY, NOT_SENT
from app.services.research.renewing import RING
from app.services.research.what_was_told import IDENTITY_CORRECTED, SAFETY_CHANGED
from app.services.research.words_held import TO_LOOK_AT

NOTICES: Final[Mapping[str, Notice]] = {
    "request_waiting": Notice(
        "A research request is waiting for your organisation",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        waits=("sent",),
    ),
    "return_waiting": Notice(
        "A partner has answered a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        wrote=True,
        waits=("returned",),
    ),
    "return_corrected": Notice(
        "A partner has corrected its answer to a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "What it said before holds no longer. Open the answer again before you rely on it.",
        tells=True,
        wrote=True,
    ),
    TO_LOOK_AT: Notice(
        "Words of a request are waiting for a decision-maker",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_PAGE,
        "The page of the case says whose. You are told once of a case until you have looked, or hours have passed.",
    ),
    "question_waiting": Notice(
        "A partner has asked a question about a research request",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        tells=True,
        wrote=True,
        waits=("clarification",),
    ),
    "question_answered": Notice(
        "The hub has answered your question about a research request",
        PARTNER_GETS_MAIL,
        HOLDER,
        REQUEST_PAGE,
        "Go on with it. The due time above is the one that holds now.",
        waits=("sent", "claimed"),
    ),
    "approval_waiting": Notice(
        "A return or question waits for your approval",
        None,
        EVERYBODY,
        REQUEST_PAGE,
        "Read it and approve it, or send it back. Nothing has reached the hub yet, and the time goes on.",
        while_in=("awaiting_approval",),
        waits=("awaiting_approval",),
    ),
    "sent_back": Notice(
        "What you submitted for approval was sent back to you",
        PARTNER_WORKS,
        ONE_PERSON,
        REQUEST_PAGE,
        "Change it and submit it again. Nothing has reached the hub.",
        waits=("claimed", "returned"),
    ),
    "approved": Notice(
        "What you submitted for approval was approved and sent",
        PARTNER_WORKS,
        ONE_PERSON,
        REQUEST_PAGE,
        "There is nothing you must do. Whoever approved it may have held an item back: the copy says which, and why.",
        waits=("returned", "clarification"),
    ),
    "put_back": Notice(
        "A research request is waiting for your organisation again",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "A colleague has put it back. Claim it to go on with it.",
        while_in=("sent",),
        waits=("sent",),
    ),
    "request_freed": Notice(
        "A research request is waiting for your organisation again",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "The colleague who had it has left. Claim it to go on with it.",
        waits=("sent",),
    ),
    "author_left": Notice(
        "A return waits for approval, and its author has left",
        PARTNER_GETS_MAIL,
        EVERYBODY,
        REQUEST_PAGE,
        "It still can be approved. If it needs a change, take it over, or let an approver send it back.",
        waits=("awaiting_approval",),
    ),
    "unverified_call": Notice(
        "Possible incident: a partner was rung and nobody made sure who answered",
        HUB_DECIDES,
        ON_THE_CASE,
        CASE_REQUEST_PAGE,
        "Ask your colleague now what was said and to whom. Then ring the partner on a number you can verify.",
    ),
    "re_rated": Notice(
        "The rating of a research request has changed",
        PARTNER_GETS_MAIL,
        HOLDER,
        REQUEST_PAGE,
        "The rating and the due time above are the new ones. The time counts from when the request was sent.",
        waits=OPEN_STATES,
    ),
    SAFETY_CHANGED: Notice(
        "Safety facts in a research request have changed: open it now", PARTNER_GETS_MAIL, EVERYBODY, REQUEST_PAGE
    ),
    IDENTITY_CORRECTED: Notice(
        "A research request has been corrected: open it before you go on", PARTNER_GETS_MAIL, EVERYBODY, REQUEST_PAGE
    ),
    LEFT_OUT_MAIL: Notice(
        "The hub asks about fewer people in a research request: open it before you go on",
        PARTNER_GETS_MAIL,
        HOLDER,
        REQUEST_PAGE,
        "Nothing more is to be searched or sent about somebody in it. The others are asked about as before.",
        while_in=OPEN_STATES,
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
        wrote=True,
    ),
    "handed_to": Notice(
        "A research request has been handed to you",
        PARTNER_WORKS,
        ONE_PERSON,
        REQUEST_PAGE,
        "It is yours now. If it is not for you, hand it back; if you know somebody in it, say so there.",
        waits=OPEN_STATES,
    ),
    "taken_over": Notice(
        "A colleague has taken over a research request from you",
        PARTNER_WORKS,
        ONE_PERSON,
        REQUEST_PAGE,
        "Your draft, if you had one, is kept for you. There is nothing you must do.",
        waits=OPEN_STATES,
    ),
    TOLD_BACK: Notice(
        "A case is back from the emergency duty team",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_PAGE,
        "See on its page what was done while the hub was closed. If nothing stands there, ask the duty worker.",
    ),
    NOT_BACK: Notice(
        "A night is over and a case was not handed back: ask the duty worker now",
        HUB_GETS_MAIL,
        ON_THE_CASE,
        CASE_PAGE,
        "The duty worker opens nothing of it any more. See on its page who had it. If nothing stands there of what was "
        "done, ask them, and write it down.",
    ),
    **OF_PEOPLE,
    **OF_TIME,
    **OF_PARTNERS,
    **OF_BOARD,
    **OF_CHALLENGE,
    **OF_SILENCE,
}
