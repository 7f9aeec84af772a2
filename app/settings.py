"""Settings: from the environment alone, frozen, all missing ones named at once. None of them weakens anything."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.errors import RefusesToStart
from app.domain.operator_pages import Pages, read_pages

PRODUCTION, DEMONSTRATION = "production", "demonstration"

ADMIN = "ADMIN_DATABASE_URL"
DESTROYER = "DESTROYER_KEYSTORE_URL"
BACKUP = ("BACKUP_DATABASE_URL", "BACKUP_KEYSTORE_URL")
OWNER = ("OWNER_DATABASE_URL", "OWNER_KEYSTORE_URL")
PROGRAMS = "PG_BIN"

REQUIRED = {
    "PRX_ENVIRONMENT": "production or demonstration",
    "DATABASE_URL": "the main database, as the role prx_app",
    "KEYSTORE_URL": "the key store, a database of its own, as the role prx_app",
    "PRX_KEYS": "the folder of the file key provider",
    "PRX_CHECKPOINTS": "a folder outside the database where signed checkpoints are kept",
    "PRX_LOG_ORIGIN": "the log's name, for example exchange.example/disclosures/2026",
    "PRX_PUBLIC_ADDRESS": "the address people type, for example https://exchange.example",
    "PRX_EMERGENCY_NUMBERS": "name=telephone pairs parted by semicolons, shown on every page, also without a database",
    "PRX_SECRET": "at least 32 random characters, for sessions and form tokens; changing it signs everybody out",
    "PRX_SMTP": "host:port of the mail server",
    "PRX_MAIL_FROM": "the address mails come from",
}
OPTIONAL = {
    ADMIN: "the main database, as the role prx_admin, for commands that put a policy in force, register or approve; "
    "never given to a server or worker",
    DESTROYER: "the key store, as the role prx_destroyer, for the command that erases a file; never given to a server, "
    "worker or other command",
    BACKUP[
        0
    ]: "the main database, as the role prx_backup, for the command that makes a backup; never given to a server "
    "or worker",
    BACKUP[1]: "the key store, as the role prx_backup, for the same",
    OWNER[
        0
    ]: "the main database, as the role prx_owner, for the command that restores a backup; never given to a server "
    "or worker",
    OWNER[1]: "the key store, as the role prx_owner, for the same",
    PROGRAMS: "the folder of pg_dump and pg_restore, of the server's version, where they are not on the path",
    "PRX_POLICIES": "another folder of policy files",
    "PRX_PAGES": "a TOML file with your help, technical contact, accessibility statement and privacy notice; a page of "
    "which it says nothing is shown as not written",
    "PRX_PROVIDER_SECRETS": "a file of provider-key=client-secret lines",
    "PRX_SMTP_LOGIN": "a file with one line, name=password, by which the mail server knows the exchange",
    "PRX_SMTP_AUTHORITY": "a file of certificates (PEM): the mail server's must be signed by one of them, else by one "
    "that this machine trusts. A server that is not on this machine, or is told a password, has to offer STARTTLS",
    "PRX_TRUSTED_PROXIES": "how many reverse proxies of your own stand before the server, 0 if none: each adds to "
    "X-Forwarded-For the address it was asked from, and only those are believed",
}
SHORTEST_SECRET = 32
PROXIES = "0123456789"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told. Secrets do not show in its text."""

    production: bool
    database_url: str
    keystore_url: str
    keys: Path
    checkpoints: Path
    log_origin: str
    public_address: str
    emergency_numbers: tuple[tuple[str, str], ...]
    secret: str
    smtp: tuple[str, int]
    mail_from: str
    policies: Path
    provider_secrets: Mapping[str, str]
    trusted_proxies: int = 0
    mail_login: tuple[str, str] | None = None
    mail_authority: Path | None = None
    pages: Pages = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Settings(production={self.production}, log_origin={self.log_origin!r}, …)"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the environment. Raises RefusesToStart naming every missing or wrong one and the fix."""
    problems = [f"{name}: missing; {what}" for name, what in REQUIRED.items() if not environment.get(name)]
    if problems:
        raise RefusesToStart("Settings are missing:\n  " + "\n  ".join(problems))
    if environment["PRX_ENVIRONMENT"] not in (PRODUCTION, DEMONSTRATION):
        problems.append("PRX_ENVIRONMENT: say production or demonstration")
    if len(environment["PRX_SECRET"]) < SHORTEST_SECRET:
        problems.append(f"PRX_SECRET: too short; give at least {SHORTEST_SECRET} random characters")
    numbers = _numbers(environment["PRX_EMERGENCY_NUMBERS"])
    if not numbers:
        problems.append("PRX_EMERGENCY_NUMBERS: give name=telephone pairs parted by semicolons")
    host, _, port = environment["PRX_SMTP"].rpartition(":")
    if not host or not port.isdigit():
        problems.append("PRX_SMTP: give host:port")
    proxies = environment.get("PRX_TRUSTED_PROXIES") or "0"
    if len(proxies) != 1 or proxies not in PROXIES:
        problems.append("PRX_TRUSTED_PROXIES: give the number of your own reverse proxies, 0 (none) to 9")
    authority = Path(named) if (named := environment.get("PRX_SMTP_AUTHORITY")) else None
    if authority and not authority.is_file():
        problems.append(f"PRX_SMTP_AUTHORITY: {authority} cannot be read")
    login = tuple(_secrets("PRX_SMTP_LOGIN", environment).items())
    if environment.get("PRX_SMTP_LOGIN") and (len(login) != 1 or not all(login[0])):
        problems.append("PRX_SMTP_LOGIN: give a file with one line, name=password")
    pages, faults = _pages(environment.get("PRX_PAGES"))
    problems.extend(f"PRX_PAGES: {fault}" for fault in faults)
    production = environment["PRX_ENVIRONMENT"] == PRODUCTION
    if production and not environment["PRX_PUBLIC_ADDRESS"].startswith("https://"):
        problems.append("PRX_PUBLIC_ADDRESS: production needs an https address")
    if problems:
        raise RefusesToStart("Settings are wrong:\n  " + "\n  ".join(problems))
    default = Path(__file__).resolve().parents[1] / "policies"
    return Settings(
        production=production,
        database_url=environment["DATABASE_URL"],
        keystore_url=environment["KEYSTORE_URL"],
        keys=Path(environment["PRX_KEYS"]),
        checkpoints=Path(environment["PRX_CHECKPOINTS"]),
        log_origin=environment["PRX_LOG_ORIGIN"],
        public_address=environment["PRX_PUBLIC_ADDRESS"].rstrip("/"),
        emergency_numbers=numbers,
        secret=environment["PRX_SECRET"],
        smtp=(host, int(port)),
        mail_from=environment["PRX_MAIL_FROM"],
        policies=Path(environment.get("PRX_POLICIES") or default),
        provider_secrets=_secrets("PRX_PROVIDER_SECRETS", environment),
        trusted_proxies=int(proxies),
        mail_login=login[0] if login else None,
        mail_authority=authority,
        pages=pages,
    )


