"""Who gets which mail for what is done in each walk: a table written by hand, and the mailroom it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final
from uuid import UUID

from app.domain.rehearsals import MARK
from app.services.clocks.chase_due import chase_due
from app.services.duty.nights import keep_nights
from app.services.messages.nights import OF_NIGHTS
from app.services.messages.notices import NOTICES
from app.services.messages.periods import PERIODS
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange

Mails = Mapping[str, tuple[str, ...]]
ASKED: Final = (
    "dorothy", "dwight", "esther", "fergus", "harriet", "hilda", "hugh", "nora", "pavel", "peter", "polly",
)  # fmt: skip
"""Whoever works on requests at the partners of the household: nobody at one of them has an account yet."""
SENT: Final[Mails] = {"return_waiting": ("cora", "dilys")}
MAILS: Final[Mapping[str, Mails]] = {
    "from a notification to 8 partners asked": {"request_waiting": ASKED},
    "probation, one adult, six items": {"approval_waiting": ("paula",)},
    "name a stand-in": {"stand_in_named": ("peter",)},
    "cover for a week": {"cover_named": ("peter",)},
    "nothing found, 3 people": SENT,
    "decline all": SENT,
    "from an invitation to the first answer": SENT,
    "approve a nil return": {**SENT, "approved": ("dwight",)},
    "approve six items, 1 adult": {**SENT, "approved": ("peter",)},
    "hold an item back and approve": {**SENT, "approved": ("peter",)},
    "hand over 1 red at close": {"duty_handed": ("noor",)},
    "hand over 3 red at close": {"duty_handed": ("noor",)},
    "accept 1 red": {"duty_taken": ("cora",)},
    "accept 3 red": {"duty_taken": ("cora",)},
    "approve six items, 3 people": {**SENT, "approved": ("peter",)},
}
"""By job, and by kind of mail: to whom. Of a job that is not named here nobody is to be told anything."""


def _night(subject: str) -> Iterator[str]:
    return (key for key, one in OF_NIGHTS.items() if one == subject)


@dataclass
class Mailroom:
    """Everybody of an exchange has a mailbox, by first name."""

    exchange: Exchange
    owner_url: str
    got: dict[str, list[str]] = field(default_factory=dict)

    def begin(self) -> None:
        """Whatever was to be told of what has been done before is told, and is nobody's business here."""
        for name, actor in self.exchange.actors.items():
            run_sql(self.owner_url, "UPDATE person SET email = %s WHERE id = %s", f"{name}@madeup.example",
                    actor.person_id)  # fmt: skip
        self.since()

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        subject = subject.removeprefix(f"{MARK}. ")
        told = (key for key, one in NOTICES.items() if one.subject == subject and one.words in text)
        kind = next(chain(told, (key for key, one in PERIODS.items() if one.subject == subject), _night(subject)))
        self.got.setdefault(kind, []).append(to.partition("@")[0])

    def since(self) -> Mails:
        """Do what the worker does; who has got what."""
        runtime = replace(self.exchange.runtime, mail=self)
        chase_due(runtime)
        keep_nights(runtime)
        run_jobs(runtime)
        found, self.got = {kind: tuple(sorted(names)) for kind, names in self.got.items()}, {}
        return found
