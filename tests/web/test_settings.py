"""Settings: every wrong one is named with its fix, and production is refused for each reason there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import RefusesToStart
from app.setting_names import REQUIRED
from app.settings import from_environment
from app.wiring import build_runtime

SOUND = {
    "PRX_ENVIRONMENT": "demonstration",
    "DATABASE_URL": "postgresql://prx_app@127.0.0.1/main",
    "KEYSTORE_URL": "postgresql://prx_app@127.0.0.1/keystore",
    "PRX_KEYS": "file:/keys",
    "PRX_CHECKPOINTS": "/checkpoints",
    "PRX_LOG_ORIGIN": "madeup.example/disclosures",
    "PRX_PUBLIC_ADDRESS": "https://madeup.example",
    "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
    "PRX_SECRET": "made-up-secret-of-forty-characters-0123456789",
    "PRX_SMTP": "127.0.0.1:25",
    "PRX_MAIL_FROM": "exchange@madeup.example",
}


def refusal(**changed: str) -> str:
    """What is said of the sound settings with these changed."""
    with pytest.raises(RefusesToStart) as refused:
        from_environment({**SOUND, **changed})
    return refused.value.message


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(RefusesToStart) as refused:
        from_environment({})
    assert all(f"{name}: missing; {what}" in refused.value.message for name, what in REQUIRED.items())


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PRX_ENVIRONMENT", "staging", "say production or demonstration"),
        ("PRX_SECRET", "short", "at least 32"),
        ("PRX_EMERGENCY_NUMBERS", "01632 960000", "name=telephone"),
        ("PRX_EMERGENCY_NUMBERS", "Hub=", "name=telephone"),
        ("PRX_SMTP", "mail.example", "host:port"),
        ("PRX_SMTP", "mail.example:²", "host:port"),
        ("PRX_SMTP", "mail.example:0", "host:port"),
        ("DATABASE_URL", "nonsense", "postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE"),
        ("KEYSTORE_URL", "postgresql://db.example/keys", "not readable"),
        ("ADMIN_DATABASE_URL", "nonsense", "no address of a PostgreSQL database"),
        ("PRX_PUBLIC_ADDRESS", "madeup.example", "with its scheme"),
        ("PRX_TRUSTED_PROXIES", "yes", "0 (none) to 9"),
        ("PRX_TRUSTED_PROXIES", "-1", "0 (none) to 9"),
        ("PRX_TRUSTED_PROXIES", "10", "0 (none) to 9"),
        ("PRX_TRUSTED_PROXIES", "1.5", "0 (none) to 9"),
        ("PRX_SMTP_PROXY", "proxy.example", "host:port"),
        ("PRX_PROVIDER_PROXY", "http://proxy.example", "host:port"),
        ("PRX_PROVIDER_AUTHORITY", "/nowhere/authority.pem", "/nowhere/authority.pem cannot be read"),
        ("PRX_SMTP_LOGIN", "/nowhere/login", "/nowhere/login cannot be read"),
        ("PRX_SMTP_LOGIN", "/dev/null", "one line, name=password"),
        ("PRX_SMTP_AUTHORITY", "/nowhere/authority.pem", "/nowhere/authority.pem cannot be read"),
        ("PRX_PAGES", "/dev", "/dev cannot be read"),
        ("PRX_PAGES", "/nowhere/pages.toml", "/nowhere/pages.toml cannot be read"),
        ("PRX_PROVIDER_SECRETS", "/nowhere/secrets", "/nowhere/secrets cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_the_fix(name: str, value: str, fix: str) -> None:
    told = refusal(**{name: value})
    assert f"{name}: " in told
    assert fix in told


def test_production_demands_a_buffering_proxy_and_says_so() -> None:
    for said in ("", "0"):
        told = refusal(PRX_ENVIRONMENT="production", PRX_TRUSTED_PROXIES=said)
        assert "PRX_TRUSTED_PROXIES: production needs a reverse proxy that buffers" in told
    assert from_environment({**SOUND, "PRX_ENVIRONMENT": "production", "PRX_TRUSTED_PROXIES": "1"}).production


def test_what_is_missing_and_what_is_wrong_are_named_at_once() -> None:
    told = refusal(PRX_SECRET="", PRX_SMTP="mail.example", DATABASE_URL="postgres://x", PRX_PAGES="/nowhere/pages.toml")
    assert [line.partition(":")[0].strip() for line in told.splitlines()[1:]] == [
        *("PRX_SECRET", "DATABASE_URL", "PRX_SMTP", "PRX_PAGES")
    ]


def test_nobody_is_trusted_unless_said() -> None:
    assert from_environment(SOUND).trusted_proxies == 0
    assert from_environment({**SOUND, "PRX_TRUSTED_PROXIES": ""}).trusted_proxies == 0
    assert from_environment({**SOUND, "PRX_TRUSTED_PROXIES": "2"}).trusted_proxies == 2


def test_the_password_for_the_mail_server_stands_in_a_file_and_does_not_show(tmp_path: Path) -> None:
    login = tmp_path / "login"
    login.write_text("exchange=made-up=password\n")
    settings = from_environment({**SOUND, "PRX_SMTP_LOGIN": str(login)})
    assert settings.mail_login == ("exchange", "made-up=password")
    assert "made-up" not in repr(settings)
    assert from_environment(SOUND).mail_login is None


def test_every_missing_part_of_the_operators_pages_is_named_at_once(tmp_path: Path) -> None:
    pages = tmp_path / "pages.toml"
    pages.write_text('[help]\n[privacy]\ncontroller = "Madeupshire Council"\n')
    told = refusal(PRX_PAGES=str(pages))
    assert "PRX_PAGES: [help] paragraphs: missing; what people here are to do" in told
    assert "PRX_PAGES: [privacy] officer_contact: missing; how to reach the data protection officer" in told
    assert "[privacy] controller:" not in told
    pages.write_text('[help]\nparagraphs = ["Ask Desk Three."]\n')
    assert from_environment({**SOUND, "PRX_PAGES": str(pages)}).pages == {"help": {"paragraphs": ("Ask Desk Three.",)}}
    assert from_environment(SOUND).pages == {}


def test_production_needs_an_https_address() -> None:
    told = refusal(PRX_ENVIRONMENT="production", PRX_PUBLIC_ADDRESS="http://madeup.example")
    assert "PRX_PUBLIC_ADDRESS: production needs an https address" in told


def test_production_is_refused_for_its_keys(tmp_path: Path) -> None:
    settings = from_environment(
        {**SOUND, "PRX_ENVIRONMENT": "production", "PRX_TRUSTED_PROXIES": "1", "PRX_KEYS": f"file:{tmp_path}"}
    )
    with pytest.raises(RefusesToStart) as refused:
        build_runtime(settings)
    told = refused.value.message
    assert told.startswith("PRX_ENVIRONMENT=production is refused")
    assert "PRX_KEYS: " in told
    assert "PRX_ENVIRONMENT=demonstration" in told
