"""Why a database cannot be reached or migrated, in words for whoever operates it: what is the matter, and the fix.

libpq gives no code for what goes wrong before somebody is let in, only words; its own are English, the server's are in
its `lc_messages`. What is in no line here is quoted as it came: neither ever quotes a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.addresses import place_of
from app.domain.errors import RefusesToStart, Unavailable
from crypto.errors import CryptoError

ROLES = "run `flask setup database` and give its SQL to psql"
HBA = "let it in by a line of pg_hba.conf, `hostssl` from another machine, and reload the server"
CAUSES = (
    ("password authentication failed", "the password is not this role’s, or there is no such role",
     "write the right one into the address; \\password in psql gives the role another"),
    ("no password supplied", "it wants a password, and the address has none", "write it into the address"),
    ("Peer authentication failed", "a socket lets this role in for its own user of the machine alone",
     "map the service’s user to the role in pg_ident.conf, or name the host 127.0.0.1 and give a password"),
    ("Ident authentication failed", "it lets this role in for its own user of the machine alone", HBA),
    ("no pg_hba.conf entry", "the server lets this role in from here neither with nor without encryption, or only so",
     HBA),
    ("pg_hba.conf rejects", "the server’s pg_hba.conf rejects this role from here", HBA),
    ("does not support SSL", "TLS is refused: the server has none",
     "set ssl = on and its certificate in postgresql.conf"),
    ("certificate verify failed", "its certificate is signed by nobody who is trusted",
     "name the authority’s certificate in the address, sslrootcert=FILE (`system` for those of this machine)"),
    ("signature failure", "its certificate is signed by nobody who is trusted",
     "name the authority’s certificate in the address, sslrootcert=FILE (`system` for those of this machine)"),
    ("does not match host name", "its certificate is another host’s",
     "give the host name that the certificate has, or the server a certificate for this one"),
    ("root certificate file", "the file of trusted certificates is not there or cannot be read",
     "name one in the address, sslrootcert=FILE (`system` for those of this machine)"),
    ("SSL error", "TLS could not be agreed on", "ask whoever runs the server for its log of this moment"),
    ("permission denied for database", "this role may not connect to this database", ROLES),
    ("is not permitted to log in", "this role may not log in", ROLES),
    ("permission denied for table", "this role has no rights in this database",
     ROLES + ", or log in as the right role"),
    ("permission denied for schema", "this role does not own the database", "give the address of prx_owner"),
    ("must be owner of", "this role does not own what is in the database", "give the address of prx_owner"),
    ('role "', "a role is missing", ROLES),
    ("does not exist", "there is no such database", ROLES + ", or name the right one"),
    ("Connection refused", "nothing listens at this host and port",
     "start PostgreSQL, or give the right host and port (on Debian `pg_lsclusters` names it)"),
    ("No such file or directory", "no server has its socket there",
     "start PostgreSQL, or give the right folder or host"),
    ("Name or service not known", "there is no host of this name", "give the right host name"),
    ("name resolution", "host names cannot be looked up just now", "try again, or look after this machine’s DNS"),
    ("timeout expired", "nothing answers there", "look for a firewall on the way, or give the right host and port"),
    ("is unreachable", "there is no way to that host", "give the right host, or open the network’s way to it"),
    ("No route to host", "there is no way to that host", "give the right host, or open the network’s way to it"),
    ("too many c", "all of its connections are taken", "raise max_connections, or run fewer processes"),
    ("connection slots", "all of its connections are taken", "raise max_connections, or run fewer processes"),
    ("database system is", "the server is starting, stopping or recovering", "wait until it has, and try again"),
    ("lock timeout", "somebody else holds a lock on what is to be changed", "run it again"),
)  # fmt: skip
"""Words that are looked for, in this order; what is the matter; the fix."""


def cause_of(failure: BaseException) -> tuple[str, str]:
    """What is the matter, and the fix, of a failure of a database or of whatever came of it."""
    said = _said(failure)
    for words, cause, fix in CAUSES:
        if words in said:
            return cause, fix
    return f"PostgreSQL says “{said}”", "ask whoever runs the server"


def behind(failure: Unavailable) -> str:
    """What is behind a failure and the fix, for whoever operates it: visitors read the failure's message alone."""
    if isinstance(failure.__cause__, CryptoError):
        return f"Cause: {failure.__cause__}"
    cause, fix = cause_of(failure)
    return f"Cause: {cause}. Fix: {fix}. `flask setup check` names whatever else is unfit."


@contextmanager
def refusing_reach(what: str, address: str) -> Iterator[None]:
    """Turn a failure of the database at an address into a RefusesToStart that names its cause and the fix."""
    try:
        yield
    except (DBAPIError, PoolTimeout, psycopg.Error) as failure:
        cause, fix = cause_of(failure)
        raise RefusesToStart(f"{what} ({place_of(address)}): {cause}. Fix: {fix}.") from failure


def _said(failure: BaseException | None) -> str:
    """The driver's own words, wherever in the chain they are: on one line, without what SQLAlchemy adds to them."""
    while failure is not None and not isinstance(failure, psycopg.Error):
        failure = failure.orig if isinstance(failure, DBAPIError) else failure.__cause__
    return " ".join(str(failure).split()) if failure else "nothing"
