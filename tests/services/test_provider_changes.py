"""A sign-in is tried before it goes live, and goes live as it was tried, by two of a hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.errors import IdentityProviderUnavailable, InvalidInput, NotFound, WrongState
from app.domain.identity import SignInRefused
from app.services.administration.propose_provider import propose_end_of_provider, propose_provider
from app.services.administration.trial import StartedTrial, Tried, finish_trial, is_trial, start_trial
from app.services.governance.check_log import check_log
from app.services.identity.finish_sign_in import SignInAnswer
from app.services.runtime import Runtime
from tests.governance.town import Town, made_up_town
from tests.identity.made_up_tokens import ACCESS_TOKEN, claims, sign
from tests.services.administering import Administrator, Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]
BACK = "https://exchange.example/account/return"
TYPED = {"name": "Madeup Town", "key": "town", "client_id": "exchange", "domains": "Town.example, other.example",
         "groups_claim": ""}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with made_up_town(tmp_path) as town:
        town.sign_with("ES256", "HS256", "none")
        yield town


class Trying:
    """A hub's administrators, and a provider that answers as one in order does."""

    def __init__(self, exchange: Exchange, town: Town) -> None:
        self.exchange, self.town = exchange, town
        self.hub: Office = office(exchange, at=exchange.organisation("hub"))
        self.runtime: Runtime = replace(exchange.runtime, providers=town.providers)

    @property
    def typed(self) -> dict[str, str]:
        return {**TYPED, "issuer": self.town.there.issuer}

    def starts(self, **typed: str) -> StartedTrial:
        return self.started_by(self.hub.ada, **typed)

    def started_by(self, by: Administrator, **typed: str) -> StartedTrial:
        return start_trial(self.runtime, by.actor, {**self.typed, **typed}, BACK)

    def answers(self, started: StartedTrial, **changed: object) -> SignInAnswer:
        """What the provider sends the browser back with, and the token that it will give for it."""
        asked = parse_qs(urlsplit(started.address).query)
        now = int(self.exchange.clock.now().timestamp())
        said = {"iss": self.town.there.issuer, "nonce": asked["nonce"][0], "iat": now, "exp": now + 300}
        who = {"name": "Bo Example", "email": "bo@town.example", "acr": "loa2", "amr": ["pwd", "otp"]}
        token = sign(claims(**{**said, **who, **changed}))
        answer = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": token}
        self.town.there.answer("/token", answer)
        return SignInAnswer(asked["state"][0], "made-up-code", None, None)

    def tries(self, **typed: str) -> Tried:
        """Ada signs in there once."""
        started = self.starts(**typed)
        return finish_trial(self.runtime, self.hub.ada.actor, started.kept, self.answers(started), BACK)


@pytest.fixture
def trying(own_exchange: Exchange, town: Town) -> Trying:
    return Trying(own_exchange, town)


def test_what_was_tried_goes_live_by_two_and_nobody_signed_in(trying: Trying) -> None:
    exchange, hub = trying.exchange, trying.hub
    before = exchange.rows("SELECT count(*) FROM identity"), exchange.rows("SELECT count(*) FROM web_session")
    tried = trying.tries()
    assert (tried.proven.subject, tried.proven.email) == ("made-up-subject", "bo@town.example")
    assert tried.proven.ways == ("loa2", "pwd", "otp")
    after = exchange.rows("SELECT count(*) FROM identity"), exchange.rows("SELECT count(*) FROM web_session")
    assert after == before
    assert exchange.rows("SELECT count(*) FROM identity_provider WHERE key = 'town'") == [(0,)]
    with pytest.raises(InvalidInput):
        propose_provider(trying.runtime, hub.ada.actor, tried.kept, ["face"])
    change = hub.ada.signs(propose_provider(trying.runtime, hub.ada.actor, tried.kept, ["otp"]))
    assert hub.applied() == 0
    hub.ben.signs(change)
    assert (hub.applied_in_an_hour(), hub.outcome(change)) == (1, "applied")
    with trying.runtime.database.work(None) as work:
        made = work.identity.provider_for_domain("other.example")
    assert made
    assert (made.key, made.algorithms, made.strong, made.development) == ("town", ("ES256",), ("otp",), False)
    assert check_log(trying.runtime).problems == ()


