"""One PostgreSQL server for the whole run, one migrated template, and a fresh copy of it for each test that asks.

With several workers each has a server of its own; nothing else changes.
"""

import gc
import itertools
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
import structlog
from flask import Flask
from hypothesis import settings
from sqlalchemy import create_engine, make_url
from werkzeug.routing import Rule
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import ADMIN, OWNER, Cluster
from app.http.compiled_templates import COMPILED
from app.http.logs import clean, name_the_exception
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release, release_from_canonical
from tests.made_once import CompiledStatements, building_once, compiling_once, reading_once
from tests.stories import playing
from tests.web.chromium import browser

__all__ = ["browser"]

WITHOUT_DATABASE = ("architecture", "crypto", "domain", "policies", "schemas")
"""Folders whose tests reach neither network nor database: what they hold must hold anywhere."""

PLENTY = 8 * 2**30
"""Bytes free; a worker's server uses less than a quarter."""

_numbers = itertools.count(1)

settings.register_profile("shared", deadline=None)  # a busy machine is no failure; ratios are measured in bench/
settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what fails fastest, then the files that take longest, so that no worker ends the run alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (_folder(item) not in WITHOUT_DATABASE, item.path not in slow))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Any:
    """Give file after file to whichever worker is free, as the Makefile asks; what looks at the story goes to one."""
    if config.getvalue("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope
    scheduler._split_scope = lambda nodeid: together(file_of(nodeid))
    return scheduler


def together(file: str) -> str:
    """What is given out as one: a file, or all that look at the story, which one worker plays for them."""
    return "the story" if file in playing.LOOKED_AT_BY else file


def pytest_collection_finish() -> None:
    """Have the collector leave alone what is there to the end: it had looked through all that was imported, each time.

    What a test leaves behind is collected as before, only more of it at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


played = playing.played
"""The story, played once for every folder that looks at what it left behind."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database as each role sees it, as addresses for SQLAlchemy."""

    name: str
    app_url: str
    owner_url: str

    @property
    def admin_url(self) -> str:
        """As administrators' commands see it."""
        return make_url(self.app_url).set(username=ADMIN).render_as_string(hide_password=False)


def chosen_binaries() -> Path | None:
    """Return the folder named by PRX_TEST_PG_BIN, by which the tests run on another version of PostgreSQL."""
    named = os.environ.get("PRX_TEST_PG_BIN")
    return Path(named) if named else None


def a_quick_place() -> Path:
    """Return where the run's server keeps its data: in memory where there is plenty of it, else on the disk.

    Each test makes and drops databases of hundreds of files. In memory that takes a tenth of the processor time: ext4
    passes over each file deleted of late before it makes another.
    """
    memory, disk = Path("/dev/shm"), Path("/tmp")
    if not memory.is_dir():
        return disk
    found = os.statvfs(memory)
    runs_programs = not found.f_flag & os.ST_NOEXEC  # root's server has its programs beside its data
    return memory if runs_programs and found.f_bavail * found.f_frsize > PLENTY else disk


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    engine = partial(create_engine, execution_options={"compiled_cache": CompiledStatements()})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.adapters.database.engine.create_engine", engine)
        patched.setattr("app.wiring.load_release", reading_once(load_release))
        stored = lru_cache(maxsize=8)(release_from_canonical)  # by every byte; what is refused is read again
        patched.setattr("app.services.policy_control.past_release.release_from_canonical", stored)
        compiled = compiling_once(compile_policy)
        for where in ("app.wiring", *(f"app.services.policy_control.{one}_release" for one in ("follow", "record"))):
            patched.setattr(f"{where}.compile_policy", compiled)
        patched.setattr(Rule, "_compile_builder", building_once(Rule._compile_builder))
        patched.setattr(Flask, "jinja_options", {"bytecode_cache": COMPILED})  # identity providers too
        yield


@pytest.fixture(autouse=True)
def _logs_as_the_exchange_writes_them() -> None:
    """The library's own way shows all locals of every frame, which takes a test of a service alone minutes."""
    structlog.configure(processors=[name_the_exception, clean, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run. It does not wait for the disk: its data do not outlive it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # pytest unwinds on an interrupt, not on an exit
    settings = {"max_connections": "200"}
    with Cluster(binaries=chosen_binaries(), fsync=False, settings=settings, place=a_quick_place()) as running:
        yield running


@pytest.fixture(scope="session")
def exchange_template(cluster: Cluster) -> str:
    """The name of a migrated database that is only copied from."""
    return _template(cluster, "exchange_template", upgrade)


@pytest.fixture(scope="session")
def keystore_template(cluster: Cluster) -> str:
    """The name of a migrated key store that is only copied from."""
    return _template(cluster, "keystore_template", upgrade_keystore)


@pytest.fixture
def database(cluster: Cluster, exchange_template: str) -> Iterator[Database]:
    """A migrated database of this test's own."""
    yield from copied(cluster, exchange_template, "exchange")


@pytest.fixture
def keystore(cluster: Cluster, keystore_template: str) -> Iterator[Database]:
    """A migrated key store of this test's own, beside `database`."""
    yield from copied(cluster, keystore_template, "keystore")


@pytest.fixture(autouse=True)
def _no_reach_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if _folder(request.node) in WITHOUT_DATABASE:
        monkeypatch.setattr("socket.socket.connect", _refuse)
        monkeypatch.setattr("socket.socket.connect_ex", _refuse)
        monkeypatch.setattr(psycopg.Connection, "connect", _refuse)
        monkeypatch.setattr(psycopg, "connect", _refuse)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def _template(cluster: Cluster, name: str, migrate: Callable[[str], None]) -> str:
    cluster.create_database(name)
    migrate(cluster.url(name, OWNER))
    return name


def copied(cluster: Cluster, template: str, kind: str) -> Iterator[Database]:
    """A copy of a template, dropped afterwards."""
    name = f"{kind}_{next(_numbers)}"
    cluster.create_database(name, template=template)
    yield Database(name, cluster.url(name), cluster.url(name, OWNER))
    cluster.drop_database(name)


def _refuse(*_arguments: object, **_named: object) -> NoReturn:
    message = "Tests in this folder reach neither network nor database; move the test, or pass the part in."
    raise AssertionError(message)
