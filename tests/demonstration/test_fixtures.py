"""What the other tests lean on: a fresh database each, no reach where none is wanted, policies as they stand, order."""

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, literal, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from werkzeug.routing import IntegerConverter, Map, Rule

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from tests.conftest import WITHOUT_DATABASE, Database, pytest_collection_modifyitems
from tests.made_once import CompiledStatements, building_once, reading_once

ROOT = Path(__file__).parents[2]


def test_each_test_has_a_database_of_its_own(database: Database, keystore: Database) -> None:
    names = set()
    for url in (database.app_url, database.owner_url, keystore.app_url, keystore.owner_url):
        engine = create_engine(url)
        with engine.connect() as connection:
            names.add(tuple(connection.execute(text("SELECT current_database(), current_user")).one()))
        engine.dispose()
    assert {name for name, _ in names} == {database.name, keystore.name}
    assert {role for _, role in names} == {"prx_app", "prx_owner"}


def test_unit_folders_reach_neither_network_nor_database(tmp_path: Path) -> None:
    """Run three tests in a copied unit folder: each tries a way out and must be refused."""
    tests = tmp_path / "tests"
    (tests / "policies").mkdir(parents=True)
    needed = ("*.py", "stories/[!t]*.py", "web/__init__.py", "web/chromium.py")
    for source in (file for one in needed for file in (ROOT / "tests").glob(one)):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(source.read_text())
    (tests / "policies" / "__init__.py").touch()
    (tests / "policies" / "test_reach.py").write_text(
        textwrap.dedent("""
            import socket, urllib.request
            import psycopg, pytest
            from sqlalchemy import create_engine

            def test_network():
                with pytest.raises(AssertionError, match="neither"):
                    urllib.request.urlopen("http://127.0.0.1:9/", timeout=1)

            def test_psycopg():
                with pytest.raises(AssertionError, match="neither"):
                    psycopg.connect(host="/nowhere")

            def test_sqlalchemy():
                with pytest.raises(AssertionError, match="neither"):
                    create_engine("postgresql+psycopg:///?host=/nowhere").connect()
        """)
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tests)]
    run = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert "3 passed" in run.stdout, run.stdout + run.stderr


def test_policies_read_once_are_read_again_when_a_byte_or_a_name_differs(tmp_path: Path) -> None:
    beside = shutil.ignore_patterns("engine", "scenarios", "documents", "__pycache__")
    folder = Path(shutil.copytree(ROOT / "policies", tmp_path / "policies", ignore=beside))
    read = reading_once(load_release)
    first = read(folder)
    assert read(folder) is first
    masks = folder / "masks.toml"
    whole = masks.read_text()
    masks.write_text(f"{whole}# One line more\n")
    assert read(folder) is not first
    (folder / "beside.toml").touch()
    for _ in range(2):
        with pytest.raises(PolicyError):
            read(folder)
    (folder / "beside.toml").unlink()
    masks.write_text(whole)
    assert read(folder) is first
    masks.unlink()
    with pytest.raises(PolicyError):
        read(folder)


def test_files_of_units_start_first_and_slow_files_next(request: pytest.FixtureRequest) -> None:
    items = list(reversed(request.session.items))
    pytest_collection_modifyitems(items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    turns = []
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        turns.append(0 if folder in WITHOUT_DATABASE else 1 if item.path in slow else 2)
    assert turns == sorted(turns)
    assert {item.nodeid for item in items} == {item.nodeid for item in request.session.items}


def test_addresses_of_two_applications_are_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rule, "_compile_builder", building_once(Rule._compile_builder))
    doubled = type("Doubled", (IntegerConverter,), {"to_url": lambda _self, value: str(2 * value)})
    for converter, expected in ((IntegerConverter, "/page/7?q=1"), (doubled, "/page/14?q=1")):
        routes = Map([Rule("/page/<n:number>", endpoint="page")], converters={"n": converter})
        assert routes.bind("localhost").build("page", {"number": 7, "q": "1"}) == expected


def test_a_statement_compiled_once_takes_each_engines_values(database: Database, keystore: Database) -> None:
    compiled = CompiledStatements()
    for kept in (database, keystore):
        engine = create_engine(kept.app_url, execution_options={"compiled_cache": compiled})
        with engine.connect() as connection:
            asked = select(func.current_database(), literal(kept.name)).where(literal(kept.name) == kept.name)
            assert connection.execute(asked).one() == (kept.name, kept.name)
        engine.dispose()
    assert len([one for one in compiled if one[0] is PGDialect_psycopg]) == 1
