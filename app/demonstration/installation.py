"""One installation for the demonstration: databases, keys, people, identity providers, mail catcher and server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from app.demonstration.database import ADMIN, OWNER, Cluster, ClusterError
from app.demonstration.identity_provider.process import running_provider
from app.demonstration.identity_provider.settings import MadeUpPerson
from app.demonstration.kept import Notes, read_notes, write_notes
from app.demonstration.made_up import ORGANISATIONS, PERSONAS, PROVIDERS
from app.demonstration.made_up_hours import MADE_UP_HOURS
from app.demonstration.seed import CLIENT, seed
from app.domain.errors import RefusesToStart
from app.services.policy_control.record_release import record_release
from app.setting_names import ADMIN as ADMIN_URL
from app.setting_names import KEYSTORE_OWNER
from app.setting_names import OWNER as OWNER_URL
from app.setting_up import migrate_databases
from app.settings import Settings, from_environment
from app.wiring import checked_runtime, close_runtime
from crypto.keys.file_provider import FileKeyProvider

ROOT = Path(__file__).resolve().parents[2]
MAIN, KEYSTORE = "main", "keystore"
SERVER_LOG = "server.log"
PATIENCE = 90.0
"""Seconds the server may take to answer."""
HUB = next(one for one in ORGANISATIONS if one.key == "hub")
EMERGENCY_NUMBERS = f"{HUB.name}={HUB.telephone};Out of hours (made up)={MADE_UP_HOURS[HUB.key].telephone}"
"""Those at the foot of each page, and on a stop page: of one duty line two numbers would be said."""
APART = True
"""Ctrl-C is for us alone: we tell the others, in their order, so that nobody works on while its server is gone."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A running exchange, and how its parts are reached. `owner_url` is the main database's, as its owner."""

    address: str
    settings: Settings
    environment: Mapping[str, str]
    cluster: Cluster | None
    owner_url: str
    memberships: Mapping[tuple[str, str, str], UUID]
    role_labels: Mapping[str, str]
    folder: Path
    server: subprocess.Popen[bytes]

    @property
    def mails(self) -> Path:
        """Where mails end up."""
        return self.folder / "mails"

    @property
    def server_log(self) -> Path:
        """The server's structured log."""
        return self.folder / SERVER_LOG

    @property
    def last_words(self) -> str:
        """The end of that log, for whoever has to find out what went wrong."""
        return _end_of(self.server_log)


@dataclass(frozen=True, slots=True)
class _Urls:
    """One database's address as each role."""

    app: str
    owner: str
    admin: str


@contextmanager
def install(folder: Path, host: str, port: int, *, keep: bool = False) -> Iterator[Installation]:
    """A running installation in `folder`. Raises RefusesToStart.

    Its databases are gone at the end, unless they are kept in the folder too: then what was kept there goes on.
    """
    with ExitStack() as stack:
        address = f"http://{host}:{port}"
        kept = read_notes(folder) if keep else None
        notes = kept or Notes()
        cluster, urls = _databases(stack, folder / "database" if keep else None)
        tuple(migrate_databases({name: one.owner for name, one in urls.items()}))
        if not kept:
            FileKeyProvider.create(folder / "keys")
        issuers = _providers(stack, address, notes)
        mail_port = _mail_catcher(stack, folder / "mails")
        environment = _environment(folder, urls, address, notes, mail_port)
        settings = from_environment(environment)
        admin = checked_runtime(replace(settings, database_url=urls[MAIN].admin))
        admin = replace(admin, policy=record_release(admin))
        memberships = {} if kept else seed(admin, issuers)
        labels = {key: role.label for key, role in admin.policy.release.roles.items()}
        close_runtime(admin)
        if keep and not kept:
            write_notes(folder, replace(notes, ports={key: urlsplit(one).port or 0 for key, one in issuers.items()}))
        server = _server(stack, folder, environment, host, port)
        _program(stack, folder / "worker.log", environment, "jobs", "work")
        _program(stack, folder / "changes.log", {**environment, ADMIN_URL: urls[MAIN].admin}, "changes", "work")
        yield Installation(
            address, settings, environment, cluster, urls[MAIN].owner, memberships, labels, folder, server
        )


