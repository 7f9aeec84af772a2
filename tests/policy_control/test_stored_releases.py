"""A stored release is vouched for by its leaf: checks that came after it stop no start and hide none of its words."""

import json
from dataclasses import replace

import pytest

from app.domain.errors import RefusesToStart
from app.services.policy_control.past_release import release_numbered
from app.services.policy_control.record_release import record_release
from app.services.runtime import PolicyInForce, Runtime
from app.wiring import close_runtime, started_runtime
from policies.engine.canonical import canonical, digest
from policies.engine.compiled import compile_policy
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, read_release, release_from_canonical
from tests.services.exchange import POLICIES, Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


def of_an_earlier_day() -> bytes:
    """A release as an earlier version allowed it: today's version refuses masks, examples, words and keys of it."""
    document = json.loads(load_release(POLICIES).canonical)
    files = document["files"]
    files["masks.toml"]["mask"][0]["examples"][0]["expect"] = "What an earlier mask left."
    files["masks.toml"]["mask"].append({"id": "an_earlier_mask", "label": "Earlier", "field_types": ["text"]})
    field = files["fields/housing.toml"]["field"][0]
    field |= {"label": "Asked in earlier words", "example": 3, "keep_for": "a while", "tags": ["an_earlier_tag"]}
    files["organisations.toml"]["organisation"][1]["request_must"] += ["request_of_an_earlier_day"]
    files["reasons.toml"]["reason"] = [one for one in files["reasons.toml"]["reason"] if one["code"] != "capped"]
    files["roles.toml"]["role"][0]["an_earlier_key"] = True
    del files["feasible.toml"]
    return canonical(document)


def store(exchange: Exchange, words: bytes) -> int:
    """Record it as the version of its day did, and say its number."""
    release = replace(load_release(POLICIES), canonical=words, digest=digest(words))
    # What would be compared with the release before it is another matter: both have the same keys.
    runtime = replace(exchange.admin, policy=PolicyInForce(0, release, compile_policy(load_release(POLICIES))))
    return record_release(runtime).number


def start(exchange: Exchange) -> Runtime:
    """The exchange started on the shipped policy, put in force again."""
    record_release(exchange.admin)
    runtime = started_runtime(exchange.settings, exchange.clock)
    close_runtime(runtime)
    return runtime


def test_todays_checks_refuse_it_in_a_folder() -> None:
    with pytest.raises(PolicyError):
        read_release(json.loads(of_an_earlier_day())["files"])
    assert release_from_canonical(of_an_earlier_day()).digest == digest(of_an_earlier_day())


def test_the_installation_starts_and_shows_its_words(own_exchange: Exchange) -> None:
    number = store(own_exchange, of_an_earlier_day())
    started = start(own_exchange)
    assert started.policy.number == number + 1
    with own_exchange.runtime.database.work(None) as work:
        shown = release_numbered(own_exchange.runtime, work, number)
    assert shown is not None
    assert "Asked in earlier words" in {field.label for field in shown.catalogue.values()}


@pytest.mark.parametrize("edited", ["words", "nonsense"])
def test_words_that_the_leaf_does_not_name_are_not_shown_and_are_followed_by_nothing(
    own_exchange: Exchange, edited: str
) -> None:
    number = store(own_exchange, of_an_earlier_day())
    words = of_an_earlier_day().decode().replace("Asked in earlier words", "Other words")
    text = words if edited == "words" else words.replace('"level":"withheld"', '"level":"nothing"')
    own_exchange.rows("UPDATE policy_release SET canonical = %s WHERE number = %s RETURNING number", text, number)
    with own_exchange.runtime.database.work(None) as work:
        assert release_numbered(own_exchange.runtime, work, number) is None
    with pytest.raises(RefusesToStart, match=f"Policy release {number}, .*is not stored as the log has it"):
        start(own_exchange)
