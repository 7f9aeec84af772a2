"""A provider that hangs: few ask it, those who may not are told at once, and its silence is remembered."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Barrier, Event
from uuid import UUID

import pytest

from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.identity.turns import AT_ONCE, LEFT_ALONE, Turns
from app.domain.errors import IdentityProviderBusy, IdentityProviderUnavailable
from app.domain.identity import IdentityProvider
from tests.identity.arriving import Arriving
from tests.identity.asking import CONFIGURATION, finish
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.made_up_tokens import NOW

TOWN = IdentityProvider(UUID(int=1), "town", "Town", "https://town.example", "c", NOW)
COUNTY = IdentityProvider(UUID(int=2), "county", "County", "https://county.example", "c", NOW)


class Seconds:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def headers_for_ever(handler: BaseHTTPRequestHandler) -> None:
    """Say a letter of a header now and then, and never end it."""
    handler.send_response(200)
    handler.flush_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is said."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"issuer"')
    handler.close_connection = True


@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks", "/token"])
def test_headers_that_never_end_are_hung_up_on(openid: OpenIdConnect, there: AwkwardProvider, path: str) -> None:
    there.answers[path] = headers_for_ever
    began = time.monotonic()
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)
    assert time.monotonic() - began < 3  # of the five seconds that it would have gone on


@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks", "/token"])
def test_an_answer_that_breaks_off_is_unavailable(openid: OpenIdConnect, there: AwkwardProvider, path: str) -> None:
    there.answers[path] = broken_off
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)


def test_whoever_comes_back_to_an_answer_that_breaks_off_is_told_whose_fault_it_is(arriving: Arriving) -> None:
    asked = arriving.start()
    arriving.there.answers["/token"] = broken_off
    page = arriving.get(f"/account/return/town?code=made-up&state={asked.state}")
    assert page.status_code == 503
    assert "Provider town sign-in is not answering" in page.text


def test_no_more_than_a_few_ask_at_once_and_nobody_waits_for_a_turn() -> None:
    turns, all_in, go = Turns(), Barrier(AT_ONCE + 1), Event()

    def ask() -> None:
        with turns.take(TOWN), turns.take(TOWN):  # one conversation asks several times
            all_in.wait(10)
            go.wait(10)

    with ThreadPoolExecutor(AT_ONCE) as asking:
        done = [asking.submit(ask) for _ in range(AT_ONCE)]
        all_in.wait(10)
        for provider in (TOWN, COUNTY):
            with pytest.raises(IdentityProviderBusy), turns.take(provider):
                pass
        go.set()
        for one in done:
            one.result()
    with turns.take(TOWN):
        pass


def test_silence_is_remembered_for_a_while_and_then_one_asks_at_a_time() -> None:
    clock = Seconds()
    turns = Turns(clock)

    def hang() -> None:
        with turns.take(TOWN):
            clock.now += 4
            raise IdentityProviderUnavailable("It hung.")

    with pytest.raises(IdentityProviderUnavailable):
        hang()
    with pytest.raises(IdentityProviderUnavailable), turns.take(TOWN):
        pytest.fail("it was asked")
    with turns.take(COUNTY):
        pass
    clock.now += LEFT_ALONE
    with turns.take(TOWN), ThreadPoolExecutor(1) as other, pytest.raises(IdentityProviderBusy):
        other.submit(lambda: turns.take(TOWN).__enter__()).result()
    with turns.take(TOWN), ThreadPoolExecutor(1) as other:
        other.submit(lambda: turns.take(TOWN).__enter__()).result()


def test_what_fails_at_once_is_not_held_against_a_provider() -> None:
    turns = Turns(Seconds())
    with pytest.raises(IdentityProviderUnavailable), turns.take(TOWN):
        raise IdentityProviderUnavailable("It said something odd about one stranger's code.")
    with turns.take(TOWN):
        pass


def test_whoever_comes_back_while_others_ask_loses_nothing(arriving: Arriving) -> None:
    asked, held, go = arriving.start(), Barrier(AT_ONCE + 1), Event()

    def hold() -> None:
        with arriving.runtime.providers.turn(arriving.provider):
            held.wait(10)
            go.wait(10)

    with ThreadPoolExecutor(AT_ONCE) as others:
        holding = [others.submit(hold) for _ in range(AT_ONCE)]
        held.wait(10)
        page = arriving.come_back(asked)
        go.set()
        for one in holding:
            one.result()
    assert (page.status_code, page.headers["Refresh"]) == (503, "3")
    assert "Provider town" in page.text
    assert arriving.come_back(asked).status_code == 303


def test_a_hanging_provider_is_asked_once_however_many_come(arriving: Arriving) -> None:
    arriving.there.answers[CONFIGURATION] = headers_for_ever
    for browser in [arriving.another_browser() for _ in range(3)]:
        page = arriving.post("/account/sign-in", {"provider": "town"}, browser)
        assert page.status_code == 503
        assert "Provider town" in page.text
    assert arriving.there.asked.count(CONFIGURATION) == 1


def test_a_process_of_two_threads_keeps_one_for_whoever_is_signed_in() -> None:
    turns = Turns(at_once=1)
    with turns.take(TOWN), ThreadPoolExecutor(1) as other, pytest.raises(IdentityProviderBusy):
        other.submit(lambda: turns.take(COUNTY).__enter__()).result()
