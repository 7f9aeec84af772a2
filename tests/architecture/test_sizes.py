"""A file that does one thing fits on a few screens."""

from tests.architecture.source import ROOT, files_ending, short

MOST_LINES = 250


def test_no_python_file_is_longer_than_can_be_read_at_once() -> None:
    lengths = {short(path): len(path.read_text().splitlines()) for path in files_ending(".py")}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
    assert len(lengths) > 20  # the list itself is not empty


def test_every_folder_of_python_files_is_a_package() -> None:
    """Without `__init__.py`, tests/crypto would stand in for crypto. Alembic alone reads its folder by path."""
    rooms = {path.parent for path in files_ending(".py") if "migrations" not in path.parts} - {ROOT}
    assert {short(room) for room in rooms if not (room / "__init__.py").exists()} == set()
