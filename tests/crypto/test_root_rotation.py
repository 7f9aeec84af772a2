"""Exchanging a provider's root key: others unwrap meanwhile, and whatever step it is stopped at, nothing is lost."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import DevelopmentOnlyWarning, ProviderError, UnwrapError
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.roots import MOST, Roots
from tests.crypto.builders import a_wrap_place

PLACE = a_wrap_place()
KEY = bytes(range(32))


class Killed(BaseException):
    """What a process that is killed never comes back from."""


def _provider(make: Callable[[Path], FileKeyProvider], folder: Path) -> FileKeyProvider:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        return make(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _provider(FileKeyProvider.create, tmp_path / "keys")
    return tmp_path / "keys"


def test_a_new_root_key_wraps_and_the_one_before_unwraps(folder: Path) -> None:
    provider = _provider(FileKeyProvider, folder)
    before, wrapped = provider.root_names(), provider.wrap(KEY, PLACE)
    provider.begin_root()
    assert provider.root_names()[1:] == before
    assert provider.unwrap(wrapped, PLACE) == KEY
    assert not provider.under_newest(wrapped, PLACE)
    assert provider.under_newest(provider.wrap(KEY, PLACE), PLACE)
    assert _provider(FileKeyProvider, folder).unwrap(wrapped, PLACE) == KEY, "also after a restart"


def test_what_runs_already_finds_the_new_one_by_itself(folder: Path) -> None:
    running, command = _provider(FileKeyProvider, folder), _provider(FileKeyProvider, folder)
    old = running.wrap(KEY, PLACE)
    command.begin_root()
    new = command.wrap(KEY, PLACE)
    assert running.unwrap(new, PLACE) == KEY
    assert command.under_newest(running.wrap(KEY, PLACE), PLACE), "it wraps under the newest at once"
    command.retire_roots()
    running.health()
    assert (running.unwrap(new, PLACE), running.unwrap(old, PLACE)) == (KEY, KEY), "rows read before still open"


def test_what_slept_through_a_whole_rotation_goes_on(folder: Path) -> None:
    running, command = _provider(FileKeyProvider, folder), _provider(FileKeyProvider, folder)
    command.begin_root()
    command.retire_roots()
    running.health()
    assert running.unwrap(command.wrap(KEY, PLACE), PLACE) == KEY
    assert running.public_keys() == command.public_keys()


def test_a_retired_root_key_is_nowhere(folder: Path) -> None:
    provider = _provider(FileKeyProvider, folder)
    wrapped, old = provider.wrap(KEY, PLACE), provider.root_secret()
    provider.begin_root()
    provider.retire_roots()
    assert all(old not in path.read_bytes() for path in folder.iterdir())
    with pytest.raises(UnwrapError):
        _provider(FileKeyProvider, folder).unwrap(wrapped, PLACE)


def test_a_folder_of_other_keys_is_taken_in_by_nobody(folder: Path, tmp_path: Path) -> None:
    running = _provider(FileKeyProvider, folder)
    other = _provider(FileKeyProvider.create, tmp_path / "other")
    for path in (tmp_path / "other").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with pytest.raises(UnwrapError):
        running.unwrap(other.wrap(KEY, PLACE), PLACE)


@pytest.mark.parametrize("act", ["begin_root", "retire_roots"])
def test_stopped_at_any_step_it_is_done_again(tmp_path: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the first, second, … of all that touches the disk, until it is done without being killed."""
    steps = 0
    while True:
        folder = tmp_path / f"{act}{steps}"
        provider = _provider(FileKeyProvider.create, folder)
        public = provider.public_keys()
        if act == "retire_roots":
            provider.begin_root()
        wrapped = provider.wrap(KEY, PLACE)
        with monkeypatch.context() as patched:
            left = _kill_after(steps, patched)
            with suppress(Killed):
                getattr(provider, act)()
        assert _provider(FileKeyProvider, folder).unwrap(wrapped, PLACE) == KEY, f"killed at step {steps}"
        again = _provider(FileKeyProvider, folder)
        getattr(again, act)()
        restarted = _provider(FileKeyProvider, folder)
        assert restarted.unwrap(wrapped, PLACE) == KEY
        assert restarted.public_keys() == public
        assert {path.name for path in folder.iterdir()} == {"root.key", "log-signing.key"}
        if left():
            break
        steps += 1
    assert steps >= 5


def _kill_after(steps: int, patched: pytest.MonkeyPatch) -> Callable[[], int]:
    """Stop as if killed before the step after so many; how many steps were left when it ended."""
    left = [steps]

    def killing(name: str, where: Any = os) -> None:
        real = getattr(where, name)

        def step(*given: Any, **named: Any) -> Any:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return real(*given, **named)

        patched.setattr(where, name, step)

    for name in ("fsync", "open"):
        killing(name)
    killing("replace", Path)
    return lambda: left[0]


def test_no_more_than_a_few_are_kept(folder: Path) -> None:
    provider = _provider(FileKeyProvider, folder)
    for _ in range(MOST - 1):
        provider.begin_root()
    with pytest.raises(ProviderError, match="retire"):
        provider.begin_root()
    assert len(_provider(FileKeyProvider, folder).root_names()) == MOST


@pytest.mark.parametrize("secrets", [b"", bytes(31), bytes(33), bytes(32 * (MOST + 1))])
def test_root_keys_of_another_length_are_none(secrets: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes each"):
        Roots(secrets)


def test_a_root_key_shows_its_name_and_nothing_else() -> None:
    roots = Roots(KEY)
    assert repr(roots) == f"Roots({roots.names[0]})"
    assert KEY.hex() not in repr(roots)
    assert roots.names != Roots(bytes(32)).names
