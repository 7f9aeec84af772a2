"""The database is down before anybody could even be recognised: still a plain page, and nothing of the fault in it."""

from __future__ import annotations

from typing import NoReturn

import pytest

from app.domain.errors import DatabaseUnavailable
from tests.web.exchange import Exchange


def test_the_page_needs_nobody_and_no_database(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise DatabaseUnavailable("The database does not answer. Nothing was saved; try again.")

    client = exchange.client("cora")
    monkeypatch.setattr("app.web.account.register.find_session", fails)
    answer = client.get("/account/organisation")
    assert answer.status_code == 503
    assert "Madeupshire MASH" in answer.text
    assert "Immediate danger? Ring" in answer.text
