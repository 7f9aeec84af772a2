"""The one place that names adapters: builds the runtime every use case is given, and refuses to build an unfit one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.adapters.backup_folder import BackupFolder
from app.adapters.checkpoints import CheckpointFolder
from app.adapters.clock import SystemClock
from app.adapters.database import migrate
from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.adapters.database.whole import WholeDatabase, where
from app.adapters.database.work import SqlDatabase
from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.keys.keeper import KeyKeeper
from app.adapters.keys.opened import open_provider
from app.adapters.mail import MailServer, SmtpMail
from app.domain import ports_backup
from app.domain.errors import RefusesToStart, Unavailable
from app.domain.key_source import FileKeys
from app.domain.opening_hours import LONDON
from app.domain.ports import Clock
from app.domain.ports_backup import BackupShelf
from app.domain.ports_log import CheckpointShelf
from app.services.governance.check_start import check_start
from app.services.governance.require_standby import require_standby
from app.services.policy_control.record_release import find_release
from app.services.runtime import PolicyInForce, Runtime
from app.settings import Settings
from crypto.errors import ProviderError
from crypto.keys.provider import KeyProvider
from crypto.subkeys import derive_key
from policies.engine.compiled import compile_policy
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease

SESSION_KEY = "prx/session/v1"
"""What the key of sessions is derived for: form tokens have the same secret, and a key of their own."""


def build_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The ports, unchecked: for commands that must run on a log that does not fit, such as `flask log resume`.

    Raises RefusesToStart for policy files or keys that cannot be used, or not in production.
    """
    release, provider = _fit_parts(settings)
    store = KeyStore(make_engine(settings.keystore_url))
    clock = clock or SystemClock()
    server = MailServer(*settings.smtp, settings.mail_login, settings.mail_authority)
    return Runtime(
        database=SqlDatabase(make_engine(settings.database_url)),
        keys=KeyKeeper(provider, store),
        checkpoints=CheckpointFolder(settings.checkpoints),
        providers=OpenIdConnect(settings.provider_secrets, allow_development=not settings.production),
        mail=SmtpMail(server, settings.mail_from, clock),
        clock=clock,
        policy=PolicyInForce(0, release, compile_policy(release)),
        session_key=derive_key(settings.secret.encode(), SESSION_KEY),
        origin=settings.log_origin,
        public_address=settings.public_address,
        production=settings.production,
    )


def _fit_parts(settings: Settings) -> tuple[PolicyRelease, KeyProvider]:
    """The policy files and the key provider. Raises RefusesToStart naming all that is wrong with either, at once."""
    release, provider, reasons = None, None, []
    try:
        release = load_release(settings.policies)
    except PolicyError as failure:
        reasons.append(str(failure))
    unfit = _unfit_for_production(settings, release) if settings.production else []
    if not (settings.production and isinstance(settings.keys, FileKeys)):
        try:
            provider = open_provider(settings.keys)
        except ProviderError as failure:
            reasons.append(f"PRX_KEYS: {failure}")
    if unfit:
        told = "\n  ".join(("PRX_ENVIRONMENT=production is refused:", *unfit, *reasons))
        raise RefusesToStart(f"{told}\nUntil then run it with PRX_ENVIRONMENT=demonstration, on made-up data only.")
    if release is None or provider is None:
        raise RefusesToStart("\n".join(reasons))
    return release, provider


def _unfit_for_production(settings: Settings, release: PolicyRelease | None) -> list[str]:
    """Why this may hold nobody's real data, each reason with its fix."""
    reasons = []
    if isinstance(settings.keys, FileKeys):
        reasons.append("PRX_KEYS: files are no place for a production root key; give credential: or pkcs11:")
    if release:
        fields = sum(not field.approved for field in release.catalogue.values())
        bases = sum(not basis.approved for basis in release.legal_bases.values())
        if fields or bases:
            reasons.append(
                f"PRX_POLICIES: {fields} fields and {bases} legal bases are not approved; have the data protection "
                "officer approve them, and write approved_by and approved_on in the policy files"
            )
    return reasons


def started_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The runtime, after everything it stands on has been checked and its policy release found in force.

    Raises RefusesToStart naming what is unfit and the way on. Nothing is recorded by starting.
    """
    runtime = checked_runtime(settings, clock)
    with _fit_to_start(runtime):
        return replace(runtime, policy=find_release(runtime))


def serving_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The same for a server or worker, which must not be able to do what administrators' commands do."""
    runtime = started_runtime(settings, clock)
    with _fit_to_start(runtime):
        if runtime.database.may_administer():
            raise RefusesToStart(
                "DATABASE_URL logs in as a role that may administer: it could give anybody a membership. "
                "Servers and workers log in as prx_app; give prx_admin to commands alone, in ADMIN_DATABASE_URL."
            )
        return runtime


def checked_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The runtime after the same checks, but for its policy release: for the command that puts one in force.

    Raises RefusesToStart naming what is unfit and the way on.
    """
    runtime = build_runtime(settings, clock)
    with _fit_to_start(runtime):
        runtime.database.ping()
        runtime.keys.check()
        for url, which in ((settings.database_url, migrate.MAIN), (settings.keystore_url, migrate.KEYSTORE)):
            if not migrate.is_current(url, which):
                raise RefusesToStart(f"The {which} database does not have the newest schema. Run the migrations first.")
        require_standby(runtime)
        check_start(runtime)
        return runtime


@contextmanager
def _fit_to_start(runtime: Runtime) -> Iterator[None]:
    """Turn what is away into a refusal; give a refused runtime's connections back."""
    try:
        yield
    except RefusesToStart:
        close_runtime(runtime)
        raise
    except Unavailable as failure:
        close_runtime(runtime)
        raise RefusesToStart(f"The exchange cannot start: {failure.message}") from failure


def migrate_databases(main_owner_url: str, keystore_owner_url: str) -> None:
    """Bring both databases to the newest schema; the addresses are the owner's."""
    migrate.upgrade(main_owner_url, migrate.MAIN)
    migrate.upgrade(keystore_owner_url, migrate.KEYSTORE)


def backup_shelf(folder: Path) -> BackupShelf:
    """A folder that holds one half of a backup set, or will."""
    return BackupFolder(folder)


def checkpoint_shelf(folder: Path) -> CheckpointShelf:
    """A folder of checkpoints: of a backup set's own, beside the installation's."""
    return CheckpointFolder(folder)


def whole_database(url: str, half: str, programs: Path | None) -> ports_backup.WholeDatabase:
    """One of the two databases as a whole, to copy or to fill. Raises BackupFailed for what is no address."""
    return WholeDatabase(url, half, programs)


def same_database(one: str, other: str) -> bool:
    """Whether two addresses differ in role and password alone."""
    return where(one) == where(other)


def today() -> date:
    """The day it is in London, for a command that needs nothing else of an installation."""
    return SystemClock().now().astimezone(LONDON).date()


def close_runtime(runtime: Runtime) -> None:
    """Give every connection back; the runtime is not used any more."""
    runtime.database.close()
    runtime.keys.close()
