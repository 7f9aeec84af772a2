"""Who approves what an organisation discloses by, and how they sign in."""

from __future__ import annotations

from typing import Final

import pytest

from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from tests.web.admin.office import Desk
from tests.web.exchange import MORE, Exchange

PROBATION: Final = {
    "ada": ("Ada Administrator", "probation", "administrator"),
    "ben": ("Ben Administrator", "probation", "administrator"),
    "olive": ("Olive Owner", "probation", "accountable_owner"),
    "dora": ("Dora Protection", "probation", "data_protection_officer"),
    "harold": ("Harold Owner", "housing", "accountable_owner"),
}


@pytest.fixture(autouse=True)
def owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there before the exchange is."""
    for key, person in PROBATION.items():
        monkeypatch.setitem(MORE, key, person)


def with_passkeys(exchange: Exchange) -> tuple[Desk, Desk]:
    """Olive, who owns what probation discloses by, and Ada, who administers it: each with a registered passkey."""
    ada, ben, olive = (Desk(exchange, name) for name in ("ada", "ben", "olive"))
    begin(exchange.admin, exchange.organisations["probation"].id, [ada.offers(), ben.offers()])
    code = olive.offers()
    page = ada.get("/admin/passkeys")
    assert code in page
    (propose,) = [one for one in forms(page) if one.endswith("/propose")]
    change = ada.press("/admin/passkeys", propose).request.path
    ada.signs(change)
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    return olive, ada


def forms(page: str) -> list[str]:
    """The addresses that the forms of a page are sent to."""
    return [part.partition('"')[0] for part in page.split('action="')[1:]]
