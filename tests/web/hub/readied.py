"""A case made ready through its pages once for a run: whoever begins with one, where nothing was written, has a copy.

Copied is all there is of it: both databases, the checkpoints, and the browsers of who made it. To the application it is
as if another one had worked on its exchange meanwhile.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import URL

from app.adapters.checkpoints import CheckpointFolder
from app.demonstration.database import OWNER, SUPERUSER
from app.wiring import close_runtime
from tests.services.exchange import engines_of, next_transaction, run_sql
from tests.web.exchange import Exchange
from tests.web.partner.browser import PartnerBrowser

B = TypeVar("B", bound=PartnerBrowser)


@dataclass(frozen=True)
class Left:
    """What making a case ready left: databases that are only copied from, a folder, browsers, the case's address."""

    databases: tuple[str, ...]
    checkpoints: Path
    browsers: tuple[PartnerBrowser, PartnerBrowser]
    case: str


_numbers = count(1)
_left: dict[tuple[UUID, str], Left] = {}


def once(exchange: Exchange, protected: str, play: Callable[[], tuple[B, B, str]]) -> tuple[B, B, str]:
    """What playing gives: played the first time, and wherever the exchange is not as it began."""
    if next_transaction(exchange.admin) != exchange.began:
        return play()
    urls, checkpoints = _urls(exchange), cast("CheckpointFolder", exchange.runtime.checkpoints)._folder
    which = exchange.provider.id, protected  # of the same town, which has the same keys
    if which not in _left:
        first, second, case = play()
        kept = checkpoints.with_name(f"ready-{next(_numbers)}")
        _copy_folder(checkpoints, kept)
        _close(exchange)
        names = tuple(f"{kept.name}_{one.database}".replace("-", "_") for one in urls)
        for url, name in zip(urls, names, strict=True):
            _copy(url, str(url.database), name)
        _left[which] = Left(names, kept, (copy.copy(first), copy.copy(second)), case)
        return first, second, case
    left = _left[which]
    _close(exchange)
    for url, template in zip(urls, left.databases, strict=True):
        _administer(url, f"DROP DATABASE {url.database} WITH (FORCE)")
        _copy(url, template, str(url.database))
    _copy_folder(left.checkpoints, checkpoints)
    first, second = (cast("B", _beside(exchange, one)) for one in left.browsers)
    return first, second, left.case


def _beside(exchange: Exchange, browser: PartnerBrowser) -> PartnerBrowser:
    """The same browser, with its cookies and the page that it shows, on this exchange's application."""
    another = copy.copy(browser)
    another.client = exchange.app.test_client()
    another.client._cookies = dict(browser.client._cookies or {})
    return another


def _urls(exchange: Exchange) -> list[URL]:
    return [one.url for one in engines_of(exchange.runtime)]


def _close(exchange: Exchange) -> None:
    """Give all connections back: a database is copied while nobody is connected to it. They come back by themselves."""
    close_runtime(exchange.runtime)
    close_runtime(exchange.admin)


def _copy_folder(there: Path, here: Path) -> None:
    if there.exists():  # it is made by the first who writes
        shutil.copytree(there, here, dirs_exist_ok=True)


def _copy(url: URL, template: str, name: str) -> None:
    _administer(url, f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} STRATEGY file_copy")


def _administer(url: URL, statement: str) -> None:
    address = url.set(database="postgres").render_as_string(hide_password=False)
    run_sql(address, statement, role=SUPERUSER)
