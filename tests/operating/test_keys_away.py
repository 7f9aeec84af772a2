"""What keeps the keys is waited for while it is away, and said; what does not fit ends the start."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import make_url

from app.demonstration.database import ADMIN
from app.domain.errors import PartAway, RefusesToStart
from app.services.policy_control.record_release import record_release
from app.settings import for_administration
from app.wiring import checked_runtime, close_runtime
from crypto.errors import ProviderError
from crypto.keys.held_keys import HeldKeys
from tests.clock import show_its_own
from tests.conftest import Database
from tests.crypto.tokens import MadeUpToken, a_token
from tests.governance.commands import environment
from tests.operating.served import served_with
from tests.services.exchange import Exchange

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
PAGE = "/account/sign-in"


@pytest.fixture
def token(tmp_path: Path) -> MadeUpToken:
    made = a_token(tmp_path / "token")
    made.make_keys()
    return made


@pytest.fixture
def settings(database: Database, keystore: Database, tmp_path: Path, token: MadeUpToken) -> Mapping[str, str]:
    """An installation whose keys are in the token, with its policy in force."""
    show_its_own(database.owner_url)
    given = {
        "PRX_ENVIRONMENT": "demonstration",
        "DATABASE_URL": database.app_url,
        "KEYSTORE_URL": keystore.app_url,
        "ADMIN_DATABASE_URL": make_url(database.app_url).set(username=ADMIN).render_as_string(hide_password=False),
        "PRX_KEYS": token.address,
        "PRX_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "PRX_LOG_ORIGIN": "madeup.example/disclosures",
        "PRX_PUBLIC_ADDRESS": "http://127.0.0.1:8000",
        "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
        "PRX_SECRET": "made-up-secret-of-forty-characters-0123456789",
        "PRX_SMTP": "127.0.0.1:9",
        "PRX_MAIL_FROM": "exchange@madeup.example",
    }
    admin = checked_runtime(for_administration(given))
    record_release(admin)
    close_runtime(admin)
    return given


def test_a_token_that_is_away_at_the_start_is_waited_for(
    settings: Mapping[str, str], token: MadeUpToken, tmp_path: Path
) -> None:
    served = {name: value for name, value in settings.items() if name != "ADMIN_DATABASE_URL"}
    with token.away(), pytest.raises(PartAway, match=f"has no token {token.label}: is it plugged in, or on"):
        checked_runtime(for_administration(settings))
    with ExitStack() as stack:
        away = stack.enter_context(ExitStack())
        away.enter_context(token.away())
        server = stack.enter_context(served_with(served, tmp_path))
        server.until(lambda: server.asked(PAGE)[0] == 503)
        assert "01632 960000" in server.asked(PAGE)[1]
        assert server.asked("/health/live")[0] == 200
        server.until(lambda: server.ready().get("parts", {}).get("keys") == "keys_unavailable")
        assert (server.is_ready(), server.process.poll()) == (False, None)
        assert f"has no token {token.label}" in server.said()
        away.close()
        server.until(server.is_ready)
        assert server.asked(PAGE)[0] == 200


def test_a_pin_that_is_refused_ends_the_start(settings: Mapping[str, str], token: MadeUpToken, tmp_path: Path) -> None:
    token.pin.write_text("wrong-pin\n")
    served = {name: value for name, value in settings.items() if name != "ADMIN_DATABASE_URL"}
    with served_with(served, tmp_path) as server:
        server.until(lambda: server.process.poll() is not None)
        assert server.process.returncode == 3
        assert "refuses the PIN" in server.said()


def test_keys_that_are_there_and_not_sound_are_not_waited_for(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsound(_: HeldKeys) -> NoReturn:
        raise ProviderError("they are no pair")

    monkeypatch.setattr(HeldKeys, "health", unsound)
    settings = for_administration(
        {**environment(own_exchange.settings), "ADMIN_DATABASE_URL": own_exchange.settings.database_url}
    )
    with pytest.raises(RefusesToStart, match="they are no pair") as caught:
        checked_runtime(settings)
    assert type(caught.value) is RefusesToStart
