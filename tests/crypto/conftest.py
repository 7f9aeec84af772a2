"""A token with the keys of an exchange, for whoever asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from crypto.keys import pkcs11_provider
from tests.crypto.tokens import MadeUpToken, a_token


@pytest.fixture
def token(tmp_path: Path) -> MadeUpToken:
    made = a_token(tmp_path / "token")
    made.make_keys()
    return made


@pytest.fixture
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before a token is tried again."""
    monkeypatch.setattr(pkcs11_provider, "WAITS", 0.0)
