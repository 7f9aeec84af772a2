"""The development identity provider: marked, on this machine only, and as strict as the exchange needs it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from app.demonstration.identity_provider.process import ROOT, running_provider
from app.demonstration.identity_provider.server import make_provider
from app.demonstration.identity_provider.settings import MadeUpPerson, ProviderSettings, read_people
from app.domain.errors import RefusesToStart
from tests.identity.arriving import Arriving
from tests.identity.exchange import make_exchange
from tests.identity.made_up_tokens import unpadded
from tests.identity.signed_in import carry, open_session

BACK = "http://127.0.0.1:8000/account/return/town"
VERIFIER = "v" * 43
ASKED = {
    "client_id": "exchange",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid profile",
    "state": "s",
    "nonce": "n",
    "code_challenge": unpadded(hashlib.sha256(VERIFIER.encode()).digest()),
    "code_challenge_method": "S256",
}
CREDENTIALS = ("exchange", "made-up")


@pytest.fixture
def town() -> FlaskClient:
    settings = ProviderSettings(
        name="Madeup <Town>",
        issuer="http://127.0.0.2:9000",
        client_id=CREDENTIALS[0],
        client_secret=CREDENTIALS[1],
        return_addresses=(BACK,),
        signed_out_addresses=(),
        people=(MadeUpPerson("amina", "Amina <b>Example", "amina@town.example"),),
    )
    return make_provider(settings).test_client()


def answered(town: FlaskClient, **changes: str) -> dict[str, list[str]]:
    response = town.post("/authorize", data={**ASKED, "subject": "amina", **changes})
    assert response.status_code == 303
    assert response.headers["Location"].startswith(BACK)
    return parse_qs(urlsplit(response.headers["Location"]).query)


def redeemed(town: FlaskClient, code: str, auth: tuple[str, str] = CREDENTIALS, **changes: str) -> int:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return town.post("/token", data={**form, **changes}, auth=auth).status_code


def test_every_page_says_that_it_is_not_real(town: FlaskClient) -> None:
    page = town.get("/authorize", query_string=ASKED)
    for shown in (page, town.get("/end-session"), town.get("/authorize")):
        assert "Development identity provider – not real" in shown.text
    assert "Amina &lt;b&gt;Example" in page.text
    assert "Madeup &lt;Town&gt;" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"nonce": ""},
        {"state": ""},
        {"scope": "profile"},
        {"response_type": "token"},
    ],
)
def test_without_pkce_nonce_or_state_nobody_is_signed_in(town: FlaskClient, changes: dict[str, Any]) -> None:
    assert answered(town, **changes)["error"] == ["invalid_request"]


def test_an_address_that_is_not_registered_is_never_gone_to(town: FlaskClient) -> None:
    for changes in ({"redirect_uri": "https://evil.example/"}, {"client_id": "other"}):
        assert town.post("/authorize", data={**ASKED, **changes, "subject": "amina"}).status_code == 400
    assert town.get("/end-session?post_logout_redirect_uri=https://evil.example/").status_code == 200


def test_somebody_not_on_the_list_is_refused(town: FlaskClient) -> None:
    assert answered(town, subject="nobody")["error"] == ["access_denied"]


def test_a_code_is_good_once_for_who_asked_for_it(town: FlaskClient) -> None:
    assert redeemed(town, answered(town)["code"][0], code_verifier="w" * 43) == 400
    assert redeemed(town, answered(town)["code"][0], redirect_uri="http://127.0.0.1/") == 400
    assert redeemed(town, answered(town)["code"][0], auth=("exchange", "guess")) == 401
    code = answered(town)["code"][0]
    assert redeemed(town, code) == 200
    assert redeemed(town, code) == 400


def test_it_listens_to_this_machine_only_and_needs_its_secret(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text('[{"subject": "a", "name": "A", "email": "a@town.example"}]')
    command = [sys.executable, "-m", "app.demonstration.identity_provider", "--name", "Town", "--people", str(people)]
    command += ["--client-id", "exchange", "--return-address", BACK]
    for more, said in ((["--host", "0.0.0.0"], "127.0.0.0/8 only"), ([], "PRX_DEVELOPMENT_CLIENT_SECRET is not set")):
        ended = subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False, env={})
        assert ended.returncode == 2
        assert said in ended.stderr


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "[7]", '[{"name": "x"}]', '[{"subject":"a","name":"A","email":"x"}]' * 2]
)
def test_a_list_of_people_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "people.json"
    file.write_text(content)
    with pytest.raises(RefusesToStart) as refused:
        read_people(file)
    assert "people.json" in refused.value.message


def test_a_provider_that_cannot_start_is_reported() -> None:
    with (
        pytest.raises(RefusesToStart),
        running_provider(
            name="Town",
            people=[],
            client_id="exchange",
            client_secret="s",
            return_address=BACK,
            signed_out_address=BACK,
        ),
    ):
        pytest.fail("it started without anybody to sign in as")


def test_a_session_opened_for_a_test_is_one_the_exchange_believes(arriving: Arriving) -> None:
    with arriving.database.work(None) as work:
        amina = work.identity.person_for(arriving.provider.id, "amina")
        assert amina is not None
        mine = work.identity.memberships_of(amina.id)[0].membership
    token = open_session(arriving.runtime, arriving.provider, person_id=amina.id, membership_id=mine.id)
    client = make_exchange(arriving.runtime, "https://localhost").test_client()
    assert client.get("/board", base_url="https://localhost").status_code == 303
    carry(client, token)
    assert client.get("/board", base_url="https://localhost").text.startswith("Amina Example")
