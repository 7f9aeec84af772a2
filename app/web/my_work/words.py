"""What each group of waiting things is called, what is to be done about it, and the page where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.domain import waiting as w


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A group: `endpoint` is where a line leads, with these `arguments`; `rest` the list of all there are.

    `one` names a line that has no reference; `ring` says that whoever is on the other side is to be rung.
    """

    title: str
    todo: str
    endpoint: str
    arguments: tuple[str, ...]
    rest: str | None = None
    one: str = ""
    ring: bool = False


REQUEST, IN_CASE = ("file_id",), ("case_id", "file_id")
GROUPS: Final[Mapping[str, GroupWords]] = {
    w.COVERED: GroupWords(
        "In a colleague’s place",
        "They are away and you cover for them. Go on a case to see what waits in it.",
        "hub.cover",
        ("case_id",),
        "hub.cases",
    ),
    w.CHANGED: GroupWords(
        "Changed since you read it",
        "The hub has corrected what it sent, and nobody of your organisation has opened it since. Do this first.",
        "partner.request_page",
        REQUEST,
    ),
    w.OVERDUE: GroupWords(
        "Overdue", "Answer now, or ring the hub.", "partner.request_page", REQUEST, "partner.inbox", ring=True
    ),
    w.TO_APPROVE: GroupWords(
        "To approve",
        "A colleague has written it, and it does not leave before a second person has read it.",
        "partner.check",
        REQUEST,
        "partner.inbox",
    ),
    w.CHALLENGED: GroupWords(
        "Challenged by the hub",
        "The hub does not accept an answer. Stand by it, with your reason, or have it answered again.",
        "partner.challenge",
        REQUEST,
    ),
    w.ANSWER_AGAIN: GroupWords(
        "To answer again",
        "The hub has challenged the answer, and a colleague who approves wants it given again: correct the return.",
        "partner.request_page",
        REQUEST,
    ),
    w.TO_ANSWER: GroupWords(
        "To answer", "Yours, and those nobody has taken on yet.", "partner.request_page", REQUEST, "partner.inbox"
    ),
    w.TO_ACCEPT: GroupWords(
        "Handed to you: accept",
        "Until you accept a case it is nobody’s but whoever gave it. If you cannot take it, say so at once.",
        "hub.duty_mine",
        (),
        "hub.duty_mine",
    ),
    w.TO_HAND_OVER: GroupWords(
        "Red cases to hand over",
        "Hand each to a duty worker before the hub closes. Until they accept it, it is still yours.",
        "hub.duty",
        (),
        "hub.duty",
    ),
    w.ON_DUTY: GroupWords(
        "Yours while the hub is closed",
        "Write down what you do, and hand it back.",
        "hub.case",
        ("case_id",),
        "hub.duty_mine",
    ),
    w.NOT_BACK: GroupWords(
        "Back from a night, and nothing written down",
        "The night ended and the duty worker had not handed it back. Ask them what was done, and write it down.",
        "hub.case",
        ("case_id",),
    ),
    w.NO_DECIDER_ON: GroupWords(
        "Red, and no decision-maker is on it",
        "Until a decision-maker has rated or decided it, it cannot go on. Take it on, or hand it to one who will.",
        "hub.hand_over",
        ("case_id",),
        "hub.cases",
    ),
    w.CLOSED_THERE: GroupWords(
        "Closed before it is due: ring now",
        "It is red, and nobody there sees it before they open. Tell them by telephone, and record that you did.",
        "hub.ring",
        IN_CASE,
        ring=True,
    ),
    w.TO_RING: GroupWords(
        "To ring now",
        "The partner has not seen what changed. Tell it by telephone, and record that you did.",
        "hub.one_request",
        IN_CASE,
        ring=True,
    ),
    w.WORDS_HELD: GroupWords(
        "Words held back",
        "They say where somebody protected is. Decide whether this partner is sent them.",
        "hub.held_words",
        IN_CASE,
    ),
    w.ASKS_BACK: GroupWords(
        "Asks you a question",
        "The partner cannot answer all of it before you do.",
        "hub.question",
        IN_CASE,
        "hub.board",
    ),
    w.LATE_ANSWER: GroupWords(
        "Overdue from partners",
        "No answer yet is never “nothing known”. Ring them.",
        "hub.one_request",
        IN_CASE,
        "hub.board",
        ring=True,
    ),
    w.CHALLENGE_LATE: GroupWords(
        "Challenged, and no word since",
        "You challenged an answer, and the partner has not said in time whether it stands. Ring them.",
        "hub.one_request",
        IN_CASE,
        ring=True,
    ),
    w.TO_RAISE: GroupWords(
        "To raise with the strategic board",
        "Nobody there has answered, whoever was told. Raise it from the page of the case.",
        "hub.case",
        ("case_id",),
        ring=True,
    ),
    w.BOARD_LATE: GroupWords(
        "The strategic board has not answered in time",
        "Ask whom you asked again. Then record the answer, or say anew by when you want it.",
        "hub.case",
        ("case_id",),
        "hub.with_board",
    ),
    w.CORRECTED: GroupWords(
        "Changed since you read it",
        "The partner has corrected its return, or stands by it.",
        "hub.returns",
        ("case_id",),
        "hub.cases",
    ),
    w.NEW_RETURN: GroupWords(
        "New returns", "Answered, and not opened by you yet.", "hub.returns", ("case_id",), "hub.cases"
    ),
    w.TO_DECIDE: GroupWords(
        "To decide", "Every partner that was asked has answered.", "hub.case", ("case_id",), "hub.cases"
    ),
    w.TO_ASK: GroupWords("Nobody asked yet", "No partner knows of it.", "hub.case", ("case_id",), "hub.cases"),
    w.NOT_SENT: GroupWords(
        "Asking not sent yet",
        "Partners are chosen, and know nothing of it before it is sent. Send it, or throw it away.",
        "hub.ask_questions",
        ("case_id",),
        "hub.cases",
    ),
    w.NO_DECIDER: GroupWords(
        "Nobody of your hub decides",
        "Each of its decision-makers is away, so nothing is rated or decided. Have another approved, or one come back.",
        "account.hours",
        (),
        one="Who decides, and who is away",
    ),
    w.LOGS_STOPPED: GroupWords(
        "Logs that were found changed",
        "Nothing that would be recorded in them is shown or sent. Tell your security lead, and see that it is mended.",
        "stopped",
        (),
        "stopped",
        one="Which logs, and whom to ring",
    ),
    w.DOES_NOT_HOLD: GroupWords(
        "The log does not hold",
        "So the last verification found. Tell your security lead, and verify it again once it is mended.",
        "verification.check",
        (),
        one="What was found",
    ),
    w.TO_REVIEW: GroupWords(
        "To review",
        "A colleague broke glass, or made somebody a duty worker. Open the entry and see whether the reason bears it.",
        "governance.entry",
        ("entry_id",),
        one="An act to be reviewed",
    ),
}
CLOSED_NOW: Final = (
    "The hub is closed, and no duty worker has accepted these. Hand each over, or ring the duty line, now. "
    "Until one is accepted, it is still yours."
)
"""Of red cases, once the time to hand them over is past."""


def words_of(group: w.Group, now: datetime) -> GroupWords:
    """The words of a group as they are true now."""
    words = GROUPS[group.what]
    closed = group.what == w.TO_HAND_OVER and any(one.due_at and one.due_at <= now for one in group.lines)
    return replace(words, todo=CLOSED_NOW) if closed else words
