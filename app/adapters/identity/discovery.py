"""What a provider says about itself, and its keys: fetched when needed, believed only as far as it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import requests
from joserfc import jwk

from app.adapters.identity.causes import unavailable
from app.adapters.identity.signed_token import KEY_TYPES, UnknownKey, choose_key
from app.adapters.identity.transport import BoundedTransport, Untrustworthy, fetch_object, is_trustworthy
from app.adapters.identity.turns import Turns
from app.domain.identity import IdentityProvider
from app.domain.provider_said import ProviderOffer

WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_FOR = timedelta(minutes=10)
ASK_AGAIN_AFTER = timedelta(seconds=30)
"""An unknown key id makes us ask for the keys once more, but not more often than this."""
MOST_KEYS = 100
SIGNING = "id_token_signing_alg_values_supported"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of a provider's metadata that we use (OpenID Connect Discovery 1.0 §3), checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    names_itself: bool
    """Whether each answer must carry `iss` (RFC 9207)."""


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value
    fetched_at: datetime


class Discovery:
    """Metadata and keys of providers, kept for ten minutes. Raises `IdentityProviderUnavailable`."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._metadata: dict[str, _Kept[Metadata]] = {}
        self._keys: dict[str, _Kept[tuple[Mapping[str, Any], ...]]] = {}

    def metadata(self, provider: IdentityProvider, transport: BoundedTransport, now: datetime) -> Metadata:
        """The provider's metadata, its issuer exactly the configured one."""
        kept = self._metadata.get(provider.issuer)
        if kept is None or now - kept.fetched_at > FRESH_FOR:
            found = self._fetch(provider, transport, provider.issuer.rstrip("/") + WELL_KNOWN)
            try:
                kept = _Kept(read_metadata(found, provider), now)
            except Untrustworthy as error:
                raise unavailable(provider, error) from error
            self._metadata[provider.issuer] = kept
        return kept.value

    def key(
        self, provider: IdentityProvider, transport: BoundedTransport, *, kid: str | None, alg: str, now: datetime
    ) -> jwk.Key:
        """The key that may verify a token with this header. Raises `InvalidToken` if there is none."""
        address = self.metadata(provider, transport, now).jwks_uri
        kept = self._keys.get(address)
        if kept is None or now - kept.fetched_at > FRESH_FOR:
            kept = self._fetch_keys(provider, transport, address, now)
        try:
            return choose_key(kept.value, kid, alg)
        except UnknownKey:
            if now - kept.fetched_at < ASK_AGAIN_AFTER:
                raise
        return choose_key(self._fetch_keys(provider, transport, address, now).value, kid, alg)

    def _fetch_keys(
        self, provider: IdentityProvider, transport: BoundedTransport, address: str, now: datetime
    ) -> _Kept[tuple[Mapping[str, Any], ...]]:
        keys = self._fetch(provider, transport, address).get("keys")
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise unavailable(provider, "keys_are_no_list")
        found: tuple[Mapping[str, Any], ...] = tuple(key for key in keys if isinstance(key, dict))
        kept = _Kept(found, now)
        self._keys[address] = kept
        return kept

    def offer(self, provider: IdentityProvider, transport: BoundedTransport) -> ProviderOffer:
        """What it offers now, whatever was kept or pinned."""
        found = self._fetch(provider, transport, provider.issuer.rstrip("/") + WELL_KNOWN)
        try:
            return read_offer(found, provider)
        except Untrustworthy as error:
            raise unavailable(provider, error) from error

    def _fetch(self, provider: IdentityProvider, transport: BoundedTransport, address: str) -> Mapping[str, Any]:
        with self._turns.take(provider):
            try:
                return fetch_object(transport, address)
            except (requests.RequestException, ValueError) as error:
                raise unavailable(provider, error) from error


def read_offer(found: Mapping[str, Any], provider: IdentityProvider) -> ProviderOffer:
    """What a provider offers of what we believe. Raises `Untrustworthy` for another's metadata, or none of it."""
    if found.get("issuer") != provider.issuer:
        raise Untrustworthy("the metadata name another issuer")
    signing = _listed(found, SIGNING, ["RS256"])  # the one that each has to offer (Discovery 1.0 §3)
    ways = _listed(found, "token_endpoint_auth_methods_supported", ["client_secret_basic"])
    offer = ProviderOffer(
        tuple(one for one in KEY_TYPES if one in signing),
        tuple(one for one in ("client_secret_basic", "client_secret_post") if one in ways),
    )
    if not offer.algorithms:
        raise Untrustworthy("it signs with no algorithm that is believed")
    if not offer.client_authentication:
        raise Untrustworthy("it takes no client secret")
    return offer


def _listed(found: Mapping[str, Any], name: str, otherwise: list[str]) -> list[Any]:
    offered = found.get(name, otherwise)
    return offered if isinstance(offered, list) else []


def read_metadata(found: Mapping[str, Any], provider: IdentityProvider) -> Metadata:
    """Checked metadata. Raises `Untrustworthy` naming what does not fit."""
    if found.get("issuer") != provider.issuer:
        raise Untrustworthy("the metadata name another issuer")
    _require_offered(found, "code_challenge_methods_supported", "S256")
    _require_offered(found, "response_types_supported", "code")
    _require_offered(found, "token_endpoint_auth_methods_supported", provider.client_authentication)
    if SIGNING in found and not set(provider.algorithms) & {str(one) for one in _listed(found, SIGNING, [])}:
        raise Untrustworthy("it signs with none of the pinned algorithms any more")
    return Metadata(
        issuer=provider.issuer,
        authorization_endpoint=_address(found, "authorization_endpoint", provider),
        token_endpoint=_address(found, "token_endpoint", provider),
        jwks_uri=_address(found, "jwks_uri", provider),
        userinfo_endpoint=_address(found, "userinfo_endpoint", provider) if "userinfo_endpoint" in found else None,
        end_session_endpoint=(
            _address(found, "end_session_endpoint", provider) if "end_session_endpoint" in found else None
        ),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(found: Mapping[str, Any], name: str, provider: IdentityProvider) -> str:
    address = found.get(name)
    if not is_trustworthy(address, loopback=provider.development):
        raise Untrustworthy(f"{name} is no address we may use")
    return str(address)


def _require_offered(found: Mapping[str, Any], name: str, value: str) -> None:
    """A list that leaves out what we need is a refusal; no list at all is allowed by the standard."""
    offered = found.get(name)
    if offered is not None and (not isinstance(offered, list) or value not in offered):
        raise Untrustworthy(f"{name} does not offer {value}")