def test_its_end_takes_two_and_its_key_is_not_given_again(trying: Trying) -> None:
    hub = trying.hub
    change = hub.ada.signs(propose_provider(trying.runtime, hub.ada.actor, trying.tries().kept, []))
    hub.ben.signs(change)
    assert hub.applied_in_an_hour() == 1
    end = hub.ada.signs(propose_end_of_provider(trying.runtime, hub.ada.actor, change.about_id))
    assert hub.applied() == 0
    hub.cleo.signs(end)
    assert (hub.applied_in_an_hour(), hub.outcome(end)) == (1, "applied")
    with pytest.raises(InvalidInput) as taken:
        trying.starts()
    assert set(taken.value.errors) == {"key", "domains"}
    with pytest.raises(NotFound):
        propose_end_of_provider(trying.runtime, hub.ada.actor, change.about_id)
    assert check_log(trying.runtime).problems == ()


def test_two_that_want_one_key_are_one_and_overtaken(trying: Trying) -> None:
    hub = trying.hub
    first, second = (
        hub.ada.signs(propose_provider(trying.runtime, hub.ada.actor, trying.tries().kept, [])) for _ in range(2)
    )
    hub.ben.signs(first)
    hub.ben.signs(second)
    assert hub.applied_in_an_hour() == 2
    assert sorted(str(hub.outcome(one)) for one in (first, second)) == ["applied", "overtaken"]


def test_an_answer_that_is_not_believed_is_no_trial(trying: Trying) -> None:
    ada = trying.hub.ada.actor
    for wrong in ({"nonce": "another"}, {"aud": "another"}, {"iss": "https://another.example"}):
        started = trying.starts()
        answer = trying.answers(started, **wrong)
        with pytest.raises(SignInRefused):
            finish_trial(trying.runtime, ada, started.kept, answer, BACK)
    started = trying.starts()
    answer = trying.answers(started)
    for mine in (replace(answer, state="another"), replace(answer, code=None, error="access_denied")):
        with pytest.raises(SignInRefused):
            finish_trial(trying.runtime, ada, started.kept, mine, BACK)
    with pytest.raises(SignInRefused):
        finish_trial(trying.runtime, trying.hub.ben.actor, started.kept, answer, BACK)
    trying.exchange.clock.forward(timedelta(minutes=10))
    with pytest.raises(SignInRefused):
        finish_trial(trying.runtime, ada, started.kept, answer, BACK)


def test_what_a_browser_keeps_is_believed_as_it_was_sealed_and_no_longer(trying: Trying) -> None:
    hub, tried = trying.hub, trying.tries()
    started = trying.starts()
    answer = trying.answers(started)
    assert is_trial(trying.runtime, started.kept, "town", answer.state)
    assert not is_trial(trying.runtime, started.kept, "other", answer.state)
    assert not is_trial(trying.runtime, tried.kept, "town", answer.state)
    for junk in (None, "", "é", "AAAA", started.kept[:-4] + "AAAA"):
        assert not is_trial(trying.runtime, junk, "town", answer.state)
    for kept in (started.kept, "", tried.kept[:-8]):
        with pytest.raises(WrongState):
            propose_provider(trying.runtime, hub.ada.actor, kept, [])
    with pytest.raises(WrongState):
        propose_provider(trying.runtime, hub.ben.actor, tried.kept, [])
    trying.exchange.clock.forward(timedelta(hours=1))
    with pytest.raises(WrongState):
        propose_provider(trying.runtime, hub.ada.actor, tried.kept, [])


def test_what_is_mistyped_is_said_at_its_field_and_nothing_is_asked(trying: Trying) -> None:
    asked = len(trying.town.there.asked)
    wrong = {"name": "", "key": "Town!", "issuer": "http://town.example", "client_id": "a b", "domains": "town",
             "groups_claim": "two claims"}  # fmt: skip
    with pytest.raises(InvalidInput) as told:
        trying.starts(**wrong)
    assert set(told.value.errors) == set(wrong)
    assert len(trying.town.there.asked) == asked
    trying.town.sign_with("HS256")
    with pytest.raises(InvalidInput) as told:
        trying.starts()
    assert set(told.value.errors) == {"issuer"}


def test_whoever_administers_no_hub_tries_nothing(trying: Trying) -> None:
    partner = office(trying.exchange)
    tried = trying.tries()
    for attempt in (
        lambda: trying.started_by(partner.ada),
        lambda: propose_provider(trying.runtime, partner.ada.actor, tried.kept, []),
        lambda: propose_end_of_provider(trying.runtime, partner.ada.actor, partner.organisation.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_without_its_secret_on_the_server_it_says_so(trying: Trying) -> None:
    with pytest.raises(IdentityProviderUnavailable) as told:
        trying.starts(key="unknown")
    assert told.value.cause == "secret_missing"
