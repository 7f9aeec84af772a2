"""What organisations say of their time: hours from a day on, closed days, and what is entered again or at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.clock_settings import CLOSED, HOURS, PROFILE
from app.domain.errors import ExchangeError, InvalidInput, NotFound, Stale, WrongState
from app.domain.identity import Organisation
from app.services.clocks.enter import adopt_profile, enter_closed_day, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.keep_setting import Changed, end_setting
from app.services.clocks.timekeeping import Timekeeping, cover_of, timekeeping
from tests.services.exchange import Exchange
from tests.web.statements import counted

OFFICE, ALWAYS = ("mon-fri=9:00-17:00",), ("every=0:00-24:00",)
ENGLAND = "england-and-wales"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def time_of(exchange: Exchange, hub: Organisation, *partners: UUID) -> Timekeeping:
    with exchange.runtime.database.work(None) as work:
        return timekeeping(exchange.runtime, work, hub.id, partners)


def rebases(exchange: Exchange, organisation: Organisation) -> list[datetime]:
    query = "SELECT run_at FROM job WHERE kind = 'rebase' AND organisation_id = %s ORDER BY run_at"
    return [at.astimezone(UTC) for (at,) in exchange.rows(query, organisation.id)]


def london(month: int, day: int, hour: int = 0) -> datetime:
    """A moment of the winter of 2026, when London's clocks show UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_partner_counts_in_its_own_hours_or_in_the_hubs(exchange: Exchange) -> None:
    hub, police, housing = exchange.another("hub"), exchange.another("police"), exchange.another("housing")
    enter_hours(exchange.admin, police.id, date(2026, 1, 1), ALWAYS, "none", exchange.registrar_id())
    kept = time_of(exchange, hub, police.id, housing.id)
    night, christmas = london(11, 24, 23), london(12, 25, 10)
    assert kept.of[police.id].is_open(night)
    assert kept.of[police.id].is_open(christmas)
    assert kept.of[police.id].knows(datetime(2999, 1, 1, tzinfo=UTC))
    assert kept.of[housing.id] == kept.hub
    assert kept.hub.is_open(TUESDAY)
    assert not kept.hub.is_open(night)
    assert not kept.hub.is_open(christmas)
    assert kept.hub.known_until == exchange.runtime.policy.release.calendars[ENGLAND].known_until
    assert kept.profile == exchange.runtime.policy.release.profiles["standard"]


def test_hours_that_are_announced_hold_from_their_day(own_exchange: Exchange) -> None:
    hub, by = own_exchange.another("hub"), own_exchange.registrar_id()
    saturday = london(12, 5, 10)
    enter_hours(own_exchange.admin, hub.id, date(2026, 12, 5), ("mon-sat=8:00-18:00",), ENGLAND, by)
    assert not time_of(own_exchange, hub).hub.is_open(saturday)
    assert rebases(own_exchange, hub) == [london(12, 5)]
    own_exchange.clock.forward(days=11)
    assert time_of(own_exchange, hub).hub.is_open(saturday)
    end_setting(own_exchange.admin, hub.id, HOURS, date(2026, 12, 5), by)
    assert not time_of(own_exchange, hub).hub.is_open(saturday)
    assert rebases(own_exchange, hub)[1:] == [own_exchange.clock.now()]


def test_a_closed_day_closes_and_is_taken_back(exchange: Exchange) -> None:
    hub, by, day = exchange.another("hub"), exchange.registrar_id(), date(2026, 11, 25)
    enter_closed_day(exchange.admin, hub.id, day, "Training", by)
    assert not time_of(exchange, hub).hub.is_open(london(11, 25, 10))
    assert rebases(exchange, hub) == [exchange.clock.now()]
    end_setting(exchange.admin, hub.id, CLOSED, day, by)
    assert time_of(exchange, hub).hub.is_open(london(11, 25, 10))
    with pytest.raises(NotFound):
        end_setting(exchange.admin, hub.id, CLOSED, day, by)


def test_what_is_entered_again_changes_nothing(exchange: Exchange) -> None:
    hub, by = exchange.another("hub"), exchange.registrar_id()
    acts: list[Callable[[], Changed]] = [
        lambda: enter_hours(exchange.admin, hub.id, date(2020, 1, 1), OFFICE, ENGLAND, by),
        lambda: adopt_profile(exchange.admin, hub.id, "standard", by),
        lambda: enter_duty_number(exchange.admin, hub.id, "Duty", "01632 960001", by),
        lambda: enter_closed_day(exchange.admin, hub.id, date(2026, 12, 24), "Training", by),
    ]
    for act in acts:
        act()
    rows, leaves = exchange.rows("SELECT count(*) FROM clock_setting"), len(exchange.leaves())
    for act in acts:
        again = act()
        assert again.before == again.after
    assert exchange.rows("SELECT count(*) FROM clock_setting") == rows
    assert len(exchange.leaves()) == leaves