def _databases(stack: ExitStack, kept: Path | None) -> tuple[Cluster | None, Mapping[str, _Urls]]:
    """The addresses of the main database and the key store: the environment's, or our own cluster's."""
    if os.environ.get("DATABASE_URL"):
        main, keystore = os.environ["DATABASE_URL"], os.environ.get("KEYSTORE_URL", "")
        if not keystore:
            raise RefusesToStart("KEYSTORE_URL: missing; give the key store beside DATABASE_URL")
        return None, {
            MAIN: _Urls(main, os.environ.get(OWNER_URL, main), os.environ.get(ADMIN_URL, main)),
            KEYSTORE: _Urls(keystore, os.environ.get(KEYSTORE_OWNER, keystore), keystore),
        }
    new = kept is None or not kept.exists()
    try:
        cluster = Cluster(fsync=kept is not None, settings={"max_connections": "100"}, kept=kept)
        stack.enter_context(cluster)
    except ClusterError as fault:
        raise RefusesToStart(str(fault)) from fault
    for name in (MAIN, KEYSTORE) if new else ():
        cluster.create_database(name)
    return cluster, {
        name: _Urls(cluster.url(name), cluster.url(name, OWNER), cluster.url(name, ADMIN)) for name in (MAIN, KEYSTORE)
    }


def _providers(stack: ExitStack, address: str, notes: Notes) -> Mapping[str, str]:
    names = {one.key: one.name for one in ORGANISATIONS}
    issuers = {}
    for key, (name, host) in PROVIDERS.items():
        people = [
            MadeUpPerson(one.key, one.name, one.email, ", ".join(names[where] for where, _ in one.roles))
            for one in PERSONAS
            if one.provider == key
        ]
        issuers[key] = stack.enter_context(
            running_provider(
                name=name,
                people=people,
                client_id=CLIENT,
                client_secret=notes.client_secret,
                return_address=f"{address}/account/return/{key}",
                signed_out_address=f"{address}/account/signed-out",
                host=host,
                port=notes.ports.get(key, 0),
            )
        )
    return issuers


def _environment(
    folder: Path, urls: Mapping[str, _Urls], address: str, notes: Notes, mail_port: int
) -> Mapping[str, str]:
    provider_secrets = folder / "provider-secrets"
    provider_secrets.write_text("".join(f"{key}={notes.client_secret}\n" for key in PROVIDERS), encoding="utf-8")
    provider_secrets.chmod(0o600)
    return {
        "PRX_SERVING": "1x2x4",
        **{name: value for name, value in os.environ.items() if name != ADMIN_URL},
        "PRX_ENVIRONMENT": "demonstration",
        "DATABASE_URL": urls[MAIN].app,
        "KEYSTORE_URL": urls[KEYSTORE].app,
        "PRX_KEYS": f"file:{folder / 'keys'}",
        "PRX_CHECKPOINTS": str(folder / "checkpoints"),
        "PRX_LOG_ORIGIN": "demonstration.example/disclosures",
        "PRX_PUBLIC_ADDRESS": address,
        "PRX_EMERGENCY_NUMBERS": EMERGENCY_NUMBERS,
        "PRX_SECRET": notes.session_secret,
        "PRX_SMTP": f"127.0.0.1:{mail_port}",
        "PRX_MAIL_FROM": "exchange@demonstration.example",
        "PRX_PROVIDER_SECRETS": str(provider_secrets),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "PYTHONWARNINGS": "ignore",
    }


def _mail_catcher(stack: ExitStack, folder: Path) -> int:
    """A mail server that keeps every mail as a file; says its port."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "app.demonstration.mail_catcher", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=APART)
    stack.callback(_end, process)
    with process.stdout or nullcontext(StringIO()) as said:
        line = said.readline()
    if not line.strip().isdigit():
        raise RefusesToStart("The mail catcher did not start; its own words are above.")
    return int(line)


def _server(
    stack: ExitStack, folder: Path, environment: Mapping[str, str], host: str, port: int
) -> subprocess.Popen[bytes]:
    log = stack.enter_context((folder / SERVER_LOG).open("wb"))
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--worker-tmp-dir", str(folder)),
        *("--log-level", "warning"),
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=APART
    )
    stack.callback(_end, server)
    until = time.time() + PATIENCE
    while time.time() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://{host}:{port}/account/sign-in", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return server
    raise RefusesToStart(f"The server did not start:\n{_end_of(folder / SERVER_LOG)}")


def _program(stack: ExitStack, place: Path, environment: Mapping[str, str], *words: str) -> None:
    log = stack.enter_context(place.open("wb"))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    stack.callback(
        _end, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=APART)
    )


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
