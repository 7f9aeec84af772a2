"""Why a provider could not be used, as a code for the operator's log; visitors are never told."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping

import structlog
from urllib3.exceptions import NameResolutionError

from app.adapters.identity.strict_json import BadJson
from app.adapters.identity.transport import Untrustworthy
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import IdentityProvider

CAUSES: Mapping[type[BaseException], str] = {
    ssl.SSLError: "tls_not_agreed",
    NameResolutionError: "name_not_found",
    socket.gaierror: "name_not_found",
    ConnectionRefusedError: "connection_refused",
    TimeoutError: "timed_out",
}
FIXES: Mapping[str, str] = {
    "an_identity_provider_is_reached_by_https": "give the issuer as its metadata name it: https:// and its name",
    "certificate_not_believed": "have it show a certificate for this name, of an authority that is trusted here",
    "tls_not_agreed": "have it speak TLS 1.2 or 1.3",
    "name_not_found": "register the right issuer, or look after this machine’s DNS",
    "connection_refused": "register the right issuer, or open the network’s way to it",
    "timed_out": "open the network’s way to it",
    "the_provider_answered_404": "register the issuer exactly as its own metadata name it",
    "it_signs_with_none_of_the_pinned": "have it sign for this client as it did when it was registered",
    "the_metadata_name_another_issuer": "register the issuer exactly as its own metadata name it",
}
"""By the beginning of what `cause_of` says."""
ELSE = "ask whoever runs it"
_log = structlog.get_logger()


def unavailable(provider: IdentityProvider, cause: BaseException | str) -> IdentityProviderUnavailable:
    """The one message for a provider that is down, slow or answering nonsense; the operator's log gets the cause."""
    code = cause if isinstance(cause, str) else cause_of(cause)
    _log.warning("provider_unavailable", provider=provider.key, reason_code=code)
    whom = f" Ring {provider.help_telephone} if it goes on." if provider.help_telephone else ""
    failure = IdentityProviderUnavailable(
        f"{provider.name} sign-in is not answering as it should. Try again in a few minutes.{whom}"
    )
    failure.cause, failure.fix = code, fix_of(code)
    return failure


def fix_of(code: str) -> str:
    """What whoever operates the exchange may do about a cause."""
    return next((fix for begins, fix in FIXES.items() if code.startswith(begins)), ELSE)


def cause_of(error: BaseException | None) -> str:
    """A code made of nothing that the other side wrote: what kind of trouble it was, and where it has one, its number.

    >>> cause_of(Untrustworthy("the provider answered 404"))
    'the_provider_answered_404'
    """
    chain = list(_behind(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"certificate_not_believed_{one.verify_code}"
        if isinstance(one, BadJson | Untrustworthy):
            return "_".join(re.findall(r"[A-Za-z0-9]+", str(one))).lower()
        known = next((code for kind, code in CAUSES.items() if isinstance(one, kind)), None)
        if known:
            return known
    return type(chain[-1]).__name__ if chain else "not_said"


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from: libraries keep that in `reason` or among the arguments too. Deepest first."""
    if error is None:
        return
    inner = [error.__cause__ or error.__context__, getattr(error, "reason", None), *error.args]
    for one in inner:
        if isinstance(one, BaseException) and one is not error:
            yield from _behind(one)
    yield error
