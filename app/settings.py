"""Settings: from the environment alone, frozen, all missing ones named at once. None of them weakens anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from app.domain.addresses import DRIVER, database_address, web_address
from app.domain.errors import RefusesToStart
from app.domain.key_source import FileKeys, KeySource, read_key_source
from app.domain.operator_pages import Pages, read_pages
from app.domain.serving import DEFAULT, Serving, read_serving
from app.setting_names import (
    ADMIN,
    CREDENTIALS,
    DEMONSTRATION,
    DESTROYER,
    KEYSTORE_OWNER,
    OPTIONAL,
    OWNER,
    PRODUCTION,
    PROGRAMS,
    REQUIRED,
)

SHORTEST_SECRET = 32
NOWHERE: KeySource = FileKeys(Path())
PROXIES = "0123456789"
UNBUFFERED = (
    "production needs a reverse proxy that buffers whole requests before the server, else whoever sends slowly holds "
    "it up; set one up and give the number of your own, 1 to 9"
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told. Secrets do not show in its text."""

    production: bool
    database_url: str
    keystore_url: str
    keys: KeySource
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
    mail_proxy: tuple[str, int] | None = None
    provider_authority: Path | None = None
    provider_proxy: tuple[str, int] | None = None
    pages: Pages = field(default_factory=dict)
    serving: Serving = DEFAULT
    metrics: tuple[str, int] | None = None

    def __repr__(self) -> str:
        return f"Settings(production={self.production}, log_origin={self.log_origin!r}, …)"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the environment. Raises RefusesToStart naming every missing or wrong one and the fix."""
    settings, wrong = read_settings(environment)
    if wrong:
        told = "".join(f"\n  {name}: {fault}" for name, faults in wrong.items() for fault in faults)
        raise RefusesToStart(f"Settings are missing or wrong:{told}")
    return settings


def read_settings(environment: Mapping[str, str] = os.environ) -> tuple[Settings, Mapping[str, tuple[str, ...]]]:
    """What the environment says, and what is missing or wrong of it by name; what is wrong stands empty."""
    wrong: dict[str, tuple[str, ...]] = {
        name: (f"missing; {what}",) for name, what in REQUIRED.items() if not environment.get(name)
    }

    def read(name: str, reader: Callable[[str], Value], empty: Value) -> Value:
        text = environment.get(name)
        try:
            return reader(text) if text else empty
        except ValueError as fault:
            wrong[name] = tuple(str(one) for one in fault.args)
            return empty

    production = read("PRX_ENVIRONMENT", _is_production, empty=False)
    settings = Settings(
        production=production,
        database_url=read("DATABASE_URL", database_address, f"{DRIVER}://"),
        keystore_url=read("KEYSTORE_URL", database_address, f"{DRIVER}://"),
        keys=read("PRX_KEYS", lambda text: read_key_source(text, environment.get(CREDENTIALS)), NOWHERE),
        checkpoints=read("PRX_CHECKPOINTS", Path, Path()),
        log_origin=read("PRX_LOG_ORIGIN", str, ""),
        public_address=read("PRX_PUBLIC_ADDRESS", _public_over_tls if production else web_address, ""),
        emergency_numbers=read("PRX_EMERGENCY_NUMBERS", _numbers, ()),
        secret=read("PRX_SECRET", _secret, ""),
        smtp=read("PRX_SMTP", _host_and_port, ("", 0)),
        mail_from=read("PRX_MAIL_FROM", str, ""),
        policies=read("PRX_POLICIES", Path, Path(__file__).resolve().parents[1] / "policies"),
        provider_secrets=read("PRX_PROVIDER_SECRETS", _pairs, {}),
        trusted_proxies=read("PRX_TRUSTED_PROXIES", _proxies, 0),
        mail_login=read("PRX_SMTP_LOGIN", _login, None),
        mail_authority=read("PRX_SMTP_AUTHORITY", _file, None),
        mail_proxy=read("PRX_SMTP_PROXY", _host_and_port, None),
        provider_authority=read("PRX_PROVIDER_AUTHORITY", _file, None),
        provider_proxy=read("PRX_PROVIDER_PROXY", _host_and_port, None),
        pages=read("PRX_PAGES", _pages, {}),
        serving=read("PRX_SERVING", read_serving, DEFAULT),
        metrics=read("PRX_METRICS", _host_and_port, None),
    )
    if production and not settings.trusted_proxies:
        wrong.setdefault("PRX_TRUSTED_PROXIES", (UNBUFFERED,))
    for name in (ADMIN, DESTROYER, OWNER, KEYSTORE_OWNER):
        read(name, database_address, "")
    return settings, wrong


def keys_alone(environment: Mapping[str, str] = os.environ) -> KeySource:
    """Where the keys are to be, for commands that need nothing else of an installation. Raises RefusesToStart."""
    return _alone("PRX_KEYS", environment).keys


def numbers_alone(environment: Mapping[str, str] = os.environ) -> tuple[tuple[str, str], ...]:
    """The emergency numbers, names and telephones, likewise. Raises RefusesToStart."""
    return _alone("PRX_EMERGENCY_NUMBERS", environment).emergency_numbers


def _alone(name: str, environment: Mapping[str, str]) -> Settings:
    settings, wrong = read_settings(environment)
    if faults := wrong.get(name):
        told = "".join(f"\n  {name}: {fault}" for fault in faults)
        raise RefusesToStart(f"Settings are missing or wrong:{told}")
    return settings


def for_administration(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings with the main database as the administering role. Raises RefusesToStart where that is missing."""
    return replace(from_environment(environment), database_url=address_in(ADMIN, environment))


