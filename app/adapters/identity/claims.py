"""What a believed id_token says of somebody, in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.adapters.identity.id_token import is_identifier, read_moment
from app.adapters.identity.signed_token import InvalidToken
from app.domain.identity import IdentityProvider, ProvenIdentity
from app.domain.provider_said import NAMELESS

LONGEST_NAME = 200


def read_claims(
    claims: Mapping[str, Any], about: Mapping[str, Any], provider: IdentityProvider, now: datetime
) -> ProvenIdentity:
    """The verified claims as a proven identity. Groups and strength come from the signed token alone."""
    groups = claims.get(provider.groups_claim, []) if provider.groups_claim else []
    return ProvenIdentity(
        subject=str(claims["sub"]),
        display_name=readable(about.get("name")) or NAMELESS,
        email=None if about.get("email_verified") is False else readable(about.get("email")),
        sid=claims["sid"] if is_identifier(claims.get("sid")) else None,
        groups=tuple(sorted({group for group in groups if is_identifier(group)})) if isinstance(groups, list) else (),
        strong_at=strong_at(claims, provider.strong, now),
        ways=tuple(one for one in _ways(claims) if is_identifier(one) and " " not in one),
    )


def strong_at(claims: Mapping[str, Any], strong: Sequence[str], now: datetime) -> datetime | None:
    """When the person proved themselves in a way that counts as strong; None where the token does not say both."""
    if not any(isinstance(one, str) and one in strong for one in _ways(claims)):
        return None
    try:
        return min(datetime.fromtimestamp(read_moment(claims, "auth_time"), UTC), now)
    except (InvalidToken, ValueError, OverflowError, OSError):
        return None


def _ways(claims: Mapping[str, Any]) -> Sequence[Any]:
    """What `acr` and `amr` hold, whatever that is."""
    ways = claims.get("amr")
    return [claims.get("acr"), *(ways if isinstance(ways, list) else ())]


def readable(value: object) -> str | None:
    """A text that can be shown and stored, at most 200 characters; None for anything else."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        return None
    return value.strip()[:LONGEST_NAME]
