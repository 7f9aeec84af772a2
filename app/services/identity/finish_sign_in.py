"""A browser comes back from its organisation's sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.domain.identity import (
    HeldMembership,
    IdentityProvider,
    NoMembership,
    Person,
    ProvenIdentity,
    SignInAttempt,
    SignInRefused,
)
from app.domain.ports import Work
from app.domain.web_session import WebSession
from app.services.identity.open_session import open_session
from app.services.identity.tokens import bind_attempt, hash_token, is_bound
from app.services.runtime import Runtime

NOT_THIS_BROWSER = (
    "This sign-in was not started in this browser, took longer than 10 minutes, or was used before. Start again."
)
NOT_FINISHED = "The sign-in was not finished at your organisation. Start again, or ask your IT help desk."


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What the provider sent the browser back with; all of it is to be distrusted."""

    state: str
    code: str | None
    issuer: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """The session token for the cookie, where to go, and the membership acted under; None if it is to be chosen."""

    token: str
    next_path: str
    membership_id: UUID | None


def finish_sign_in(
    runtime: Runtime,
    answer: SignInAnswer,
    *,
    provider_key: str,
    return_to: str,
    browser_token: str | None,
    earlier_token: str | None,
) -> FinishedSignIn:
    """Check the answer and open a new session; with one usable membership it acts under that.

    A session this browser had before (`earlier_token`) ends.

    Raises `SignInRefused`, `NoMembership` (the account is then recorded, for an approver to find) and
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
        # Only the account counts: an equal e-mail address makes nobody the same person.
        person = work.identity.meet_person(provider.id, proven, now)
        usable = [] if person.retired_at else _usable(work, person, proven)
        chosen = usable[0].membership.id if len(usable) == 1 else None
        token = ""
        if usable:
            earlier = work.identity.session(hash_token(runtime.session_key, earlier_token)) if earlier_token else None
            if earlier is not None:
                work.identity.revoke_session(earlier.session.id, now)
            token = open_session(runtime, work, _session(person, provider, proven, now, chosen=chosen))
        work.commit()
    if not usable:
        raise NoMembership(person.id)
    return FinishedSignIn(token=token, next_path=attempt.next_path, membership_id=chosen)


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


def _usable(work: Work, person: Person, proven: ProvenIdentity) -> list[HeldMembership]:
    groups = frozenset(proven.groups)
    return [held for held in work.identity.memberships_of(person.id) if held.usable(groups)]


def _session(
    person: Person, provider: IdentityProvider, proven: ProvenIdentity, now: datetime, *, chosen: UUID | None
) -> WebSession:
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
        membership_id=chosen,
    )
