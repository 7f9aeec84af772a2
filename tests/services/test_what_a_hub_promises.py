"""What a hub promises: nothing without hours and a profile, and what it adopted whatever a later release says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from app.domain.clock_settings import HOURS
from app.domain.errors import InvalidInput, NoClock
from app.domain.identity import Organisation
from app.services.clocks.enter import adopt_profile, enter_hours
from app.services.clocks.keep_setting import end_setting
from app.services.clocks.timekeeping import timekeeping
from app.services.intake.open_case import find_case
from app.services.policy_control.record_release import record_release
from app.services.research.before_sending import NO_CLOCK
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.clock_profiles import ClockProfile, Rating, Target
from tests.services.exchange import Exchange
from tests.services.naming import name_settings
from tests.services.played import claim, draft, ready_case, send, sign, value
from tests.services.test_clock_settings import ALWAYS, ENGLAND, OFFICE, TUESDAY, london, rebases, time_of


def bare_hub(exchange: Exchange) -> Organisation:
    """A hub that has said nothing: what the fixture said is ended, as an operator would."""
    hub = exchange.another("hub")
    by = exchange.registrar_id()
    with exchange.runtime.database.work(None) as work:
        kept = work.clocks.kept([hub.id])[hub.id]
    for one in kept.settings:
        end_setting(exchange.admin, hub.id, one.kind, one.day, by)
    return hub


def test_a_hub_without_hours_or_profile_promises_nothing_and_says_what_is_missing(exchange: Exchange) -> None:
    hub, by = bare_hub(exchange), exchange.registrar_id()
    with pytest.raises(NoClock) as nothing:
        time_of(exchange, hub)
    assert f"{hub.name} has no opening hours. " in nothing.value.message
    assert f"{hub.name} has not adopted how soon answers are due. " in nothing.value.message
    assert "flask clocks hours" in nothing.value.message
    assert "flask clocks adopt" in nothing.value.message
    adopt_profile(exchange.admin, hub.id, "standard", by)
    enter_hours(exchange.admin, hub.id, date(2027, 1, 4), OFFICE, ENGLAND, by)
    with pytest.raises(NoClock, match="has no opening hours that hold before 4 January 2027"):
        time_of(exchange, hub)
    enter_hours(exchange.admin, hub.id, date(2026, 1, 1), OFFICE, ENGLAND, by)
    assert time_of(exchange, hub).hub.is_open(TUESDAY)


@pytest.mark.parametrize(
    "edit",
    [
        "said = '{}' WHERE kind = 'hours'",
        "said = '[]' WHERE kind = 'hours'",
        "said = said || '{\"calendar\": \"gone\"}' WHERE kind = 'hours'",
        "said = '{\"week\": [[[1, 2]]], \"calendar\": null}' WHERE kind = 'hours'",
        "said = '{}' WHERE kind = 'profile'",
        "said = jsonb_set(said, '{content,partner,red}', '[\"working_days\", 1]') WHERE kind = 'profile'",
        "said = jsonb_set(said, '{content,ladder}', '[]') WHERE kind = 'profile'",
    ],
)
def test_what_no_command_has_written_promises_nothing(own_exchange: Exchange, edit: str) -> None:
    hub = own_exchange.organisation("hub")
    own_exchange.rows(f"UPDATE clock_setting SET {edit}")
    with pytest.raises(NoClock):
        time_of(own_exchange, hub)
    name_settings(own_exchange.admin)  # as if an entry had signed it
    with pytest.raises(NoClock, match=f"of {hub.name} cannot be read"):
        time_of(own_exchange, hub)


def other_release(exchange: Exchange, **changed: Any) -> PolicyInForce:
    """A later release, put in force, that says other things."""
    now = exchange.admin.policy
    release = replace(now.release, **changed)
    later = replace(release, canonical=now.release.canonical + b" ", digest=f"other-{uuid4()}")
    return PolicyInForce(now.number + 1, later, now.compiled)


def under(runtime: Runtime, policy: PolicyInForce) -> Runtime:
    return replace(runtime, policy=policy)


def promised(runtime: Runtime, hub: Organisation) -> ClockProfile:
    with runtime.database.work(None) as work:
        return timekeeping(runtime, work, hub.id).profile


def test_a_release_changes_no_promise_until_it_is_adopted_anew(exchange: Exchange) -> None:
    hub, by = exchange.another("hub"), exchange.registrar_id()
    was = exchange.runtime.policy.release.profiles["standard"]
    slower = replace(was, partner={**was.partner, "amber": Target("working_days", 9)})
    policy = other_release(exchange, profiles={"standard": slower})
    assert promised(under(exchange.runtime, policy), hub) == was
    assert promised(under(exchange.runtime, other_release(exchange, profiles={})), hub) == was
    changed = adopt_profile(under(exchange.admin, policy), hub.id, "standard", by)
    assert changed.before != changed.after
    assert promised(under(exchange.runtime, policy), hub) == slower


def test_in_a_rating_that_a_release_adds_nobody_is_asked_until_it_is_adopted(exchange: Exchange) -> None:
    hub = exchange.another("hub")
    ratings = {**exchange.runtime.policy.release.ratings, "violet": Rating("violet", "Violet", "purple", False)}
    profile = promised(under(exchange.runtime, other_release(exchange, ratings=ratings)), hub)
    assert profile.partner["violet"] is None
    assert profile.hub["violet"] is None
    assert profile.partner["red"] == Target("elapsed", 240)


def test_a_holiday_announced_late_has_due_times_worked_out_again(own_exchange: Exchange) -> None:
    by = own_exchange.registrar_id()
    hub, police, housing = (own_exchange.another(kind) for kind in ("hub", "police", "housing"))
    enter_hours(own_exchange.admin, police.id, date(2026, 1, 1), ALWAYS, "none", by)
    enter_hours(own_exchange.admin, housing.id, date(2026, 1, 1), OFFICE, ENGLAND, by)
    before = {one.id: len(rebases(own_exchange, one)) for one in (hub, police, housing)}
    calendar = own_exchange.admin.policy.release.calendars[ENGLAND]
    day = date(2026, 12, 3)
    added = replace(calendar, days={**calendar.days, day: "A jubilee"})
    policy = other_release(own_exchange, calendars={ENGLAND: added})
    record_release(under(own_exchange.admin, policy))
    assert {one.id: len(rebases(own_exchange, one)) - before[one.id] for one in (hub, police, housing)} == {
        hub.id: 1,
        police.id: 0,
        housing.id: 1,
    }
    with own_exchange.runtime.database.work(None) as work:
        later = timekeeping(under(own_exchange.runtime, policy), work, hub.id)
    assert not later.hub.is_open(london(12, 3, 10))


def test_without_a_clock_nothing_is_sent_and_what_is_out_goes_on(own_exchange: Exchange) -> None:
    """The hub of this exchange had said its time, and then takes it back while a request is out."""
    case, by = ready_case(own_exchange), own_exchange.registrar_id()
    out = send(own_exchange, case, "housing", ("housing_known",))
    hub = own_exchange.organisation("hub")
    end_setting(own_exchange.admin, hub.id, HOURS, date(2020, 1, 1), by)
    gap = next(one for one in find_case(own_exchange.runtime, case.collator, case.id).gaps if one.what == NO_CLOCK)
    assert gap.stops_all
    assert f"{hub.name} has no opening hours" in gap.text
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "police")
    assert refused.value.errors == {NO_CLOCK: gap.text}
    colleague = claim(own_exchange, out)
    draft(own_exchange, out, colleague, case.people[0], {"housing_known": value("yes")})
    sign(own_exchange, colleague, out)
    enter_hours(own_exchange.admin, hub.id, date(2026, 1, 1), OFFICE, ENGLAND, by)
    assert send(own_exchange, case, "police").state == "sent"
