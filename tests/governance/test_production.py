"""Production starts with keys kept as it wants, and else says all that is in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.demonstration.database import ADMIN
from app.domain.errors import RefusesToStart
from app.factory import create_app
from app.services.policy_control.record_release import record_release
from app.settings import for_administration, from_environment
from app.wiring import build_runtime, checked_runtime, close_runtime
from crypto.keys.file_provider import FileKeyProvider
from tests.conftest import Database
from tests.crypto.credentials import new_credentials
from tests.crypto.tokens import a_token

HOST = "exchange.madeup.example"
Keys = Callable[[Path], Mapping[str, str]]


def _credential(folder: Path) -> Mapping[str, str]:
    new_credentials(folder / "unit")
    return {"PRX_KEYS": "credential:", "CREDENTIALS_DIRECTORY": str(folder / "unit")}


def _token(folder: Path) -> Mapping[str, str]:
    token = a_token(folder / "token")
    token.make_keys()
    return {"PRX_KEYS": token.address}


def _files(folder: Path) -> Mapping[str, str]:
    with pytest.warns(UserWarning, match="development only"):
        FileKeyProvider.create(folder / "keys")
    return {"PRX_KEYS": f"file:{folder / 'keys'}"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Production's settings, but for databases, keys and policy."""
    return {
        "PRX_ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://prx_app@127.0.0.1/main",
        "KEYSTORE_URL": "postgresql://prx_app@127.0.0.1/keystore",
        "PRX_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "PRX_LOG_ORIGIN": "madeup.example/disclosures",
        "PRX_PUBLIC_ADDRESS": f"https://{HOST}",
        "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
        "PRX_SECRET": "made-up-secret-of-forty-characters-0123456789",
        "PRX_SMTP": "127.0.0.1:9",
        "PRX_TRUSTED_PROXIES": "1",
        "PRX_MAIL_FROM": "exchange@madeup.example",
    }


def refused(environment: Mapping[str, str]) -> str:
    """What is said of settings on which nothing is built."""
    with pytest.raises(RefusesToStart) as caught:
        build_runtime(from_environment(environment))
    assert caught.value.message.startswith("PRX_ENVIRONMENT=production is refused")
    assert "PRX_ENVIRONMENT=demonstration" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("keys", [_credential, _token])
def test_it_starts_before_anything_is_approved_and_then_relies_on_nothing(
    environment: dict[str, str], database: Database, keystore: Database, tmp_path: Path, keys: Keys
) -> None:
    """Owners approve on the pages of a server that runs: what cannot be sent until then is refused where it is sent."""
    environment |= {"DATABASE_URL": database.app_url, "KEYSTORE_URL": keystore.app_url, **keys(tmp_path)}
    administers = make_url(database.app_url).set(username=ADMIN).render_as_string(hide_password=False)
    admin = checked_runtime(for_administration({**environment, "ADMIN_DATABASE_URL": administers}))
    record_release(admin)
    close_runtime(admin)
    app = create_app(from_environment(environment))
    served = app.test_client().get("/account/sign-in", base_url=f"https://{HOST}")
    assert served.status_code == 200
    assert "made-up" not in served.text.casefold()
    policy = app.extensions["runtime"].policy
    assert policy.approvals == {}
    close_runtime(app.extensions["runtime"])


def test_files_are_refused_with_all_else_that_is_wrong_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    told = refused(environment | {**_files(tmp_path), "PRX_POLICIES": str(tmp_path / "nowhere")})
    assert "PRX_KEYS: files are no place" in told
    assert "credential: or pkcs11:" in told
    assert "PRX_POLICIES: " in told
