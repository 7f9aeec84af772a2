"""Somebody who is invited, the sign-in of their organisation, and what they do in a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from app.domain.changes import Change
from app.domain.identity import IdentityProvider, Person, ProvenIdentity
from app.domain.web_session import WebSession
from app.services.administration.answer_invitation import SeenInvitation, answer_invitation, see_invitation
from app.services.administration.invitation_link import link_of
from app.services.administration.invite import invite
from app.services.identity import open_session as opening
from app.services.identity.register_provider import register_provider
from tests.services.administering import Office
from tests.services.exchange import Exchange

NAME = "Amina Example"


@dataclass
class SignIn:
    """An organisation's own sign-in, and the domain of its mailboxes."""

    exchange: Exchange
    key: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        self.domain = f"{self.key}.example"
        issuer, now = f"https://{self.domain}", self.exchange.clock.now()
        self.provider = IdentityProvider(uuid4(), self.key, "Town sign-in", issuer, "prx", now)
        register_provider(self.exchange.admin, self.provider, (self.domain,))

    def arrives(
        self, subject: str = "amina", name: str = NAME, mailbox: str | None = "", *, strongly: bool = False
    ) -> Arrived:
        """Somebody signs in by it; with a mailbox of its domain unless another is given."""
        proven = ProvenIdentity(subject, name, f"{subject}@{self.domain}" if mailbox == "" else mailbox, None, ())
        now = self.exchange.clock.now()
        with self.exchange.runtime.database.work(None) as work:
            met = work.identity.meet_person(self.provider.id, proven, now)
            session = WebSession(id=uuid4(), person_id=met.id, provider_id=self.provider.id,
                                 issuer=self.provider.issuer, subject=subject, sid=None, groups=(),
                                 signed_in_at=now, last_seen_at=now,
                                 strong_at=now if strongly else None)  # fmt: skip
            token = opening.open_session(self.exchange.runtime, work, session, None)
            work.commit()
        return Arrived(self.exchange, met, token)


@dataclass
class Arrived:
    """Somebody who has signed in, with no role chosen."""

    exchange: Exchange
    person: Person
    token: str

    def sees(self, link: str) -> SeenInvitation:
        """What they read by a link."""
        found = see_invitation(self.exchange.runtime, self.token, link)
        assert found
        return found

    def answers(self, link: str, *, accepts: bool = True) -> None:
        """Press a button."""
        answer_invitation(self.exchange.runtime, self.token, link, accepts=accepts)

    def roles(self) -> list[str]:
        """What they hold, whether or not it counts."""
        with self.exchange.runtime.database.work(None) as work:
            return [one.membership.role for one in work.identity.memberships_of(self.person.id)]


def proposed(here: Office, town: SignIn, role: str = "partner_responder", subject: str = "amina") -> Change:
    """Ada proposes to invite somebody, and signs."""
    made = invite(here.exchange.runtime, here.ada.actor, role, NAME, f"{subject}@{town.domain}", 14)
    return here.ada.signs(made)


def sent(here: Office, town: SignIn, role: str = "partner_responder", subject: str = "amina") -> Change:
    """The same, signed by all it takes, and applied."""
    change = proposed(here, town, role, subject)
    here.ben.signs(change)
    if change.others > 1:
        here.cleo.signs(change)
    assert here.applied() == 1
    return change


def link(exchange: Exchange, change: Change) -> str:
    """What a browser keeps of the link that was sent."""
    address = link_of(exchange.runtime, change)
    assert address
    named, secret = address.rsplit("/", 2)[1:]
    return f"{named}.{secret}"


def membership_of(exchange: Exchange, change: Change) -> UUID | None:
    """The role that came of it."""
    found = exchange.rows("SELECT id FROM membership WHERE change_id = %s", change.id)
    return found[0][0] if found else None
