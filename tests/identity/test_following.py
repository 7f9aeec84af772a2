"""Name and mailbox follow the sign-in: shown to whom they are of, logged, and nowhere in clear but in their own row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from app.adapters.database.engine import make_engine
from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.identity import Identity, IdentityProvider, Person
from app.factory import create_app
from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from app.services.identity.add_person import add_account, add_person
from app.services.identity.register_provider import register_provider
from tests.conftest import Database
from tests.identity.arriving import Arriving
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.exchange import SECRET, People
from tests.identity.made_up_tokens import NOW
from tests.services.exchange import Exchange, make_exchange

OTHER, BOX = "Amina Otherwise", "amina.otherwise@town.example"


@pytest.fixture
def whole(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    made = make_exchange(database, keystore, tmp_path, NOW)
    yield made
    made.close()


@pytest.fixture
def here(whole: Exchange, there: AwkwardProvider, database: Database) -> Iterator[Arriving]:
    """A whole exchange, whose collator has an account at the provider."""
    provider = IdentityProvider(uuid4(), "town", "Provider town", there.issuer, "exchange", NOW, development=True)
    register_provider(whole.admin, provider, ("town.example",))
    amina = Person(uuid4(), "Madeup hub_collator", None, NOW)
    add_person(whole.admin, amina)
    add_account(whole.admin, Identity(uuid4(), provider.id, "amina", amina.id, NOW))
    People(whole).member(amina, whole.organisation("hub"), "hub_collator")
    providers = OpenIdConnect({"town": SECRET}, allow_development=True, seconds=2.0)
    runtime = replace(whole.runtime, providers=providers)
    app, owner = create_app(whole.settings, runtime), make_engine(database.owner_url)
    nobody = cast("Any", None)
    yield Arriving(app, runtime, nobody, owner, whole.clock, nobody, provider, there, app.test_client())
    owner.dispose()


def person(whole: Exchange) -> tuple[str, str | None]:
    [(name, email)] = whole.rows(
        "SELECT display_name, email FROM person JOIN identity ON person.id = person_id WHERE subject = 'amina'"
    )
    return name, email


def renamed(whole: Exchange) -> list[str]:
    leaves = whole.rows("SELECT convert_from(leaf, 'UTF8') FROM log_leaf WHERE kind = 'renamed' ORDER BY idx")
    return [leaf for (leaf,) in leaves]


def test_a_changed_name_and_mailbox_are_taken_over_shown_and_logged(whole: Exchange, here: Arriving) -> None:
    name, _ = person(whole)
    page = here.sign_in(name=OTHER, email=BOX)
    assert page.status_code == 200
    assert all(words in page.text for words in ("Your details have changed", OTHER, BOX, f"was {name}"))
    assert person(whole) == (OTHER, BOX)
    [leaf] = renamed(whole)
    assert '"what":"name_and_mailbox"' in leaf
    assert not [words for words in (OTHER, BOX, name) if words in leaf]
    assert check_log(whole.runtime).problems == ()
    # Signed in already; and the next time nothing is said.
    assert here.get("/account/organisation").status_code == 200
    again = here.sign_in(name=OTHER, email=BOX)
    assert again.status_code == 303
    assert len(renamed(whole)) == 1


@pytest.mark.parametrize("changes", [{"name": None}, {"email": None}, {"name": "a\0b"}, {"email": 7}])
def test_what_a_sign_in_does_not_say_stays(whole: Exchange, here: Arriving, changes: dict[str, Any]) -> None:
    here.sign_in(name=OTHER, email=BOX)
    assert here.sign_in(**{"name": OTHER, "email": BOX, **changes}).status_code == 303
    assert person(whole) == (OTHER, BOX)


def test_a_mailbox_that_the_provider_has_not_verified_is_not_taken_over(whole: Exchange, here: Arriving) -> None:
    here.sign_in(name=OTHER, email=BOX)
    here.sign_in(name=OTHER, email="somebody.else@town.example", email_verified=False)
    assert person(whole) == (OTHER, BOX)


def test_the_officer_reads_which_name_it_was(whole: Exchange, here: Arriving) -> None:
    name, _ = person(whole)
    here.sign_in(name=OTHER, email=BOX)
    [(entry,)] = whole.rows("SELECT id FROM log_detail WHERE kind = 'renamed'")
    opened = open_entry(whole.runtime, whole.person("hub", "ig_officer"), entry)
    assert f"name: {name}, now {OTHER}" in str(opened.reason.words)


def test_whoever_nobody_has_approved_is_told_whom_to_ask(whole: Exchange, here: Arriving) -> None:
    page = here.sign_in("stranger", name="Stray Example")
    assert page.status_code == 403
    with whole.runtime.database.work(None) as work:
        stray = work.identity.person_for(here.provider.id, "stranger")
    assert stray is not None
    assert str(stray.id) in page.text
    for name, number in whole.settings.emergency_numbers:
        assert re.search(rf'ring {name} on <a [^>]*href="tel:{number.replace(" ", "")}">{number}</a>', page.text)
    assert f'href="{here.there.issuer}/end?' in page.text
    assert renamed(whole) == []
