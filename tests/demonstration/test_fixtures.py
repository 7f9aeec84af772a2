"""What the other tests lean on: a fresh database each, and no reach where none is wanted."""

import subprocess
import sys
import textwrap
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.conftest import Database

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
    for source in (*(ROOT / "tests").glob("*.py"), *(ROOT / "tests" / "stories").glob("[!t]*.py")):
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
