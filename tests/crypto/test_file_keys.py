"""What the file provider refuses, beside what every key provider promises (test_key_provider.py)."""

import os
from pathlib import Path

import pytest

from crypto.errors import ProviderError, UnwrapError
from crypto.keys.file_provider import DevelopmentOnlyWarning, FileKeyProvider
from tests.crypto.builders import a_wrap_place

PLACE = a_wrap_place()


def _open(folder: Path) -> FileKeyProvider:
    with pytest.warns(DevelopmentOnlyWarning, match="development only"):
        return FileKeyProvider(folder)


def _create(folder: Path) -> FileKeyProvider:
    with pytest.warns(DevelopmentOnlyWarning):
        return FileKeyProvider.create(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_files_are_this_users_alone(folder: Path) -> None:
    previous = os.umask(0)
    try:
        _create(folder)
    finally:
        os.umask(previous)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "root.key": 0o600,
        "log-signing.key": 0o600,
    }


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o710, 0o770, 0o777])
def test_a_folder_that_others_can_reach_is_refused(folder: Path, mode: int) -> None:
    _create(folder)
    folder.chmod(mode)
    with pytest.raises(ProviderError, match="0700"), pytest.warns(DevelopmentOnlyWarning):
        FileKeyProvider(folder)


@pytest.mark.parametrize("name", ["root.key", "log-signing.key"])
def test_a_file_that_others_can_read_is_refused(folder: Path, name: str) -> None:
    _create(folder)
    (folder / name).chmod(0o640)
    with pytest.raises(ProviderError, match=f"{name}.*0600"), pytest.warns(DevelopmentOnlyWarning):
        FileKeyProvider(folder)


def test_another_users_files_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _create(folder)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with (
        pytest.raises(ProviderError, match=r"belongs to .* run it as"),
        pytest.warns(DevelopmentOnlyWarning),
    ):
        FileKeyProvider(folder)


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_root_key_of_another_length_is_refused(folder: Path, content: bytes) -> None:
    _create(folder)
    (folder / "root.key").write_bytes(content)
    with (
        pytest.raises(ProviderError, match=r"root\.key.*32 bytes"),
        pytest.warns(DevelopmentOnlyWarning),
    ):
        FileKeyProvider(folder)


def test_a_signing_key_of_another_root_is_refused(tmp_path: Path) -> None:
    _create(tmp_path / "one")
    _create(tmp_path / "other")
    (tmp_path / "one" / "log-signing.key").write_bytes((tmp_path / "other" / "log-signing.key").read_bytes())
    with pytest.raises(UnwrapError), pytest.warns(DevelopmentOnlyWarning):
        FileKeyProvider(tmp_path / "one")


def test_a_missing_folder_is_named(folder: Path) -> None:
    with pytest.raises(ProviderError, match="cannot be read: No such file"), pytest.warns(DevelopmentOnlyWarning):
        FileKeyProvider(folder)


def test_a_link_in_place_of_a_key_is_refused(folder: Path, tmp_path: Path) -> None:
    _create(folder)
    (folder / "root.key").rename(tmp_path / "elsewhere")
    (folder / "root.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProviderError, match="cannot be read"), pytest.warns(DevelopmentOnlyWarning):
        FileKeyProvider(folder)


def test_keys_are_never_written_over_others(folder: Path) -> None:
    _create(folder)
    before = (folder / "root.key").read_bytes()
    with pytest.raises(ProviderError, match="not empty"):
        FileKeyProvider.create(folder)
    assert (folder / "root.key").read_bytes() == before


def test_keys_are_not_created_where_others_can_reach(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(ProviderError, match="0700"):
        FileKeyProvider.create(folder)
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ProviderError, match="cannot be written"):
        FileKeyProvider.create(tmp_path / "file" / "keys")


@pytest.mark.parametrize("name", ["root.key", "log-signing.key"])
def test_health_notices_a_key_that_went_away(folder: Path, name: str) -> None:
    provider = _create(folder)
    (folder / name).unlink()
    with pytest.raises(ProviderError, match="cannot be read"):
        provider.health()


def test_health_notices_keys_that_were_exchanged(folder: Path, tmp_path: Path) -> None:
    provider = _create(folder)
    _create(tmp_path / "other")
    for path in (tmp_path / "other").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ProviderError, match="restart"):
        provider.health()
    assert provider.unwrap(provider.wrap(bytes(32), PLACE), PLACE) == bytes(32)
