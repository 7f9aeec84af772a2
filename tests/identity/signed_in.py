"""Being signed in at once, for tests that are about something else."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask.testing import FlaskClient

from app.domain.identity import IdentityProvider
from app.domain.web_session import WebSession
from app.services.identity import open_session as opening
from app.services.runtime import Runtime
from app.web.account.cookies import SESSION_COOKIE


def open_session(runtime: Runtime, provider: IdentityProvider, *, person_id: UUID, membership_id: UUID) -> str:
    """A session as finishing a sign-in leaves it; the token for `carry`."""
    now = runtime.clock.now()
    session = WebSession(
        id=uuid4(),
        person_id=person_id,
        provider_id=provider.id,
        issuer=provider.issuer,
        subject=str(person_id),
        sid=None,
        groups=(),
        signed_in_at=now,
        last_seen_at=now,
        strong_at=now,
    )
    with runtime.database.work(None) as work:
        under = work.identity.hold_membership(membership_id)
        token = opening.open_session(runtime, work, session, under)
        work.commit()
    return token


def carry(client: FlaskClient, token: str, domain: str = "localhost") -> None:
    """Have a test client send the session's cookie; it does so to `https://<domain>` alone, as the cookie is Secure."""
    client.set_cookie(SESSION_COOKIE, token, domain=domain, path="/", secure=True, httponly=True, samesite="Lax")
