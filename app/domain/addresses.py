"""Addresses that an operator gives in settings: read so that whatever may hold a password is never quoted back."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)
SHAPE = "postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full"
ENCODED = "what is no letter or digit in a password is written %XX there (@ is %40, / is %2F, # is %23)"
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252})")
HERE = "localhost"
VERIFIED = "verify-full"
PORT = 5432


def database_address(text: str) -> str:
    """The address of a PostgreSQL database as its driver takes it. Raises ValueError saying what is wrong.

    Any of the schemes that `psql` knows will do. One on another machine has to prove who it is: without
    `sslmode=verify-full` the driver would go on without encryption when asked to (libpq, §34.19.1).
    """
    parts = _parts(text, SHAPE)
    if parts.scheme not in SCHEMES:
        raise ValueError(f"no address of a PostgreSQL database; give {SHAPE}")
    hosts = _hosts(parts)
    if parts.fragment or parts.netloc.count("@") != 1 or not parts.username or not all(map(_is_host, hosts)):
        raise ValueError(f"not readable as {SHAPE}; {ENCODED}")
    if not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError(f"names no database; give {SHAPE}")
    elsewhere = [host for host in hosts if not is_here(host)]
    if elsewhere and parse_qs(parts.query).get("sslmode") != [VERIFIED]:
        raise ValueError(
            f"{elsewhere[0]} is another machine: add sslmode={VERIFIED} to the address, and sslrootcert=FILE, "
            "its authority's certificate (`system` for those of this machine)"
        )
    return f"{DRIVER}{text[len(parts.scheme) :]}"


def web_address(text: str) -> str:
    """The address people type, without a stroke at its end. Raises ValueError saying what is wrong."""
    parts = _parts(text, "https://HOST")
    if parts.scheme not in ("https", "http") or not _is_host(parts.hostname or ""):
        raise ValueError("give it with its scheme, for example https://exchange.example")
    if parts.username is not None or parts.query or parts.fragment or parts.path.strip("/"):
        raise ValueError("give scheme and host alone, for example https://exchange.example: no path and nothing after")
    return text.rstrip("/")


def place_of(address: str) -> str:
    """A database's address as it may be shown: host, port, database and role, never a password."""
    parts = urlsplit(address)
    port = parse_qs(parts.query).get("port", [str(parts.port or PORT)])
    return (
        f"database {unquote(parts.path.strip('/'))} on {', '.join(_hosts(parts))}, port {', '.join(port)}, "
        f"as role {role_of(address)}"
    )


def role_of(address: str) -> str:
    """The role that an address logs in as."""
    return unquote(urlsplit(address).username or "")


def is_here(host: str) -> bool:
    """Whether a host is this machine: a socket's folder, or a name or address that leads back to it."""
    return host.startswith("/") or host == HERE or is_loopback(host.strip("[]"))


def is_loopback(address: str) -> bool:
    """Whether it is an address, and one that leads back to this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _parts(text: str, shape: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname  # read here, as this is where they are found wrong
    except ValueError as fault:
        raise ValueError(f"not readable as {shape}; {ENCODED}") from fault
    if not text.isprintable() or " " in text:
        raise ValueError(f"not readable as {shape}: it holds a space or a character that cannot be seen")
    return parts


def _hosts(parts: SplitResult) -> list[str]:
    """Where the driver would look, in order: it may be told several, of which one takes over from another."""
    return parse_qs(parts.query).get("host", [parts.hostname or HERE])


def _is_host(host: str) -> bool:
    return host.startswith("/") or ":" in host or HOST.fullmatch(host) is not None
