"""An exchange in which three people administer Madeupshire Homes."""

from __future__ import annotations

import pytest

from tests.web.exchange import MORE

ADMINISTRATORS = {"ada": "Ada Administrator", "ben": "Ben Administrator", "cleo": "Cleo Administrator"}


@pytest.fixture(autouse=True)
def administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there before the exchange is."""
    for key, name in ADMINISTRATORS.items():
        monkeypatch.setitem(MORE, key, (name, "housing", "administrator"))
