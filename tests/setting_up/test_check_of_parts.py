"""What else is asked: identity providers, mail and the folder of checkpoints."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.adapters.database.keys import KeyStore
from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.errors import KeysUnavailable
from tests.identity.awkward_provider import AwkwardProvider, awkward_provider
from tests.messages.servers import Authority, Post, listening
from tests.setting_up.conftest import CANARY, Environment, SetUp, checked, only

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


def test_what_a_first_sign_in_would_meet_is_named() -> None:
    with awkward_provider() as awkward:
        awkward.describe()
        assert said(awkward, {"awkward": CANARY}) == ""
        assert "there is no client secret for it. Fix: add the line awkward=SECRET" in said(awkward, {})
        awkward.describe(id_token_signing_alg_values_supported=["RS256"])
        assert "it signs with none of the pinned algorithms any more. Fix: have" in said(awkward, {"awkward": CANARY})
        awkward.describe(issuer="https://other.example")
        assert "the metadata name another issuer. Fix: register the issuer exactly" in said(
            awkward, {"awkward": CANARY}
        )
        awkward.answer("/.well-known/openid-configuration", {}, 404)
        assert "the provider answered 404" in said(awkward, {"awkward": CANARY})
    assert "connection refused" in said(awkward, {"awkward": CANARY})


def said(awkward: AwkwardProvider, secrets: dict[str, str]) -> str:
    """Every problem of it, below each other."""
    told = "\n".join(map(str, OpenIdConnect(secrets, allow_development=True).problems_of(awkward.known_as())))
    assert CANARY not in told
    return told


def test_mail_that_cannot_be_sent_is_named(sound: Environment, tmp_path: Path) -> None:
    login = tmp_path / "login"
    login.write_text(f"exchange={CANARY}\n")
    assert "nothing listens there" in checked(sound, PRX_SMTP="127.0.0.1:1").out
    assert "it does not offer STARTTLS" in checked(sound, PRX_SMTP_LOGIN=str(login)).out
    authority, post = Authority(tmp_path), Post()
    secure: dict[str, Any] = {
        "tls_context": authority.server_side(),
        "require_starttls": True,
        "authenticator": post.know,
    }
    with listening(post, **secure) as port:
        here = {"PRX_SMTP": f"127.0.0.1:{port}", "PRX_SMTP_LOGIN": str(login)}
        assert "of nobody who is trusted" in checked(sound, **here).out
        here["PRX_SMTP_AUTHORITY"] = str(authority.file)
        assert "it does not take the login" in checked(sound, **here).out
        login.write_text("exchange=made-up-password\n")
        assert "PRX_SMTP" not in checked(sound, **here).out
    assert post.mails == []


@pytest.mark.parametrize("made", ["file", "of_others", "open"])
def test_a_checkpoint_folder_that_will_not_do_is_named(sound: Environment, tmp_path: Path, made: str) -> None:
    folder = tmp_path / "checkpoints"
    if made == "file":
        folder.write_text("")
        says = "is no folder"
    else:
        folder.mkdir(mode=0o700)
        says = "others may write into it"
        folder.chmod(0o777)
    if made == "of_others":
        folder.chmod(0o500)
        says = "may not write into"
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
            says = "it belongs to nobody, and this runs as root. Fix: run this as nobody."
    told = checked(sound, PRX_CHECKPOINTS=str(folder)).out
    assert f"PRX_CHECKPOINTS ({folder}): " in told
    assert says in told


@pytest.mark.parametrize(
    ("name", "role", "which", "says"),
    [
        ("KEYSTORE_URL", "prx_app", "main", "it names the same database as DATABASE_URL"),
        ("DESTROYER_KEYSTORE_URL", "prx_destroyer", "other", "it names another database than KEYSTORE_URL"),
        ("OWNER_KEYSTORE_URL", "prx_owner", "main", "it names the same database as DATABASE_URL"),
        ("ADMIN_DATABASE_URL", "prx_admin", "other", "it names another database than DATABASE_URL"),
        ("OWNER_DATABASE_URL", "prx_owner", "keystore", "it names another database than DATABASE_URL"),
    ],
)
def test_two_settings_that_name_the_wrong_database_are_named(
    sound: Environment, migrated: SetUp, name: str, role: str, which: str, says: str
) -> None:
    """By whatever host they name it: what a database is, its server says."""
    server = migrated.server
    if which == "other":
        server.psql("CREATE DATABASE other_one")
        server.psql(f"GRANT CONNECT ON DATABASE other_one TO {role}")
    try:
        told = only(checked(sound, **{name: server.at(getattr(migrated, which, "other_one"), role)}))
        assert told.startswith(f"1. {name}: {says}")
        assert "Fix: " in told
    finally:
        server.psql("DROP DATABASE IF EXISTS other_one")


def test_too_little_room_for_what_is_served_is_named(sound: Environment) -> None:
    told = only(checked(sound, PRX_SERVING="9x9x9"))
    assert told.startswith("1. connections: PRX_SERVING=9x9x9 may hold this many connections to")
    assert "Raise max_connections" in told


def test_a_key_store_that_goes_away_under_the_check_is_named(
    sound: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: KeyStore) -> NoReturn:
        raise KeysUnavailable("The key store does not answer.")

    monkeypatch.setattr(KeyStore, "room", away)
    assert only(checked(sound)).startswith("1. connections: The key store does not answer.")
