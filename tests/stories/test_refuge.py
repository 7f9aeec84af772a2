"""A refuge's address written down wherever one can write, by everybody: nobody without need is ever shown it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog

from app.demonstration.database import Cluster
from app.domain.protected_words import found_in
from app.http.logs import configure_logs
from tests.services.fixtures import exchange_copied
from tests.stories.canary import search
from tests.stories.left_behind import tables
from tests.stories.refuge import HOTLINE, LARKS, NEEDLES, OUTSIDE, REFUGE, RUNG, SPELT, Garden, found, sought
from tests.stories.refuge_later import go_on
from tests.stories.refuge_law import asked_for
from tests.stories.refuge_planted import takes_words
from tests.stories.refuge_played import HIS, NAMED, Story, partner_kinds, tell
from tests.stories.refuge_walked import SAME, WHY, Walk, records, walk
from tests.web.governance.site import Site, make_site, post

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Town:
    """The story told, and everybody's walk through its pages."""

    site: Site
    story: Story
    walk: Walk
    logged: str


NO_PLACE = (*NAMED, "case_school", "case_rating_return")
"""Names; the school, which is hers where it is a child's; and a reference, chosen from those there are."""
PLAIN = (REFUGE["lines"][0], REFUGE["postcode"], HOTLINE, LARKS, "number nine, Refuge Way")


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("refuge")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site, stream = make_site(exchange), io.StringIO()
        configure_logs(stream)
        story = tell(exchange)
        go_on(story)
        walked = walk(site, story)
        structlog.reset_defaults()
        yield Town(site, story, walked, stream.getvalue())


def test_nobody_without_need_is_shown_where_she_is(town: Town) -> None:
    assert town.walk.leaks == {}


def test_whoever_works_with_him_is_not_told_in_any_word(town: Town) -> None:
    looked, told = ({who for who in some if who.split(" ")[0] in HIS} for some in (
        {who for who, _ in town.walk.looked}, {who for _, who in town.walk.leaks}
    ))  # fmt: skip
    assert len(looked) > len(HIS)
    assert told == set()


def test_every_page_was_looked_at(town: Town) -> None:
    rules = {one.rule for one in town.site.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    left_out = {one.rule for one in town.site.app.url_map.iter_rules() if one.endpoint in SAME}
    assert rules - left_out - {rule for _, rule in town.walk.looked} == set()


def test_everybody_wrote_it_wherever_one_can_write(town: Town) -> None:
    by = {one.by for one in town.story.garden.planted}
    assert by == {"hub", *partner_kinds()}
    assert len(town.story.garden.planted) > 3000


def test_whatever_is_recorded_in_a_case_was_written(town: Town) -> None:
    """Every record and statement of the hub's own, where a text can be typed into it."""
    catalogue = town.story.exchange.runtime.policy.release.catalogue
    own = [one for one in catalogue.values() if one.record == "case" and one.key not in NO_PLACE and takes_words(one)]
    written = {one.where.split(" ", 1)[1].partition(".")[0] for one in town.story.garden.planted if one.by == "hub"}
    assert len(own) > 40
    assert {one.key for one in own} - written == set()


def test_whatever_some_legal_basis_asks_for_was_written(town: Town) -> None:
    """By the hub for its own, and by one partner or another for theirs."""
    exchange, relied = town.story.exchange, town.story.relied
    for record, act in (("case", "request"), ("return", "return")):
        fields = exchange.runtime.policy.release.catalogue.stating(record)
        assert len(fields) > 3
        assert [one.key for one in fields if asked_for(exchange, relied[act]).isdisjoint(one.states)] == []


def test_what_was_written_reached_the_hub_and_its_decision_maker_reads_it(town: Town) -> None:
    page = town.site.client(town.story.decider).get(f"/cases/{town.story.case_id}/returns")
    assert len(found(page.text)) > 500


def test_the_decision_maker_finds_it_in_two_acts_with_a_reason(town: Town) -> None:
    story, client = town.story, town.site.client(town.story.decider)
    (record,) = [one for one in records(story) if one == story.own_record("mother")]
    path = f"/cases/{story.case_id}/records/{record}/case_address/reveal"
    assert "9 Refuge Way" not in client.get(path).text
    refused = post(client, path, reason="")
    assert "Location" not in refused.headers
    led = post(client, path, reason=WHY)
    assert "9 Refuge Way" in client.get(led.headers["Location"]).text


def test_nothing_of_it_stands_in_clear_in_any_table_or_in_what_is_logged(town: Town, cluster: Cluster) -> None:
    exchange = town.story.exchange
    places = [one for database in (exchange.database, exchange.keystore) for one in tables(cluster, database.name)]
    places.append(("logged", town.logged.encode()))
    assert {hit.where for hit in search(["Madeup Council"], places)} == {f"table {exchange.database.name}.organisation"}
    assert "hub.returns" in town.logged
    assert search(PLAIN, places) == []


@pytest.mark.parametrize("spelt", [*SPELT, *RUNG])
def test_each_spelling_is_found_by_the_search_and_by_the_comparer(spelt: str) -> None:
    said = f"Madeup: she is {spelt} now"
    assert sought(said)
    assert found_in(NEEDLES, said)
    text = Garden().text("police", "note", "aunt")
    assert found(f"<p>{said}</p>") == {OUTSIDE}
    assert found(f"<p>Refuge</p><b>{text}</b>") == {0}
    assert found("<p>Larkmoor, ZZ99</p> Refuge. Away we go: 01632 960000") == set()