def for_administration(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings with the main database as the administering role. Raises RefusesToStart where that is missing."""
    settings = from_environment(environment)
    if not environment.get(ADMIN):
        raise RefusesToStart(f"Settings are missing:\n  {ADMIN}: missing; {OPTIONAL[ADMIN]}")
    return replace(settings, database_url=environment[ADMIN])


def for_erasing(environment: Mapping[str, str] = os.environ) -> Settings:
    """The same with the key store as the role that destroys keys. Raises RefusesToStart where that is missing."""
    settings = for_administration(environment)
    if not environment.get(DESTROYER):
        raise RefusesToStart(f"Settings are missing:\n  {DESTROYER}: missing; {OPTIONAL[DESTROYER]}")
    return replace(settings, keystore_url=environment[DESTROYER])


def whole_databases(names: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The addresses in these settings, for whole databases. Raises RefusesToStart naming each that is missing."""
    if missing := [f"{name}: missing; {OPTIONAL[name]}" for name in names if not environment.get(name)]:
        raise RefusesToStart("Settings are missing:\n  " + "\n  ".join(missing))
    return tuple(environment[name] for name in names)


def client_programs(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of PostgreSQL's programs, None for the path's."""
    return Path(named) if (named := environment.get(PROGRAMS)) else None


def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [pair.partition("=") for pair in text.split(";") if pair.strip()]
    if any(not name.strip() or not number.strip() for name, _, number in pairs):
        return ()
    return tuple((name.strip(), number.strip()) for name, _, number in pairs)


def _pages(path: str | None) -> tuple[Pages, Sequence[str]]:
    try:
        return read_pages(Path(path).read_text(encoding="utf-8")) if path else ({}, ())
    except (OSError, UnicodeDecodeError):
        return {}, [f"{path} cannot be read"]


def _secrets(name: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    path = environment.get(name)
    if not path:
        return {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as failure:
        raise RefusesToStart(f"{name}: {path} cannot be read") from failure
    pairs = [line.partition("=") for line in lines if line.strip()]
    return {key.strip(): secret.strip() for key, _, secret in pairs}