def for_erasing(environment: Mapping[str, str] = os.environ) -> Settings:
    """The same with the key store as the role that destroys keys. Raises RefusesToStart where that is missing."""
    return replace(for_administration(environment), keystore_url=address_in(DESTROYER, environment))


def address_in(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The database's address in an optional setting. Raises RefusesToStart where it is missing or wrong."""
    try:
        if text := environment.get(name):
            return database_address(text)
    except ValueError as fault:
        raise RefusesToStart(f"Settings are missing or wrong:\n  {name}: {fault}") from fault
    raise RefusesToStart(f"Settings are missing or wrong:\n  {name}: missing; {OPTIONAL[name]}")


def _is_production(text: str) -> bool:
    if text not in (PRODUCTION, DEMONSTRATION):
        raise ValueError("say production or demonstration")
    return text == PRODUCTION


def _public_over_tls(text: str) -> str:
    address = web_address(text)
    if not address.startswith("https://"):
        raise ValueError("production needs an https address")
    return address


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"too short; give at least {SHORTEST_SECRET} random characters")
    return text


def client_programs(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of PostgreSQL's programs, None for the path's."""
    return Path(named) if (named := environment.get(PROGRAMS)) else None


def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [pair.partition("=") for pair in text.split(";") if pair.strip()]
    if not pairs or any(not name.strip() or not number.strip() for name, _, number in pairs):
        raise ValueError("give name=telephone pairs parted by semicolons")
    return tuple((name.strip(), number.strip()) for name, _, number in pairs)


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not port.isascii() or not 0 < int(port) < 2**16:
        raise ValueError("give host:port")
    return host, int(port)


def _proxies(text: str) -> int:
    if len(text) != 1 or text not in PROXIES:
        raise ValueError("give the number of your own reverse proxies, 0 (none) to 9")
    return int(text)


def _file(path: str) -> Path:
    if not Path(path).is_file():
        raise ValueError(f"{path} cannot be read")
    return Path(path)


def _pages(path: str) -> Pages:
    pages, faults = read_pages(_text(path))
    if faults:
        raise ValueError(*faults)
    return pages


def _login(path: str) -> tuple[str, str]:
    pairs = tuple(_pairs(path).items())
    if len(pairs) != 1 or not all(pairs[0]):
        raise ValueError("give a file with one line, name=password")
    return pairs[0]


def _pairs(path: str) -> Mapping[str, str]:
    pairs = [line.partition("=") for line in _text(path).splitlines() if line.strip()]
    return {key.strip(): secret.strip() for key, _, secret in pairs}


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise ValueError(f"{path} cannot be read") from failure
