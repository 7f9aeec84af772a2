"""Back-channel logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6)."""

from __future__ import annotations

from datetime import UTC, datetime

from app.adapters.identity.id_token import is_identifier, read_moment, require_fresh, require_ours
from app.adapters.identity.signed_token import InvalidToken, KeyFinder, open_signed_token
from app.domain.provider_said import SignOutNotice

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def verify_logout_token(
    token: object, *, issuer: str, client_id: str, algorithms: tuple[str, ...], find_key: KeyFinder, now: datetime
) -> SignOutNotice:
    """Whose sessions are to end. Raises `InvalidToken`; an id_token is never taken for a logout token."""
    claims = open_signed_token(
        token, algorithms=algorithms, types=frozenset({"jwt", "logout+jwt"}), find_key=find_key
    ).claims
    require_ours(claims, issuer=issuer, client_id=client_id)
    require_fresh(claims, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise InvalidToken("event")
    if "nonce" in claims:
        raise InvalidToken("nonce")
    if not is_identifier(claims.get("jti")):
        raise InvalidToken("jti")
    sid, subject = claims.get("sid"), claims.get("sub")
    if sid is None and subject is None:
        raise InvalidToken("nobody_named")
    if any(value is not None and not is_identifier(value) for value in (sid, subject)):
        raise InvalidToken("nobody_named")
    issued_at = datetime.fromtimestamp(read_moment(claims, "iat"), UTC)
    return SignOutNotice(sid=sid, subject=subject, token=claims["jti"], issued_at=issued_at)
