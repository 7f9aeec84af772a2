"""The way back from the provider: whose browser, which state, once, in time, and to a page of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.identity.arriving import Arriving, Asked
from tests.identity.awkward_provider import drip


def test_a_state_is_good_once(arriving: Arriving) -> None:
    asked = arriving.start()
    assert arriving.come_back(asked).status_code == 303
    again = arriving.come_back(asked)
    assert again.status_code == 401
    assert "was used before" in again.text


def test_a_sign_in_started_in_another_browser_is_refused(arriving: Arriving) -> None:
    asked, victim = arriving.start(), arriving.another_browser()
    assert arriving.come_back(asked, browser=victim).status_code == 401
    arriving.start(browser=victim)
    assert arriving.come_back(asked, browser=victim).status_code == 401
    assert not arriving.is_signed_in(victim)
    assert arriving.come_back(asked).status_code == 303


def test_an_invented_state_or_provider_is_refused_before_the_provider_is_asked(arriving: Arriving) -> None:
    asked = arriving.start()
    assert arriving.come_back(Asked("invented", asked.nonce)).status_code == 401
    assert arriving.get(f"/account/return/elsewhere?code=c&state={asked.state}").status_code == 401
    assert arriving.get("/account/return/town").status_code == 401
    assert arriving.there.forms == []


def test_the_nonce_of_another_attempt_is_refused(arriving: Arriving) -> None:
    first, second = arriving.start(), arriving.start()
    refused = arriving.come_back(second, nonce=first.nonce)
    assert refused.status_code == 401
    assert not arriving.is_signed_in()


def test_a_sign_in_takes_at_most_ten_minutes(arriving: Arriving) -> None:
    asked = arriving.start()
    arriving.later(minutes=10)
    assert arriving.come_back(asked).status_code == 401


def test_a_browser_has_at_most_five_open_sign_ins(arriving: Arriving) -> None:
    started = []
    for _ in range(6):
        started.append(arriving.start())
        arriving.later(seconds=1)
    assert arriving.come_back(started[0]).status_code == 401
    assert arriving.come_back(started[1]).status_code == 303


def test_a_refusal_by_the_provider_is_said_plainly(arriving: Arriving) -> None:
    asked = arriving.start()
    page = arriving.get(f"/account/return/town?error=access_denied&error_description=XSS&state={asked.state}")
    assert page.status_code == 401
    assert "was not finished at your organisation" in page.text
    assert "XSS" not in page.text


def test_an_answer_in_the_name_of_another_issuer_is_refused(arriving: Arriving) -> None:
    asked = arriving.start()
    page = arriving.get(f"/account/return/town?code=c&state={asked.state}&iss=https://other.example")
    assert page.status_code == 401
    assert arriving.there.forms == []


def test_a_sign_in_started_at_one_provider_is_not_finished_at_another(arriving: Arriving) -> None:
    arriving.people.provider(arriving.there.issuer, key="village")
    asked = arriving.start()
    mixed_up = arriving.get(f"/account/return/village?code=c&state={asked.state}")
    assert mixed_up.status_code == 401
    assert "was not started in this browser" in mixed_up.text
    assert arriving.there.forms == []


@pytest.mark.parametrize("changes", [{"aud": ["other"]}, {"iss": "https://x.example"}, {"exp": 1}, {"nonce": None}])
def test_a_token_that_is_not_believed_signs_nobody_in(arriving: Arriving, changes: dict[str, Any]) -> None:
    refused = arriving.sign_in(**changes)
    assert refused.status_code == 401
    assert "prx_session" not in str(refused.headers)
    assert not arriving.is_signed_in()


@pytest.mark.parametrize(
    "asked,arrived",
    [
        ("/board?page=2", "/board?page=2"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/%2e%2e//evil.example", "/%2e%2e//evil.example"),
        ("javascript:alert(1)", "/"),
        ("/board\r\nSet-Cookie: x=y", "/"),
        ("/account/sign-out", "/"),
        ("/x" * 600, "/"),
        ("board", "/"),
        ("/board#top", "/"),
    ],
)
def test_only_a_path_of_ours_is_gone_to_after_signing_in(arriving: Arriving, asked: str, arrived: str) -> None:
    assert arriving.come_back(arriving.start(asked)).headers["Location"] == arrived


def test_a_provider_that_is_down_gives_a_plain_page_with_emergency_numbers(arriving: Arriving) -> None:
    asked = arriving.start()
    arriving.there.answers["/token"] = drip
    page = arriving.get(f"/account/return/town?code=c&state={asked.state}")
    assert page.status_code == 503
    assert "01632 960 000" in page.text
    arriving.later(minutes=11)
    arriving.there.answer("/.well-known/openid-configuration", b"<html>")
    page = arriving.post("/account/sign-in", {"provider": "town"})
    assert page.status_code == 503
    assert "01632 960 000" in page.text


def test_the_e_mail_domain_selects_the_provider(arriving: Arriving) -> None:
    page = arriving.post("/account/sign-in", {"email": " Amina@TOWN.example "})
    assert "Going to Provider town sign-in" in page.text
    assert page.headers["Refresh"].startswith(f"0; url={arriving.there.issuer}/authorize?")
    assert "amina" not in page.headers["Refresh"].lower()


@pytest.mark.parametrize("email", ["", "amina", "@town.example", "amina@elsewhere.example", "a@b", "a@\0.example"])
def test_an_address_that_leads_nowhere_is_said_beside_the_field(arriving: Arriving, email: str) -> None:
    page = arriving.post("/account/sign-in", {"email": email})
    assert page.status_code == 422
    assert 'href="#email"' in page.text
    assert 'id="email-error"' in page.text


def test_an_unknown_provider_does_not_exist(arriving: Arriving) -> None:
    assert arriving.post("/account/sign-in", {"provider": "elsewhere"}).status_code == 404
    assert arriving.post("/account/sign-in", {"provider": "a\0b"}).status_code == 404


def test_a_form_without_our_mark_starts_nothing(arriving: Arriving) -> None:
    page = arriving.browser.post("/account/sign-in", data={"provider": "town"}, base_url="https://prx.example")
    assert page.status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_where_it_comes_from_is_led_on_by_a_page_of_ours(arriving: Arriving, site: str) -> None:
    asked = arriving.start("/log?page=2")
    arriving.browser.environ_base["HTTP_SEC_FETCH_SITE"] = site
    page = arriving.come_back(asked)
    assert (page.status_code, page.headers.get("Refresh")) == (200, "0; url=/log?page=2"), "a redirect keeps its origin"
    assert 'href="/log?page=2"' in page.text, "for a browser that does not follow it"
    del arriving.browser.environ_base["HTTP_SEC_FETCH_SITE"]
    assert arriving.is_signed_in()
