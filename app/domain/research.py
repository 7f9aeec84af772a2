"""A research request: a hub's ask to one partner. Every transition returns a new value; an illegal one raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.errors import WrongState

OPEN_STATES = ("sent", "claimed", "awaiting_approval", "clarification")
STATES = (*OPEN_STATES, "returned", "withdrawn")
WORKABLE = ("claimed", "clarification", "returned")
"""Whoever has the request may write, submit it or put it back: it waits for nobody else, and has not been withdrawn."""
CLAIMABLE = ("sent", *WORKABLE)
TELLING = ("awaiting_approval", "clarification")
"""They tell that the partner holds something: whoever learns nothing of how it answers is told that it works on it."""
HELD = (*WORKABLE, "awaiting_approval")
"""Somebody of the partner may have it."""
UNANSWERED = ("claimed", "clarification")
"""Workable, and nothing has been returned yet."""
STANDARD = "standard"
WAITS, AGAIN, OVER = "waits", "again", "over"
"""Where the one challenge of an answer stands: with a senior of the partner, back with whoever answers, or ended."""


@dataclass(frozen=True, slots=True)
class ResearchRequest:
    """One partner's request about a case. `version` settles who was first; states are `STATES`.

    `changed_at` is when a fact in it last changed after it was sent, `seen_at` when the partner first saw that,
    `rung_at` when the hub rang about it; the last two are None again at the next change. `untold_at` is since when no
    mail about it has reached anybody of the partner, None while the newest has. `next_at` is when its clock next has
    something to do, None while it has not; `rung` how many steps of its ladder were done when somebody was last told
    that it waits. `profile` is the clock profile it was sent under. `paused_at` is since when its time stands still,
    because the partner waits for the hub's word; None while it passes. `unheard_at` is since when the partner has
    written something of which no mail has reached anybody of the hub, and which nobody there has opened. `closed_until`
    is when the partner opens again that was closed, and covered by nobody, when something red was sent. `board_at` is
    since when it is with the strategic board, None while it is not. `challenge` is where the challenge of its answer
    stands, None as long as nobody has challenged it; `challenge_due_at` by when an answer to that is wanted.
    """

    file_id: UUID
    case_id: UUID
    hub_id: UUID
    partner_id: UUID
    reference: str
    purpose: str
    legal_basis: str
    rating: str
    state: str
    sent_by: UUID
    sent_at: datetime
    due_at: datetime
    opened_at: datetime | None
    claimed_by: UUID | None
    answered_at: datetime | None
    version: int
    changed_at: datetime | None = None
    seen_at: datetime | None = None
    rung_at: datetime | None = None
    untold_at: datetime | None = None
    next_at: datetime | None = None
    rung: int = 0
    profile: str = STANDARD
    paused_at: datetime | None = None
    unheard_at: datetime | None = None
    board_at: datetime | None = None
    closed_until: datetime | None = None
    challenge: str | None = None
    challenge_due_at: datetime | None = None

    @property
    def untold(self) -> bool:
        """Whether nobody of the partner could be told by mail, and nothing shows that they know all the same."""
        since = self.untold_at
        known = (self.opened_at, self.seen_at, self.rung_at, self.answered_at)
        return since is not None and all(at is None or at < since for at in known)

    @property
    def unseen(self) -> bool:
        """Whether a fact in it has changed and nobody of the partner has opened it since."""
        return self.changed_at is not None and self.seen_at is None

    @property
    def tells_of_change(self) -> bool:
        """Whether its partner is to read what changed: it can, and has not; of one withdrawn nobody opens anything."""
        return self.unseen and self.state != "withdrawn"

    @property
    def unattended(self) -> bool:
        """Whether it lies where nobody was when it was sent, nobody has opened it since, and nobody there was rung."""
        known = (self.opened_at, self.rung_at, self.changed_at, self.answered_at)
        return self.closed_until is not None and self.state != "withdrawn" and all(at is None for at in known)

    def to_ring(self, minutes: int, now: datetime) -> bool:
        """Whether the partner must be rung: it has not seen for so many minutes what has changed, nor heard of it."""
        late = self.changed_at is not None and now - self.changed_at >= timedelta(minutes=minutes)
        return late and self.unseen and self.rung_at is None and self.state != "withdrawn"

    @property
    def runs(self) -> bool:
        """Whether its time passes: it waits for an answer, and does not stand still for a word of the hub."""
        return self.state in OPEN_STATES and self.answered_at is None and self.paused_at is None

    def claim(self, person: UUID) -> ResearchRequest:
        """Claimed by `person`. Claiming one's own again changes nothing; another's raises WrongState."""
        self._need(*CLAIMABLE)
        if self.claimed_by not in (None, person):
            raise WrongState("A colleague is working on this request. Ask them to hand it over.")
        return self._next(state="claimed" if self.state == "sent" else self.state, claimed_by=person)

    def hand_over(self) -> ResearchRequest:
        """Back in the inbox for a colleague to claim."""
        self._need(*WORKABLE)
        return self._next(state="sent" if self.state == "claimed" else self.state, claimed_by=None)

    def hand_to(self, person: UUID) -> ResearchRequest:
        """With a colleague by name, from the inbox or from whoever has it."""
        self._need(*CLAIMABLE)
        if self.claimed_by == person:
            raise WrongState("They have this request already.")
        return self._next(state="claimed" if self.state == "sent" else self.state, claimed_by=person)

    def take_over(self, person: UUID) -> ResearchRequest:
        """With `person` instead of the colleague who had it; what waited for approval is written anew."""
        self._need(*HELD)
        if self.claimed_by in (None, person):
            raise WrongState("No colleague has this request. Claim it, if you have not.")
        waits = self.state == "awaiting_approval"
        return self._next(state=self._before_submitting() if waits else self.state, claimed_by=person)

    def submit(self) -> ResearchRequest:
        """Drafted, and waiting for a second person of the partner to approve: it waits for the hub's word no more."""
        self._need(*WORKABLE)
        return self._next(state="awaiting_approval", paused_at=None)

    def require_workable(self) -> None:
        """Raise WrongState while a return waits for approval, or after the hub has withdrawn the request."""
        self._need(*CLAIMABLE)

    def send_back(self) -> ResearchRequest:
        """The approver wants changes."""
        self._need("awaiting_approval")
        return self._next(state=self._before_submitting())

    def hold_back(self) -> ResearchRequest:
        """The approver has taken something out of what waits: whoever saw it before sees that it has moved on."""
        self._need("awaiting_approval")
        return self._next()

    def ask(self, at: datetime, *, stops: bool) -> ResearchRequest:
        """The partner needs more before it can answer: a possible match, or a vague question. Never a nil return.

        Its time stands still from then on where a question `stops` it; what is overdue by then stays overdue.
        """
        self._need("claimed", "awaiting_approval")
        paused = at if stops and at < self.due_at else None
        return self._next(state="clarification", paused_at=paused, next_at=None if paused else self.next_at)

    def clarify(self) -> ResearchRequest:
        """The hub has given what was asked. What its clock has to do is looked at at once."""
        self._need("clarification")
        return self._next(state="claimed" if self.claimed_by else "sent", paused_at=None, next_at=self.sent_at)

    def answer(self, at: datetime) -> ResearchRequest:
        """Answered; again after that is a correction. The first time of answering stays."""
        self._need("claimed", "awaiting_approval", "clarification", "returned")
        ended = OVER if self.challenge else None
        return self._next(
            state="returned", answered_at=self.answered_at or at, next_at=None, paused_at=None, challenge=ended
        )

    def contest(self, due: datetime | None) -> ResearchRequest:
        """A decision-maker of the hub does not accept the answer: a senior of the partner looks at it again, once."""
        if self.challenge is not None:
            raise WrongState(CHALLENGED_ONCE)
        self._need_answered()
        return self._next(challenge=WAITS, challenge_due_at=due)

    def stand_by(self) -> ResearchRequest:
        """The senior stands by the answer: the challenge is over."""
        self._need_challenged()
        return self._next(challenge=OVER)

    def answer_again(self) -> ResearchRequest:
        """The senior has it answered again: it is with whoever answers, as a correction is."""
        self._need_challenged()
        return self._next(challenge=AGAIN)

    def re_rate(self, rating: str) -> ResearchRequest:
        """As urgent as the case now is; when it is due then is for its clock to say."""
        self._need(*OPEN_STATES)
        return self._next(rating=rating)

    def count_anew(self) -> ResearchRequest:
        """Its hours have changed; when it is due then is for its clock to say."""
        self._need(*OPEN_STATES)
        return self._next()

    def withdraw(self) -> ResearchRequest:
        """Nothing is wanted of the partner any more, whether or not it has answered."""
        self._need(*OPEN_STATES, "returned")
        return self._next(state="withdrawn", next_at=None, paused_at=None)

    def _before_submitting(self) -> str:
        return "returned" if self.answered_at else "claimed"

    def _need_challenged(self) -> None:
        self._need_answered()
        if self.challenge != WAITS:
            raise WrongState("No challenge of this answer waits: it has been answered, or there was none.")

    def _need_answered(self) -> None:
        if self.answered_at is not None and self.state == "awaiting_approval":
            raise WrongState("A correction of this answer waits for approval at the partner: wait until it is sent.")
        if self.state != "withdrawn" and self.answered_at is None:
            raise WrongState("This request has not been answered yet.")
        self._need("returned")

    def _need(self, *states: str) -> None:
        if self.state not in states:
            raise WrongState(STATE_WORDS[self.state])

    def _next(self, **changes: Any) -> ResearchRequest:
        return replace(self, version=self.version + 1, **changes)


CHALLENGED_ONCE = (
    "This answer has been challenged once already, and no answer is challenged twice. Ring the partner, or raise it "
    "with the strategic board."
)
STATE_WORDS = {
    "sent": "Nobody has claimed this request yet. Claim it first.",
    "claimed": "A colleague is already working on this request.",
    "awaiting_approval": "This return is waiting for approval. Send it back to change it.",
    "clarification": "This request is waiting for the hub to answer your question.",
    "returned": "This request has been answered already. To change the answer, add to or correct the return.",
    "withdrawn": "The hub has withdrawn this request.",
}
