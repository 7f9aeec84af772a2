"""OpenID Connect with a provider: Authlib for redirect, PKCE and token call, our own verifier for the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwk

from app.adapters.identity.causes import unavailable
from app.adapters.identity.claims import read_claims
from app.adapters.identity.discovery import Discovery, Metadata
from app.adapters.identity.id_token import Expected, verify_id_token
from app.adapters.identity.logout_token import verify_logout_token
from app.adapters.identity.signed_token import InvalidToken, KeyFinder
from app.adapters.identity.strict_json import BadJson, read_object
from app.adapters.identity.transport import BoundedTransport, Way, fetch_object, open_session
from app.adapters.identity.trying import problems_of
from app.adapters.identity.turns import AT_ONCE, Turns
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import IdentityProvider, ProvenIdentity, SignInRefused
from app.domain.problems import Problem
from app.domain.provider_said import ProviderOffer, SignOutNotice
from app.domain.web_session import SESSION_LIMIT

SECONDS = 5.0
REFUSED_BY_PROVIDER = frozenset({"invalid_grant", "access_denied"})
"""Token endpoint errors that are about this sign-in; all others are about the provider or our registration there."""


class OpenIdConnect:
    """`app.domain.ports_sign_in.IdentityProviders` over HTTP.

    `secrets` maps a provider's key to our client secret there; they come from settings and are never stored.
    """

    def __init__(
        self,
        secrets: Mapping[str, str],
        *,
        allow_development: bool,
        seconds: float = SECONDS,
        way: Way | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._secrets = dict(secrets)
        self._allow_development = allow_development
        self._turns = Turns(at_once=at_once)
        self._discovery = Discovery(self._turns)
        self._transport = BoundedTransport(seconds=seconds, loopback=False, way=way)
        self._loopback = BoundedTransport(seconds=seconds, loopback=True)

    def turn(self, provider: IdentityProvider) -> AbstractContextManager[None]:
        return self._turns.take(provider)

    def offer(self, provider: IdentityProvider) -> ProviderOffer:
        return self._discovery.offer(provider, self._transport_for(provider))

    def sign_in_address(
        self,
        provider: IdentityProvider,
        *,
        return_to: str,
        state: str,
        nonce: str,
        verifier: str,
        now: datetime,
        anew: bool = False,
    ) -> str:
        metadata = self._metadata(provider, now)
        strongly: dict[str, str] = {}
        if provider.strong:  # asked for its age, it has to say when that was (OpenID Connect Core 1.0 §2)
            oldest = timedelta(0) if anew else SESSION_LIMIT
            strongly = {"acr_values": " ".join(provider.strong), "max_age": f"{oldest.total_seconds():.0f}"}
        address, _state = self._client(provider, return_to).create_authorization_url(
            metadata.authorization_endpoint, state=state, code_verifier=verifier, nonce=nonce, **strongly
        )
        return address

    def finish(
        self,
        provider: IdentityProvider,
        *,
        return_to: str,
        code: str,
        issuer: str | None,
        nonce: str,
        verifier: str,
        now: datetime,
    ) -> ProvenIdentity:
        with self._turns.take(provider):
            return self._finish(provider, return_to, code, issuer, nonce, verifier, now)

    def _finish(
        self,
        provider: IdentityProvider,
        return_to: str,
        code: str,
        issuer: str | None,
        nonce: str,
        verifier: str,
        now: datetime,
    ) -> ProvenIdentity:
        self.require_issuer(provider, issuer, now)
        metadata = self._metadata(provider, now)
        answer = self._exchange(provider, metadata, return_to=return_to, code=code, verifier=verifier)
        access_token = answer.get("access_token")
        expected = Expected(
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=nonce,
            algorithms=provider.algorithms,
            access_token=access_token if isinstance(access_token, str) else None,
        )
        try:
            claims = verify_id_token(answer.get("id_token"), expected, self._key_finder(provider, now), now)
        except InvalidToken as error:
            raise SignInRefused(error.reason) from error
        about = claims if "name" in claims else self._about(provider, metadata, claims, expected.access_token)
        return read_claims(claims, about, provider, now)

    def require_issuer(self, provider: IdentityProvider, issuer: str | None, now: datetime) -> None:
        required = self._metadata(provider, now).names_itself
        if (required or issuer is not None) and issuer != provider.issuer:
            raise SignInRefused("answer_from_another_issuer")

    def sign_out_address(self, provider: IdentityProvider, *, return_to: str, now: datetime) -> str | None:
        endpoint = self._metadata(provider, now).end_session_endpoint
        if endpoint is None:
            return None
        query = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": return_to})
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{query}"

    def read_logout_token(self, provider: IdentityProvider, token: str, now: datetime) -> SignOutNotice:
        try:
            return verify_logout_token(
                token,
                issuer=provider.issuer,
                client_id=provider.client_id,
                algorithms=provider.algorithms,
                find_key=self._key_finder(provider, now),
                now=now,
            )
        except InvalidToken as error:
            raise SignInRefused(error.reason) from error

    def problems_of(self, provider: IdentityProvider) -> Iterator[Problem]:
        """Each problem that a first sign-in there would meet, found by asking it."""
        try:
            transport = self._transport_for(provider)
        except IdentityProviderUnavailable as refused:
            yield Problem(f"provider {provider.key}", refused.message)
            return
        yield from problems_of(provider, transport, knows_secret=bool(self._secrets.get(provider.key)))

    def _transport_for(self, provider: IdentityProvider) -> BoundedTransport:
        if not provider.development:
            return self._transport
        if not self._allow_development:
            raise IdentityProviderUnavailable(f"{provider.name} is a development identity provider: not for real use.")
        return self._loopback

    def _metadata(self, provider: IdentityProvider, now: datetime) -> Metadata:
        return self._discovery.metadata(provider, self._transport_for(provider), now)

    def _key_finder(self, provider: IdentityProvider, now: datetime) -> KeyFinder:
        transport = self._transport_for(provider)

        def find_key(kid: str | None, alg: str) -> jwk.Key:
            return self._discovery.key(provider, transport, kid=kid, alg=alg, now=now)

        return find_key

    def _client(self, provider: IdentityProvider, return_to: str) -> OAuth2Session:
        secret = self._secrets.get(provider.key)
        if not secret:
            raise unavailable(provider, "secret_missing")
        client = OAuth2Session(
            client_id=provider.client_id,
            client_secret=secret,
            token_endpoint_auth_method=provider.client_authentication,
            scope=" ".join(provider.scopes),
            redirect_uri=return_to,
            code_challenge_method="S256",
        )
        open_session(client, self._transport_for(provider))
        return client

    def _exchange(
        self, provider: IdentityProvider, metadata: Metadata, *, return_to: str, code: str, verifier: str
    ) -> Mapping[str, Any]:
        client = self._client(provider, return_to)
        answers: list[Mapping[str, Any]] = []

        def read_answer(response: requests.Response) -> requests.Response:
            # Before Authlib reads it: what is no plain JSON object would surface there as an exception of any kind.
            answers.append(read_object(response.content))
            return response

        client.register_compliance_hook("access_token_response", read_answer)
        try:
            client.fetch_token(
                metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
            )
        except BadJson as error:
            raise unavailable(provider, error) from error
        except (requests.RequestException, AuthlibBaseError, ValueError, TypeError, OverflowError) as error:
            if answers and answers[0].get("error") in REFUSED_BY_PROVIDER:
                raise SignInRefused("code_refused") from error
            raise unavailable(provider, error) from error
        finally:
            client.session = None
        return answers[0]

    def _about(
        self, provider: IdentityProvider, metadata: Metadata, claims: Mapping[str, Any], access_token: str | None
    ) -> Mapping[str, Any]:
        """Name and address from the userinfo endpoint, of the same account (OpenID Connect Core 1.0 §5.3.2)."""
        if metadata.userinfo_endpoint is None or not is_identifier_token(access_token):
            return {}
        try:
            about = fetch_object(
                self._transport_for(provider),
                metadata.userinfo_endpoint,
                {"Authorization": f"Bearer {access_token}"},
            )
        except (requests.RequestException, ValueError) as error:
            raise unavailable(provider, error) from error
        if about.get("sub") != claims["sub"]:
            raise SignInRefused("userinfo_of_another")
        return about


def is_identifier_token(value: object) -> bool:
    """Whether it may stand in an Authorization header."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value
