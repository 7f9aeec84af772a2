"""The first hour of an installation: its databases' SQL, their schemas, and whatever keeps it from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from app.adapters.checkpoints import CheckpointFolder
from app.adapters.clock import SystemClock
from app.adapters.database import migrate
from app.adapters.database.engine import make_engine
from app.adapters.database.looking import ADMINISTERS, DESTROYS, OWNS, identity_at, login_problems_at, problems_at
from app.adapters.database.reaching import refusing_reach
from app.adapters.database.work import SqlDatabase
from app.domain.addresses import database_address
from app.domain.errors import ExchangeError, MailUnavailable, RefusesToStart, Unavailable
from app.domain.problems import Problem
from app.domain.serving import lack_of_room
from app.services.governance.check_start import find_changed
from app.services.governance.find_stops import stopped_labels
from app.services.governance.require_standby import require_standby
from app.services.policy_control.follow_release import find_release
from app.services.runtime import Runtime
from app.setting_names import ADMIN, DESTROYER, KEYSTORE_OWNER, OWNER
from app.settings import Settings, from_environment, read_settings
from app.wiring import build_runtime, close_runtime, mail_of, providers_of

LOGINS = {
    "DATABASE_URL": (migrate.MAIN, frozenset[str]()),
    "KEYSTORE_URL": (migrate.KEYSTORE, frozenset[str]()),
    ADMIN: (migrate.MAIN, frozenset({ADMINISTERS})),
    DESTROYER: (migrate.KEYSTORE, frozenset({DESTROYS})),
    OWNER: (migrate.MAIN, frozenset({OWNS})),
    KEYSTORE_OWNER: (migrate.KEYSTORE, frozenset({OWNS})),
}
"""By setting: which database, and what its role is for; servers' and workers' for nothing of these."""
SERVED = {which: name for name, (which, is_for) in LOGINS.items() if not is_for}
"""By database: the setting of whoever serves from it, which every other of it has to agree with."""
MAILS_BY = ("PRX_SMTP", "PRX_SMTP_LOGIN", "PRX_SMTP_AUTHORITY", "PRX_MAIL_FROM")
WHOLE = """\
-- Roles and databases of the Partner Research Exchange, for psql as a superuser of PostgreSQL 15 to 18:
--     flask setup database | psql --no-psqlrc postgres
-- It may be run again. It holds no password and sets none.
\\set ON_ERROR_STOP on
\\set QUIET on
\\set main '{main}'
\\set keystore '{keystore}'
"""


def database_sql(main: str, keystore: str) -> str:
    """What makes roles and databases of these names, for `psql`; names are letters, digits and underscores."""
    parts = ((migrate.MIGRATIONS / name).read_text(encoding="utf-8") for name in ("roles.sql", "databases.sql"))
    return "\n".join((WHOLE.format(main=main, keystore=keystore), *parts))


def migrate_databases(owners: Mapping[str, str]) -> Iterator[str]:
    """Bring both databases to the newest schema, by `which` and its owner's address; says of each what was done.

    Raises RefusesToStart naming the cause, also where a newer version has migrated it.
    """
    for which, address in owners.items():
        with refusing_reach(f"The {which} database cannot be migrated", address):
            schema = migrate.schema_at(address, which)
            if schema.ahead:
                raise RefusesToStart(
                    f"The {which} database has schema {schema.has}, which is newer than this version of the exchange, "
                    f"which knows {schema.newest}. Nothing was migrated."
                )
            if not schema.unfit:
                yield f"The {which} database has schema {schema.newest} already, the newest."
                continue
            migrate.upgrade(address, which)
            yield f"The {which} database has schema {schema.newest} now; before, {schema.has or 'none'}."


def require_logins(addresses: Mapping[str, str]) -> None:
    """Raise RefusesToStart, by its setting, for an address that leads nowhere, or whose role is for something else."""
    found = [one for name, address in addresses.items() for one in login_problems_at(name, address, *LOGINS[name])]
    if found:
        raise RefusesToStart("\n".join(str(one) for one in found))


def find_problems(environment: Mapping[str, str]) -> Iterator[Problem]:
    """Everything that keeps the installation these settings tell of from starting, mailing or signing anybody in.

    Each part is asked even where others fail. Nothing is changed, and no password is in what is said.
    """
    settings, wrong = read_settings(environment)
    yield from (Problem(name, fault) for name, faults in wrong.items() for fault in faults)
    named = {
        name: database_address(environment[name]) for name in LOGINS if environment.get(name) and name not in wrong
    }
    at = {name: identity_at(address) for name, address in named.items()}
    fit: set[str] = set()
    for name, address in named.items():
        found = (*_another(name, at, fit),) or (*problems_at(name, address, *LOGINS[name]),)
        yield from found
        if not found:
            fit.add(name)
    if "PRX_CHECKPOINTS" not in wrong:
        yield from CheckpointFolder(settings.checkpoints).problems()
    if not wrong.keys() & set(MAILS_BY):
        yield from _mail(settings)
    if SERVED[migrate.MAIN] in fit:
        yield from _providers(settings)
    yield from _start(settings, wrong, databases_fit=fit.issuperset(SERVED.values()))


def find_stopped_logs(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The labels of logs that take nothing, in an installation without problems: pages are served beside them."""
    runtime = build_runtime(from_environment(environment))
    try:
        return stopped_labels(runtime)
    finally:
        close_runtime(runtime)


