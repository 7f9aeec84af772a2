"""The one place that names adapters: builds the runtime every use case is given, and refuses to build an unfit one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from app.adapters.checkpoints import CheckpointFolder
from app.adapters.clock import SystemClock
from app.adapters.database import migrate
from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.adapters.database.reaching import behind
from app.adapters.database.work import SqlDatabase
from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.identity.transport import Way
from app.adapters.keys.keeper import KeyKeeper
from app.adapters.keys.opened import open_provider, provider_when_back
from app.adapters.keys.versions import versions_in
from app.adapters.mail import MailServer, SmtpMail
from app.adapters.passkeys import SitePasskeys
from app.domain.addresses import place_of
from app.domain.errors import KeysUnavailable, OutOfStep, PartAway, RefusesToStart, Unavailable
from app.domain.key_source import FileKeys, KeySource
from app.domain.opening_hours import LONDON
from app.domain.ports import AHEAD, BEHIND, CURRENT, Clock
from app.domain.serving import AT_ONCE, lack_of_room
from app.services.disclosure.believing import Believing
from app.services.governance.check_start import check_start
from app.services.governance.require_standby import require_standby
from app.services.policy_control.follow_release import find_release
from app.services.runtime import PolicyInForce, Runtime
from app.settings import Settings
from crypto.errors import CryptoError, ProviderAwayError, ProviderError
from crypto.keys.provider import KeyProvider
from crypto.subkeys import derive_key
from policies.engine.compiled import compile_policy
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease

SESSION_KEY = "prx/session/v1"
"""What the key of sessions is derived for: form tokens have the same secret, and a key of their own."""
OTHER_SCHEMA = {
    BEHIND: "is older than this version needs. Run `flask setup migrate`.",
    AHEAD: "is newer than this version knows. Run the version that migrated it, or restore a backup made before.",
}


def build_runtime(settings: Settings, clock: Clock | None = None, *, waits: bool = False) -> Runtime:
    """The ports, unchecked: for commands that must run on a log that does not fit, such as `flask log resume`.

    Raises RefusesToStart for policy files or keys that cannot be used, or not in production. Whoever `waits` gets them
    also where what keeps the keys is away just now: it is opened once it is back.
    """
    release, provider = _fit_parts(settings, provider_when_back if waits else open_provider)
    at_once = settings.serving.threads
    store = KeyStore(make_engine(settings.keystore_url, at_once, 0))
    clock = clock or SystemClock()
    keys = KeyKeeper(provider, store, versions=versions_in(settings.database_url))
    checkpoints = CheckpointFolder(settings.checkpoints)
    engine = make_engine(settings.database_url, at_once, at_once * (AT_ONCE - 1))
    return Runtime(
        database=SqlDatabase(engine, Believing(keys, checkpoints)),
        keys=keys,
        checkpoints=checkpoints,
        providers=providers_of(settings),
        mail=mail_of(settings, clock),
        passkeys=SitePasskeys(settings.public_address),
        clock=clock,
        policy=PolicyInForce(0, release, compile_policy(release)),
        session_key=derive_key(settings.secret.encode(), SESSION_KEY),
        origin=settings.log_origin,
        public_address=settings.public_address,
        production=settings.production,
    )


def providers_of(settings: Settings) -> OpenIdConnect:
    """What asks identity providers."""
    return OpenIdConnect(
        settings.provider_secrets,
        allow_development=not settings.production,
        way=Way(settings.provider_authority, settings.provider_proxy),
        at_once=max(1, settings.serving.threads // 2),  # the other half is for whoever is signed in
    )


def mail_of(settings: Settings, clock: Clock) -> SmtpMail:
    """What sends mail."""
    server = MailServer(*settings.smtp, settings.mail_login, settings.mail_authority, settings.mail_proxy)
    return SmtpMail(server, settings.mail_from, clock)


def _fit_parts(settings: Settings, opened: Callable[[KeySource], KeyProvider]) -> tuple[PolicyRelease, KeyProvider]:
    """The policy files and the key provider. Raises RefusesToStart naming all that is wrong with either, at once."""
    release, provider, reasons = None, None, []
    try:
        release = load_release(settings.policies)
    except PolicyError as failure:
        reasons.append(f"PRX_POLICIES: {settings.policies}: {failure}")
    unfit = _unfit_for_production(settings) if settings.production else []
    if not (settings.production and isinstance(settings.keys, FileKeys)):
        try:
            provider = opened(settings.keys)
        except ProviderError as failure:
            reasons.append(f"PRX_KEYS: {failure}")
    if unfit:
        told = "\n  ".join(("PRX_ENVIRONMENT=production is refused:", *unfit, *reasons))
        raise RefusesToStart(f"{told}\nUntil then run it with PRX_ENVIRONMENT=demonstration, on made-up data only.")
    if release is None or provider is None:
        raise RefusesToStart("\n".join(reasons))
    return release, provider


def _unfit_for_production(settings: Settings) -> list[str]:
    """Why this may hold nobody's real data, each reason with its fix."""
    reasons = []
    if isinstance(settings.keys, FileKeys):
        reasons.append("PRX_KEYS: files are no place for a production root key; give credential: or pkcs11:")
    return reasons


