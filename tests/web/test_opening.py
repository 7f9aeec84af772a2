"""Only a person's own, deliberate visit opens a record."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
    ],
)
def test_a_visit_opens(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get("/open", headers=headers).text == "opened"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_visit_from_elsewhere_gets_a_link_and_opens_nothing(client: FlaskClient, site: str) -> None:
    answer = client.get("/open", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Dest": "document"})
    assert answer.status_code == 200
    assert "Nothing has been opened yet" in answer.text
    assert 'href="/open"' in answer.text
    narrow = client.get("/open?only=1&who=2", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Dest": "document"})
    assert 'href="/open?only=1&amp;who=2"' in narrow.text, "what was asked for, and no more"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"},
     {"Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Dest": "iframe"}],
)  # fmt: skip
def test_a_prefetch_or_a_part_of_another_page_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/open", headers=headers)
    assert answer.status_code == 403
    assert answer.text != "opened"


def test_head_opens_nothing(client: FlaskClient) -> None:
    answer = client.head("/open")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_the_guard_still_stands_before_it(stranger: FlaskClient) -> None:
    assert stranger.get("/open").status_code == 303
