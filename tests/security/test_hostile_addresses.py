"""Whatever stands in an address, a cookie or the form of a door: a page or a refusal, never a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from werkzeug.datastructures import MultiDict

from app.demonstration.database import Cluster
from app.web.account.cookies import BROWSER_COOKIE, SESSION_COOKIE
from app.web.date_words import moment_words
from app.web.hub.record_form import seen_version
from tests.services.fixtures import exchange_copied
from tests.web.governance.site import HOST, Site, make_site, post

FAULT = 500
AN_ID = "00000000-0000-4000-8000-000000000000"
HOSTILE = {
    "a nul": "a\x00b",
    "the year 1": f"0001-01-01T00:00:00+23:59~{AN_ID}",
    "the year 9999": f"9999-12-31T23:59:59-23:59~{AN_ID}",
    "a date of the year 0": "01/01/0000",
    "a date of the year 9999": "31/02/9999",
    "a digit that is none": "²",
    "5,000 digits": "9" * 5_000,
    "18 nines": "9" * 18,
    "brackets": "[" * 5_000,
    "a direction mark": "\u202e",
    "an id in other digits": "\u0660" * 32,
}
QUOTED = {name: quote(text) for name, text in HOSTILE.items()} | {"half a character": quote_from_bytes(b"\xed\xa0\x80")}
PARAMETERS = ("after", "before", "partner", "hub", "rating", "show", "only", "kind", "from", "to", "who", "since",
              "until", "reference", "purpose", "organisation", "state", "done", "next")  # fmt: skip


@pytest.fixture(scope="module")
def site(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        yield make_site(exchange)


def _addresses(site: Site, door: str) -> list[str]:
    """Every address of a door that names nothing: its lists, and forms to begin with."""
    rules = [one for one in site.app.url_map.iter_rules() if one.endpoint.startswith(f"{door}.")]
    return sorted(one.rule for one in rules if "GET" in (one.methods or ()) and not one.arguments)


@pytest.mark.parametrize("text", QUOTED.values(), ids=QUOTED)
def test_nothing_in_an_address_is_a_fault_of_ours(site: Site, text: str) -> None:
    given = "&".join(f"{name}={text}" for name in PARAMETERS)
    alone = [f"{name}={text}" for name in ("after", "before", "since", "reference")]
    for door, actor in (("hub", site.played.case.decider), ("partner", site.played.responder),
                        ("governance", site.officer), ("account", site.officer)):  # fmt: skip
        client = site.client(actor)
        for address in _addresses(site, door):
            for query in (given, *alone):
                answer = client.get(f"{address}?{query}", base_url=f"https://{HOST}")
                assert answer.status_code in {200, 303, 400, 422}, (address, query, answer.status_code)


@pytest.mark.parametrize("text", QUOTED.values(), ids=QUOTED)
def test_nothing_in_a_way_back_from_a_provider_is_a_fault_of_ours(site: Site, text: str) -> None:
    client = site.app.test_client()
    for name in (SESSION_COOKIE, BROWSER_COOKIE):
        client.set_cookie(name, text[:4000], domain=HOST, path="/", secure=True)
    for query in (f"{text}?state=a&code=b", f"madeup?state={text}&code={text}&iss={text}"):
        answer = client.get(f"/account/return/{query}", base_url=f"https://{HOST}")
        assert answer.status_code != FAULT, query
    sent = client.post(f"/account/back-channel/{text}", data={"logout_token": text}, base_url=f"https://{HOST}")
    assert sent.status_code != FAULT


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_typed_at_the_door_is_a_fault_of_ours(site: Site, text: str) -> None:
    client = site.app.test_client()
    for fields in ({"email": f"{text}@madeup.example"}, {"email": f"a@{text}"}, {"provider": text}, {"next": text}):
        assert post(client, "/account/sign-in", **fields).status_code != FAULT, fields


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_version_or_moment_that_is_none_is_read_as_none(text: str) -> None:
    assert seen_version(MultiDict({"version": text})) == 0
    moment = text.partition("~")[0]
    assert moment_words(moment) == moment


@pytest.mark.parametrize("path", ["//", "//account//sign-in", "/account//sign-in", "/account/sign-in/"])
def test_no_address_is_mended_by_a_redirect_to_a_host_that_was_made_up(site: Site, path: str) -> None:
    page = site.app.test_client().get(path, headers={"Host": "evil.example"}, base_url=f"https://{HOST}")
    assert page.status_code == 404
    assert "evil.example" not in page.text + str(page.headers)
