"""Running the exchange's commands: as programs of their own, or within this one, which is quicker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from app.cli.application import create_cli
from app.demonstration.database import ADMIN, DESTROYER, SUPERUSER, Cluster
from app.domain.key_source import FileKeys, TokenKeys
from app.services.runtime import Runtime
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ("PRX_", "DATABASE_", "KEYSTORE_", "ADMIN_", "DESTROYER_", "OWNER_", "BACKUP_")


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it wrote."""

    code: int
    out: str
    error: str


def key_folder(settings: Settings) -> Path:
    """Where a made-up exchange has its keys."""
    assert isinstance(settings.keys, FileKeys)
    return settings.keys.folder


def keys_said(settings: Settings) -> str:
    """What PRX_KEYS says of where they are."""
    if isinstance(settings.keys, TokenKeys):
        return f"pkcs11:{settings.keys.module}?token={settings.keys.token}&pin-source=file:{settings.keys.pin}"
    return f"file:{key_folder(settings)}"


def environment(settings: Settings) -> Mapping[str, str]:
    """The settings as the environment gives them."""
    return {
        "PRX_ENVIRONMENT": "demonstration",
        "DATABASE_URL": settings.database_url,
        "KEYSTORE_URL": settings.keystore_url,
        "PRX_KEYS": keys_said(settings),
        "PRX_CHECKPOINTS": str(settings.checkpoints),
        "PRX_LOG_ORIGIN": settings.log_origin,
        "PRX_PUBLIC_ADDRESS": settings.public_address,
        "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
        "PRX_SECRET": settings.secret,
        "PRX_SMTP": "127.0.0.1:9",
        "PRX_MAIL_FROM": settings.mail_from,
    }


def administering(settings: Settings) -> Mapping[str, str]:
    """The same, for somebody who also administers."""
    admin = make_url(settings.database_url).set(username=ADMIN).render_as_string(hide_password=False)
    return {**environment(settings), "ADMIN_DATABASE_URL": admin}


def erasing(settings: Settings) -> Mapping[str, str]:
    """The same, for somebody who also destroys keys."""
    destroyer = make_url(settings.keystore_url).set(username=DESTROYER).render_as_string(hide_password=False)
    return {**administering(settings), "DESTROYER_KEYSTORE_URL": destroyer}


def flask(
    runtime: Runtime | None, *arguments: str, admin: Runtime | None = None, extra: Mapping[str, str] | None = None
) -> Ran:
    """`flask` with these arguments, within this program; without a runtime, only commands that need none run.

    Of settings its environment has `extra` alone.
    """
    unset: dict[str, str | None] = dict.fromkeys(name for name in os.environ if name.startswith(SETTINGS))
    result = create_cli(runtime, admin).test_cli_runner(env=unset | dict(extra or {})).invoke(args=arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def program(
    settings: Settings | None,
    *arguments: str,
    administers: bool = True,
    erases: bool = False,
    extra: Mapping[str, str] | None = None,
) -> Ran:
    """`flask` as a program; without settings, in an environment that has none but `extra`."""
    allowed = erasing if erases else administering if administers else environment
    given = {} if settings is None else allowed(settings)
    return program_in({**given, **(extra or {})}, *arguments)


def program_in(extra: Mapping[str, str], *arguments: str) -> Ran:
    """`flask` as a program, whose environment has these settings alone."""
    return _run("-W", "ignore", "-m", "flask", *arguments, extra=extra)


def verify(receipt: Path, key: Path) -> Ran:
    """`python -m crypto verify`, which knows nothing of the exchange."""
    return _run("-m", "crypto", "verify", str(receipt), "--key", str(key))


def serving(settings: Settings) -> Ran:
    """What a WSGI server would do: import `wsgi` for its `app`."""
    served = "from wsgi import app; print(app.url_map)"
    return _run("-W", "ignore", "-c", served, extra=environment(settings))


def dump(cluster: Cluster, database: str) -> bytes:
    """A backup of a database, as `pg_dump` makes it."""
    command = [cluster.programs.path("pg_dump"), "-Fc", "-h", str(cluster.folder), "-U", SUPERUSER, "-d", database]
    made = subprocess.run(command, cwd=cluster.folder, capture_output=True, check=True, **cluster.programs.run_as)
    return made.stdout


def restore(cluster: Cluster, database: str, backup: bytes) -> None:
    """The database again as it was: dropped, made anew and filled by `pg_restore`."""
    cluster.drop_database(database)
    cluster.create_database(database)
    command = [cluster.programs.path("pg_restore"), "-h", str(cluster.folder), "-U", SUPERUSER, "-d", database]
    subprocess.run(
        command, cwd=cluster.folder, input=backup, capture_output=True, check=True, **cluster.programs.run_as
    )


def _run(*arguments: str, extra: Mapping[str, str] | None = None) -> Ran:
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*SETTINGS, "FLASK_"))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | dict(extra or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
