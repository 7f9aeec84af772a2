"""Rows of browser sessions, started sign-ins and rate windows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, and_, any_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from app.adapters.database.fixed import fixed
from app.adapters.database.identity_members import labelled, read_membership
from app.adapters.database.identity_people import read_organisation, read_person
from app.adapters.database.identity_providers import read_provider
from app.adapters.database.tables.changes import entry_approval
from app.adapters.database.tables.identity import (
    identity_provider,
    membership,
    organisation,
    person,
    rate_window,
    sign_in_attempt,
    stand_in,
    web_session,
)
from app.adapters.database.tables.log import log, log_stop
from app.adapters.database.tables.work import policy_release
from app.domain.identity import HeldMembership, SessionInUse, SignInAttempt
from app.domain.provider_said import SignOutNotice
from app.domain.web_session import IDLE_LIMIT, SESSION_LIMIT, WebSession

other, taking_part = membership.alias("other"), organisation.alias("taking_part")
COUNTED = (
    select(func.count())
    .where(
        other.c.person_id == web_session.c.person_id,
        other.c.ended_at.is_(None),
        other.c.suspended_at.is_(None),
        other.c.organisation_id.in_(select(taking_part.c.id).where(taking_part.c.retired_at.is_(None))),
        other.c.approved_at.is_not(None),
        or_(other.c.mapped_group.is_(None), other.c.mapped_group == any_(web_session.c.groups)),
    ).scalar_subquery().label("memberships")
)  # fmt: skip
STOPPED = (
    select(log_stop.c.log_id)
    .join(log, log.c.id == log_stop.c.log_id)
    .where(or_(log.c.hub_id.is_(None), organisation.c.id.in_((log.c.hub_id, log.c.other_id))))
    .correlate(organisation)
    .exists()
    .label("stopped")
)
"""Whether a log of theirs was found changed."""
STANDS_IN = (
    select(stand_in.c.id)
    .where(stand_in.c.stand_in_id == web_session.c.person_id, stand_in.c.ended_at.is_(None))
    .where(stand_in.c.organisation_id == membership.c.organisation_id)
    .correlate(web_session, membership)
    .exists()
    .label("stands_in")
)
NEWEST_RELEASE = select(func.max(policy_release.c.number)).scalar_subquery().label("newest_release")
NEWEST_APPROVAL = select(func.coalesce(func.max(entry_approval.c.place), 0)).scalar_subquery().label("newest_approval")
"""The policy release in force and what owners last said of it, asked with each page: it is answered under both."""
SESSION_IN_USE = fixed(
    select(
        *labelled(web_session),
        *labelled(person),
        *labelled(identity_provider),
        *labelled(membership),
        *labelled(organisation),
        COUNTED,
        STOPPED,
        STANDS_IN,
        NEWEST_RELEASE,
        NEWEST_APPROVAL,
    )
    .join(person, person.c.id == web_session.c.person_id)
    .join(identity_provider, identity_provider.c.id == web_session.c.provider_id)
    .outerjoin(membership, membership.c.id == web_session.c.membership_id)
    .outerjoin(organisation, organisation.c.id == membership.c.organisation_id)
    .where(web_session.c.token_hash == bindparam("token_hash"))
)


class SessionRows:
    """Sessions, started sign-ins and rate windows, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_session(self, session: WebSession, token_hash: bytes) -> None:
        self._connection.execute(
            insert(web_session).values(
                id=session.id,
                token_hash=token_hash,
                person_id=session.person_id,
                membership_id=session.membership_id,
                provider_id=session.provider_id,
                issuer=session.issuer,
                subject=session.subject,
                sid=session.sid,
                groups=list(session.groups),
                signed_in_at=session.signed_in_at,
                last_seen_at=session.last_seen_at,
                revoked_at=session.revoked_at,
                strong_at=session.strong_at,
                bound=session.bound,
            )
        )

    def session(self, token_hash: bytes) -> SessionInUse | None:
        held, row = None, self._connection.execute(SESSION_IN_USE, {"token_hash": token_hash}).mappings().one_or_none()
        if row is None:
            return None
        if row["web_session_membership_id"] is not None:
            where = read_organisation(self._connection, row, "organisation_")
            held = HeldMembership(read_membership(row, "membership_"), where)
        return SessionInUse(
            session=_read_session(row),
            person=read_person(row, "person_"),
            provider=read_provider(self._connection, row, "identity_provider_"),
            held=held,
            memberships=row["memberships"],
            stopped=row["stopped"],
            stands_in=row["stands_in"],
            newest_release=row["newest_release"],
            newest_approval=row["newest_approval"],
        )

    def touch_session(self, session_id: UUID, seen_at: datetime) -> None:
        # A later request may have written first: the time of last use only ever moves forward.
        self._connection.execute(
            update(web_session)
            .where(web_session.c.id == session_id, web_session.c.last_seen_at < seen_at)
            .values(last_seen_at=seen_at)
        )

    def revoke_session(self, session_id: UUID, at: datetime) -> bool:
        return self._revoke(web_session.c.id == session_id, at) == 1

    def revoke_other_sessions(self, person_id: UUID, keep: UUID, at: datetime) -> int:
        others = and_(
            web_session.c.person_id == person_id,
            web_session.c.id != keep,
            web_session.c.last_seen_at > at - IDLE_LIMIT,  # those that ended by themselves are not counted
            web_session.c.signed_in_at > at - SESSION_LIMIT,
        )
        return self._revoke(others, at)

    def revoke_sessions_at_provider(self, provider_id: UUID, notice: SignOutNotice, at: datetime) -> int:
        if notice.sid is not None:
            which = web_session.c.sid == notice.sid
            if notice.subject is not None:
                which = and_(which, web_session.c.subject == notice.subject)
        else:
            which = web_session.c.subject == notice.subject
        return self._revoke(and_(web_session.c.provider_id == provider_id, which), at)

    def _revoke(self, which: Any, at: datetime) -> int:
        done = self._connection.execute(
            update(web_session).where(which, web_session.c.revoked_at.is_(None)).values(revoked_at=at)
        )
        return done.rowcount

    def add_attempt(self, attempt: SignInAttempt, keep: int) -> None:
        newest = (
            select(sign_in_attempt.c.id)
            .where(sign_in_attempt.c.browser_hash == attempt.browser_hash)
            .order_by(sign_in_attempt.c.started_at.desc(), sign_in_attempt.c.id)
            .limit(keep - 1)
        )
        self._connection.execute(
            delete(sign_in_attempt).where(
                or_(
                    sign_in_attempt.c.expires_at <= attempt.started_at,
                    and_(
                        sign_in_attempt.c.browser_hash == attempt.browser_hash,
                        sign_in_attempt.c.id.not_in(newest),
                    ),
                )
            )
        )
        self._connection.execute(
            insert(sign_in_attempt).values(
                id=attempt.id,
                provider_id=attempt.provider_id,
                state_hash=attempt.state_hash,
                browser_hash=attempt.browser_hash,
                nonce=attempt.nonce,
                verifier=attempt.verifier,
                next_path=attempt.next_path,
                started_at=attempt.started_at,
                expires_at=attempt.expires_at,
                bound=attempt.bound,
            )
        )

    def take_attempt(self, state_hash: bytes, browser_hash: bytes, now: datetime) -> SignInAttempt | None:
        taken = delete(sign_in_attempt).where(
            sign_in_attempt.c.state_hash == state_hash,
            sign_in_attempt.c.browser_hash == browser_hash,
            sign_in_attempt.c.expires_at > now,
        )
        row = self._connection.execute(taken.returning(*sign_in_attempt.c)).mappings().one_or_none()
        return None if row is None else SignInAttempt(**dict(row))

    def count_in_window(self, key: str, window_start: datetime) -> int:
        counted = (
            insert_or(rate_window)
            .values(key=key, window_start=window_start, count=1)
            .on_conflict_do_update(
                index_elements=[rate_window.c.key, rate_window.c.window_start],
                set_={"count": rate_window.c.count + 1},
            )
            .returning(rate_window.c.count)
        )
        return int(self._connection.execute(counted).scalar_one())

    def counted_in_window(self, key: str, window_start: datetime) -> int:
        found = select(rate_window.c.count).where(rate_window.c.key == key, rate_window.c.window_start == window_start)
        return int(self._connection.execute(found).scalar_one_or_none() or 0)

    def forget_windows(self, before: datetime) -> None:
        self._connection.execute(delete(rate_window).where(rate_window.c.window_start < before))


def _read_session(row: RowMapping) -> WebSession:
    return WebSession(
        id=row["web_session_id"],
        person_id=row["web_session_person_id"],
        provider_id=row["web_session_provider_id"],
        issuer=row["web_session_issuer"],
        subject=row["web_session_subject"],
        sid=row["web_session_sid"],
        groups=tuple(row["web_session_groups"]),
        signed_in_at=row["web_session_signed_in_at"],
        last_seen_at=row["web_session_last_seen_at"],
        membership_id=row["web_session_membership_id"],
        revoked_at=row["web_session_revoked_at"],
        strong_at=row["web_session_strong_at"],
        bound=row["web_session_bound"],
    )