def _another(name: str, at: Mapping[str, str | None], fit: AbstractSet[str]) -> Iterator[Problem]:
    """Whether a setting names the main database for the key store, or another database than whoever serves from it."""
    which, own = LOGINS[name][0], at[name]
    if own is None:
        return
    if which == migrate.KEYSTORE and own == at.get(SERVED[migrate.MAIN]):
        fix = "give the address of the key store, a database of its own"
        yield Problem(name, f"it names the same database as {SERVED[migrate.MAIN]}", fix)
    elif SERVED[which] in fit and own != at[SERVED[which]]:
        yield Problem(name, f"it names another database than {SERVED[which]}", "name the same in both, by another role")


def _mail(settings: Settings) -> Iterator[Problem]:
    try:
        mail_of(settings, SystemClock()).greet()
    except MailUnavailable as failure:
        yield Problem(f"PRX_SMTP ({settings.smtp[0]}, port {settings.smtp[1]})", failure.message)


def _providers(settings: Settings) -> Iterator[Problem]:
    asking, database = providers_of(settings), SqlDatabase(make_engine(settings.database_url))
    try:
        with database.work(None) as work:
            registered = work.identity.providers(to_check=True)
    finally:
        database.close()
    for provider in registered:
        yield from asking.problems_of(provider)


def _start(settings: Settings, wrong: Mapping[str, tuple[str, ...]], *, databases_fit: bool) -> Iterator[Problem]:
    """What else a start would meet: keys and policy files, and where the databases are fit, standby, log, release."""
    try:
        runtime = build_runtime(settings)
    except RefusesToStart as refusal:
        said = [line for line in refusal.message.splitlines() if "PRX_KEYS" not in wrong or "PRX_KEYS" not in line]
        if said:
            yield Problem("keys and policy", "\n".join(said))
        return
    try:
        for what, check in STARTS.items() if databases_fit else ():
            try:
                check(runtime)
            except ExchangeError as refusal:
                yield Problem(what, refusal.message)
        if databases_fit and (lack := _lack_of_room(settings, runtime)):
            yield Problem("connections", lack)
    finally:
        close_runtime(runtime)


def _lack_of_room(settings: Settings, runtime: Runtime) -> str | None:
    try:
        return lack_of_room(settings.serving, runtime.database.room(), runtime.keys.room())
    except Unavailable as failure:
        return failure.message


def _changed(runtime: Runtime) -> None:
    with runtime.database.work(None) as work:
        if broken := find_changed(runtime, work):
            raise RefusesToStart("changed since it was signed: " + "; ".join(broken.values()))


STARTS: Mapping[str, Callable[[Runtime], object]] = {
    "standby": require_standby,
    "log": _changed,
    "policy": find_release,
}