def test_what_was_said_before_stays_and_says_who_entered_it(exchange: Exchange) -> None:
    hub, by = exchange.another("hub"), exchange.person("hub", "hub_decision_maker").person_id
    changed = adopt_profile(exchange.admin, hub.id, "fast", by)
    assert (changed.before and changed.before.said["key"], changed.after and changed.after.said["key"]) == (
        "standard",
        "fast",
    )
    query = "SELECT said ->> 'key', set_by, ended_at IS NULL FROM clock_setting"
    of_hub = "WHERE kind = %s AND organisation_id = %s ORDER BY set_at, ended_at"
    found = exchange.rows(f"{query} {of_hub}", PROFILE, hub.id)
    assert found == [("standard", exchange.registrar_id(), False), ("fast", by, True)]


def test_of_two_who_enter_at_once_one_is_told(own_exchange: Exchange) -> None:
    hub, by = own_exchange.another("hub"), own_exchange.registrar_id()
    together, said, refused = Barrier(2), list[Changed](), list[ExchangeError]()

    def enter(why: str) -> None:
        together.wait()
        try:
            said.append(enter_closed_day(own_exchange.admin, hub.id, date(2026, 12, 24), why, by))
        except (Stale, WrongState) as lost:
            refused.append(lost)

    threads = [Thread(target=enter, args=(why,)) for why in ("Training", "Snow")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    standing = own_exchange.rows("SELECT said ->> 'why' FROM clock_setting WHERE kind = 'closed' AND ended_at IS NULL")
    assert len(standing) == 1
    assert len(said) + len(refused) == 2
    assert said


WRONG: Mapping[str, tuple[str, dict[str, Any]]] = {
    "a calendar nobody has": ("holidays", {"calendar": "narnia"}),
    "no day": ("days", {"written": ()}),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_hours_name_the_field_and_the_fix(exchange: Exchange, what: str) -> None:
    field, given = WRONG[what]
    hours = {"first": date(2026, 1, 1), "written": OFFICE, "calendar": ENGLAND, **given}
    with pytest.raises(InvalidInput) as wrong:
        enter_hours(exchange.admin, exchange.another("hub").id, by=exchange.registrar_id(), **hours)
    assert list(wrong.value.errors) == [field]


@pytest.mark.parametrize("why", ["", "  ", "x" * 201, "a\x07b"])
def test_words_are_a_few_on_one_line(exchange: Exchange, why: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        enter_closed_day(exchange.admin, exchange.another("hub").id, date(2026, 12, 24), why, exchange.registrar_id())
    assert list(wrong.value.errors) == ["because"]


def test_each_says_what_is_theirs_to_say(exchange: Exchange) -> None:
    hub, housing, by = exchange.another("hub"), exchange.another("housing"), exchange.registrar_id()
    with pytest.raises(WrongState, match="is no hub"):
        adopt_profile(exchange.admin, housing.id, "standard", by)
    with pytest.raises(WrongState, match="is no hub"):
        enter_duty_number(exchange.admin, housing.id, "Duty", "01632 960001", by)
    with pytest.raises(WrongState, match="is its duty number"):
        enter_cover(exchange.admin, hub.id, by, covered_by="Night line", telephone="01632 960001", covers="Nights")
    with pytest.raises(NotFound, match="flask people add"):
        adopt_profile(exchange.admin, hub.id, "fast", uuid4())
    with pytest.raises(NotFound, match="There is no organisation"):
        adopt_profile(exchange.admin, uuid4(), "fast", by)


def test_it_is_one_statement_for_one_partner_and_for_fifty(exchange: Exchange) -> None:
    hub = exchange.another("hub")
    partners = [exchange.another("housing").id for _ in range(3)]
    ids = [*partners, *(uuid4() for _ in range(47))]
    for one in partners:
        enter_hours(exchange.admin, one, date(2026, 1, 1), ALWAYS, "none", exchange.registrar_id())
    for asked in (ids[:1], ids):
        with exchange.runtime.database.work(None) as work, counted(exchange) as sent:
            timekeeping(exchange.runtime, work, hub.id, asked)
        assert len(sent) == 1
        with exchange.runtime.database.work(None) as work, counted(exchange) as sent:
            cover_of(work, asked)
        assert len(sent) == 1