def started_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The runtime, after everything it stands on has been checked, under the policy release in force.

    Raises RefusesToStart naming what is unfit and the way on. Nothing is recorded by starting.
    """
    runtime = checked_runtime(settings, clock)
    with _fit_to_start(runtime, settings):
        policy = find_release(runtime)
        return replace(runtime, policy=policy)


def serving_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The same for a server or worker, which must not be able to do what administrators' commands do."""
    runtime = started_runtime(settings, clock)
    with _fit_to_start(runtime, settings):
        if runtime.database.may_administer():
            raise RefusesToStart(
                "DATABASE_URL logs in as a role that may administer: it could give anybody a membership. "
                "Servers and workers log in as prx_app; give prx_admin to commands alone, in ADMIN_DATABASE_URL."
            )
        if runtime.keys.may_destroy():
            raise RefusesToStart(
                "KEYSTORE_URL logs in as a role that may destroy keys for good. Servers and workers log in as "
                "prx_app; give prx_destroyer to commands alone, in DESTROYER_KEYSTORE_URL."
            )
        if lack := lack_of_room(settings.serving, runtime.database.room(), runtime.keys.room()):
            raise OutOfStep(lack)
        return runtime


def page_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The same for a server of pages, each of which holds a database for seconds, or is told that it says nothing."""
    runtime = serving_runtime(settings, clock)
    runtime.database.hang_up_on_silence()
    runtime.keys.hang_up_on_silence()
    return runtime


def checked_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """The runtime after the same checks, under the files of PRX_POLICIES: for the command that begins with them.

    Raises RefusesToStart naming what is unfit and the way on.
    """
    runtime = build_runtime(settings, clock, waits=True)
    with _fit_to_start(runtime, settings):
        runtime.database.ping()
        runtime.keys.check()
        for which, schema in ((migrate.MAIN, runtime.database.schema()), (migrate.KEYSTORE, runtime.keys.schema())):
            if schema != CURRENT:
                raise OutOfStep(f"The {which} database has a schema that {OTHER_SCHEMA[schema]}")
        require_standby(runtime)
        check_start(runtime)
        return runtime


@contextmanager
def _fit_to_start(runtime: Runtime, settings: Settings) -> Iterator[None]:
    """Turn what is away into a refusal; give a refused runtime's connections back."""
    try:
        yield
    except RefusesToStart:
        close_runtime(runtime)
        raise
    except Unavailable as failure:
        close_runtime(runtime)
        unfit = isinstance(cause := failure.__cause__, CryptoError) and not isinstance(cause, ProviderAwayError)
        kind = RefusesToStart if unfit else PartAway  # keys that do not fit are not waited for
        told = f"The exchange cannot start: {failure.message} {behind(failure)}"
        raise kind(told if isinstance(cause, CryptoError) else f"{told} {_asked(failure, settings)}") from failure


def _asked(failure: Unavailable, settings: Settings) -> str:
    """Which setting names what did not answer."""
    if isinstance(failure, KeysUnavailable):
        return f"It was asked at KEYSTORE_URL: {place_of(settings.keystore_url)}."
    return f"It was asked at DATABASE_URL: {place_of(settings.database_url)}."


def know_schemas() -> None:
    """Find out now which schemas this version knows, for this process and those forked from it. Asks no database."""
    for which in (migrate.MAIN, migrate.KEYSTORE):
        migrate.revisions(which)


def today() -> date:
    """The day it is in London, for a command that needs nothing else of an installation."""
    return SystemClock().now().astimezone(LONDON).date()


def close_runtime(runtime: Runtime) -> None:
    """Give every connection back; the runtime is not used any more."""
    runtime.database.close()
    runtime.keys.close()
