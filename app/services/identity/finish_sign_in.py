"""A browser comes back from its organisation's sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.domain.identity import (
    HeldMembership,
    IdentityProvider,
    Membership,
    NoMembership,
    Person,
    ProvenIdentity,
    SignInAttempt,
    SignInRefused,
)
from app.domain.ports import Work
from app.domain.web_session import WebSession
from app.services.administration.invitation_link import known
from app.services.identity.follow import Followed, follow
from app.services.identity.follow_groups import follow_groups
from app.services.identity.next_page import CONFIRMED
from app.services.identity.open_session import open_session
from app.services.identity.roles_that_count import roles_that_count
from app.services.identity.tokens import bind_attempt, hash_token, is_bound
from app.services.runtime import Runtime

NOT_THIS_BROWSER = (
    "This sign-in was not started in this browser, took longer than 10 minutes, or was used before. Start again."
)
NOT_FINISHED = "The sign-in was not finished at your organisation. Start again, or ask your IT help desk."

NOT_STRONG = (
    "Your organisation’s sign-in did not say that you proved who you are with a second factor just now. You are still "
    "signed in as before. Try again and use your second factor, or ask your IT help desk to set one up for you."
)
CLOCKS_DIFFER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What the provider sent the browser back with; all of it is to be distrusted."""

    state: str
    code: str | None
    issuer: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """The session token for the cookie, where to go, and the membership acted under; None if it is to be chosen.

    `followed` is what their own sign-in says otherwise of them now.
    """

    token: str
    next_path: str
    membership_id: UUID | None
    followed: tuple[Followed, ...] = ()


def finish_sign_in(
    runtime: Runtime,
    answer: SignInAnswer,
    *,
    provider_key: str,
    return_to: str,
    browser_token: str | None,
    earlier_token: str | None,
    link: str | None = None,
) -> FinishedSignIn:
    """Check the answer and open a new session; with one usable membership it acts under that.

    A session this browser had before (`earlier_token`) ends. With the `link` of an invitation whoever has no role is
    signed in too, to read it.

    Raises `SignInRefused`, `NoMembership` (a new account is then recorded, for an approver to find) and
    `IdentityProviderUnavailable`. No transaction is open while the provider is asked.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        provider = work.identity.provider(provider_key)
    if provider is None:
        raise SignInRefused("no_attempt", NOT_THIS_BROWSER)
    with runtime.providers.turn(provider):  # before the attempt is used up: whoever has to wait comes with it again
        attempt = _take_attempt(runtime, answer, provider, browser_token, now)
        runtime.providers.require_issuer(provider, answer.issuer, now)
        if answer.error is not None or not answer.code:
            raise SignInRefused("refused_by_provider", NOT_FINISHED)
        proven = runtime.providers.finish(
            provider,
            return_to=return_to,
            code=answer.code,
            issuer=answer.issuer,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            now=now,
        )
    with runtime.database.work(None) as work:
        if attempt.next_path == CONFIRMED and not _is_confirmed(proven, attempt):
            raise SignInRefused("not_strong", NOT_STRONG)
        # Only the account counts: an equal e-mail address makes nobody the same person.
        before = work.identity.person_for(provider.id, proven.subject)
        person = work.identity.meet_person(provider.id, proven, now)
        follow_groups(runtime, work, person, provider, proven)
        usable = _usable(runtime, work, person, provider, proven)
        if not usable and _stands_by_another(work, person, proven):
            raise NoMembership(person.id, provider)  # before the commit: it renames nobody
        token, chosen = "", usable[0].membership if len(usable) == 1 else None
        suspended = () if usable else _suspended_at(work, person)
        invited = not usable and known(work, link) is not None
        if usable or invited:
            earlier = work.identity.session(hash_token(runtime.session_key, earlier_token)) if earlier_token else None
            if earlier is not None:
                work.identity.revoke_session(earlier.session.id, now)
                if attempt.next_path == CONFIRMED and earlier.session.person_id == person.id:
                    chosen = _still(usable, earlier.session.membership_id) or chosen
            token = open_session(runtime, work, _session(person, provider, proven, now), chosen)
        followed = follow(runtime, work, before, person, usable) if before else ()
        if not followed:
            work.commit()
    if not usable and not invited:
        raise NoMembership(person.id, provider, suspended)
    return FinishedSignIn(token, attempt.next_path, chosen.id if chosen else None, followed)


def _take_attempt(
    runtime: Runtime, answer: SignInAnswer, provider: IdentityProvider, browser_token: str | None, now: datetime
) -> SignInAttempt:
    if not browser_token or not answer.state:
        raise SignInRefused("no_attempt", NOT_THIS_BROWSER)
    with runtime.database.work(None) as work:
        key = runtime.session_key
        attempt = work.identity.take_attempt(hash_token(key, answer.state), hash_token(key, browser_token), now)
        work.commit()
    if attempt is None or attempt.provider_id != provider.id:
        raise SignInRefused("no_attempt", NOT_THIS_BROWSER)
    if not is_bound(attempt.bound, bind_attempt(key, attempt)):
        raise SignInRefused("attempt_edited", NOT_THIS_BROWSER)
    return attempt


def _is_confirmed(proven: ProvenIdentity, attempt: SignInAttempt) -> bool:
    """Whether the provider says that it was strongly proved who this is, since we asked."""
    return proven.strong_at is not None and proven.strong_at >= attempt.started_at - CLOCKS_DIFFER


def _still(usable: Sequence[HeldMembership], membership_id: UUID | None) -> Membership | None:
    return next((one.membership for one in usable if one.membership.id == membership_id), None)


def _usable(
    runtime: Runtime, work: Work, person: Person, provider: IdentityProvider, proven: ProvenIdentity
) -> Sequence[HeldMembership]:
    account = work.identity.account_for(provider.id, proven.subject)
    return roles_that_count(runtime, work, person.id, account, frozenset(proven.groups))


def _stands_by_another(work: Work, person: Person, proven: ProvenIdentity) -> bool:
    """Whether they have roles, of which none counts by this account: somebody put it into the database."""
    return any(one.usable(frozenset(proven.groups)) for one in work.identity.memberships_of(person.id))


def _suspended_at(work: Work, person: Person) -> tuple[str, ...]:
    """Where a role of theirs is suspended, which is told to nobody else."""
    held = work.identity.memberships_of(person.id)
    return tuple(sorted({one.organisation.name for one in held if one.membership.suspended_at is not None}))


def _session(person: Person, provider: IdentityProvider, proven: ProvenIdentity, now: datetime) -> WebSession:
    return WebSession(
        id=uuid4(),
        person_id=person.id,
        provider_id=provider.id,
        issuer=provider.issuer,
        subject=proven.subject,
        sid=proven.sid,
        groups=proven.groups,
        signed_in_at=now,
        last_seen_at=now,
        strong_at=proven.strong_at,
    )
