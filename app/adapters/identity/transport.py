"""HTTP to an identity provider: over TLS, bounded in time and size, never following a redirect."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from app.adapters.identity.strict_json import read_object
from app.adapters.patience import Patience
from app.domain.addresses import is_here

READ_LIMIT = 256 * 1024
"""Bytes. The largest key set seen in the wild is about a tenth of it."""
PIECE = 16 * 1024


class Untrustworthy(requests.RequestException):
    """The provider's answer broke a rule of this transport."""


class _Impatient(HTTPConnection):
    """One question, whose answer is hung up on when it has not come in time: a header, too, can come byte by byte."""

    _patience: Patience | None = None

    def connect(self) -> None:
        """Begin to lose patience, and call."""
        self._patience = Patience(float(self.timeout or 0), lambda: self.sock)
        super().connect()
        if self._patience.over:  # while TLS was still being agreed, nobody could be hung up on
            raise NewConnectionError(self, "took too long to connect")

    def close(self) -> None:
        """Hang up."""
        if self._patience is not None:
            self._patience.end()
        super().close()


class _ImpatientTls(_Impatient, HTTPSConnection):
    """The same over TLS."""


class _Plain(HTTPConnectionPool):
    ConnectionCls = _Impatient


class _Tls(HTTPSConnectionPool):
    ConnectionCls = _ImpatientTls


POOLS = {"http": _Plain, "https": _Tls}


@dataclass(frozen=True, slots=True)
class Way:
    """How providers are reached: by which outgoing proxy (HTTP CONNECT), and whose certificates are believed.

    Without an authority it is the public ones that `requests` knows.
    """

    authority: Path | None = None
    proxy: tuple[str, int] | None = None


class BoundedTransport(HTTPAdapter):
    """Every answer is read here, whole: it has `seconds` from the call to its last byte, and `READ_LIMIT`.

    Only what the machine's resolver takes to find an address is not counted. With `loopback` plain http is accepted to
    this machine, for the development providers; otherwise https alone.
    """

    def __init__(self, *, seconds: float, loopback: bool, way: Way | None = None) -> None:
        super().__init__(max_retries=0)
        self._seconds = seconds
        self._loopback = loopback
        self._way = way or Way()
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:
        """As requests does, with our connections."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def require_trustworthy(self, address: str) -> None:
        """Raises `Untrustworthy` unless secrets may be sent to this address."""
        if not is_trustworthy(address, loopback=self._loopback):
            raise Untrustworthy("an identity provider is reached by https only")

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """As the session sends, but with our own time-out, proxy and authorities, and the body already read."""
        self.require_trustworthy(request.url or "")
        request.headers["Accept-Encoding"] = "identity"
        until = time.monotonic() + self._seconds
        response = super().send(
            request,
            stream=True,
            timeout=self._seconds,
            verify=str(self._way.authority) if self._way.authority else True,
            proxies={"https": "http://{}:{}".format(*self._way.proxy)} if self._way.proxy else {},
        )
        try:
            if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST:
                raise Untrustworthy("the provider answered with a redirect")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise Untrustworthy("the provider compressed its answer unasked")
            body = _read(response.raw, until)
        except HTTPError as failure:
            raise Untrustworthy("the provider broke off in its answer") from failure
        finally:
            response.raw.close()
        response.raw = io.BytesIO(body)
        return response


def _read(raw: BaseHTTPResponse, until: float) -> bytes:
    """The whole body. Raises `Untrustworthy`, and urllib3's own errors where it breaks off."""
    body = bytearray()
    while piece := raw.read1(PIECE):
        body += piece
        if len(body) > READ_LIMIT:
            raise Untrustworthy("the provider's answer is too long")
    if time.monotonic() > until:  # what ends here may have been hung up on
        raise Untrustworthy("the provider's answer takes too long")
    return bytes(body)


def is_trustworthy(address: object, *, loopback: bool) -> bool:
    """Whether it is an absolute https address, or plain http to this very machine where `loopback` allows it."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    return loopback and parts.scheme == "http" and is_here(host)


def open_session(session: requests.Session, transport: BoundedTransport) -> None:
    """Send everything of `session` by `transport`; nothing in the environment (proxies, .netrc) changes that."""
    session.trust_env = False
    session.mount("https://", transport)
    session.mount("http://", transport)


def fetch_object(transport: BoundedTransport, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at `address`. Raises `requests.RequestException` or ValueError."""
    transport.require_trustworthy(address)  # what is no address at all, no session finds a transport for
    with requests.Session() as session:
        open_session(session, transport)
        response = session.get(address, headers={"Accept": "application/json", **(headers or {})})
    if response.status_code != HTTPStatus.OK:
        raise Untrustworthy(f"the provider answered {response.status_code}")
    return read_object(response.content)
