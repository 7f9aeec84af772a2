"""What a clock runs by: hours from a day on, closed days, cover, numbers that were rung, and the profile adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.errors import CheckViolation

from app.domain.clock_settings import CLOSED, HOURS, PROFILE
from app.domain.errors import ExchangeError, InvalidInput, NoClock, NotFound, Stale, WrongState
from app.domain.identity import Organisation
from app.services.clocks.enter import adopt_profile, enter_closed_day, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.keep_setting import Changed, Rung, end_setting
from app.services.clocks.timekeeping import Cover, Timekeeping, cover_of, timekeeping
from app.services.intake.open_case import find_case
from app.services.policy_control.record_release import record_release
from app.services.research.before_sending import NO_CLOCK
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.clock_profiles import ClockProfile, Rating, Target
from tests.services.exchange import Exchange
from tests.services.played import claim, draft, ready_case, send, sign, value
from tests.web.statements import counted

OFFICE, ALWAYS = ("mon-fri=9:00-17:00",), ("every=0:00-24:00",)
ENGLAND = "england-and-wales"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def bare_hub(exchange: Exchange) -> Organisation:
    """A hub that has said nothing: what the fixture said is ended, as an operator would."""
    hub = exchange.another("hub")
    by = exchange.registrar_id()
    with exchange.runtime.database.work(None) as work:
        kept = work.clocks.kept([hub.id])[hub.id]
    for one in kept.settings:
        end_setting(exchange.admin, hub.id, one.kind, one.day, by)
    return hub


def time_of(exchange: Exchange, hub: Organisation, *partners: UUID) -> Timekeeping:
    with exchange.runtime.database.work(None) as work:
        return timekeeping(exchange.runtime, work, hub.id, partners)


def covers(exchange: Exchange, organisation: Organisation) -> Cover:
    with exchange.runtime.database.work(None) as work:
        return cover_of(work, [organisation.id])[organisation.id]


def rebases(exchange: Exchange, organisation: Organisation) -> list[datetime]:
    query = "SELECT run_at FROM job WHERE kind = 'rebase' AND organisation_id = %s ORDER BY run_at"
    return [at.astimezone(UTC) for (at,) in exchange.rows(query, organisation.id)]


def london(*moment: int) -> datetime:
    """A moment in winter, when London's clocks show UTC."""
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_partner_counts_in_its_own_hours_or_in_the_hubs(exchange: Exchange) -> None:
    hub, police, housing = exchange.another("hub"), exchange.another("police"), exchange.another("housing")
    enter_hours(exchange.admin, police.id, date(2026, 1, 1), ALWAYS, "none", exchange.registrar_id())
    kept = time_of(exchange, hub, police.id, housing.id)
    night, christmas = london(2026, 11, 24, 23), london(2026, 12, 25, 10)
    assert kept.of[police.id].is_open(night)
    assert kept.of[police.id].is_open(christmas)
    assert kept.of[police.id].knows(london(2999, 1, 1))
    assert kept.of[housing.id] == kept.hub
    assert kept.hub.is_open(TUESDAY)
    assert not kept.hub.is_open(night)
    assert not kept.hub.is_open(christmas)
    assert kept.hub.known_until == exchange.runtime.policy.release.calendars[ENGLAND].known_until
    assert kept.profile == exchange.runtime.policy.release.profiles["standard"]


def test_hours_that_are_announced_hold_from_their_day(own_exchange: Exchange) -> None:
    hub, by = own_exchange.another("hub"), own_exchange.registrar_id()
    saturday = london(2026, 12, 5, 10)
    enter_hours(own_exchange.admin, hub.id, date(2026, 12, 5), ("mon-sat=8:00-18:00",), ENGLAND, by)
    assert not time_of(own_exchange, hub).hub.is_open(saturday)
    assert rebases(own_exchange, hub) == [london(2026, 12, 5, 0)]
    own_exchange.clock.forward(days=11)
    assert time_of(own_exchange, hub).hub.is_open(saturday)
    end_setting(own_exchange.admin, hub.id, HOURS, date(2026, 12, 5), by)
    assert not time_of(own_exchange, hub).hub.is_open(saturday)
    assert rebases(own_exchange, hub)[1:] == [own_exchange.clock.now()]


def test_a_closed_day_closes_and_is_taken_back(exchange: Exchange) -> None:
    hub, by, day = exchange.another("hub"), exchange.registrar_id(), date(2026, 11, 25)
    enter_closed_day(exchange.admin, hub.id, day, "Training", by)
    assert not time_of(exchange, hub).hub.is_open(london(2026, 11, 25, 10))
    assert rebases(exchange, hub) == [exchange.clock.now()]
    end_setting(exchange.admin, hub.id, CLOSED, day, by)
    assert time_of(exchange, hub).hub.is_open(london(2026, 11, 25, 10))
    with pytest.raises(NotFound):
        end_setting(exchange.admin, hub.id, CLOSED, day, by)


def test_what_is_entered_again_changes_nothing(exchange: Exchange) -> None:
    hub, by = exchange.another("hub"), exchange.registrar_id()
    acts = [
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
    "no day": ("hours", {"written": ()}),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_hours_name_the_field_and_the_fix(exchange: Exchange, what: str) -> None:
    field, given = WRONG[what]
    hours = {"first": date(2026, 1, 1), "written": OFFICE, "calendar": ENGLAND, **given}
    with pytest.raises(InvalidInput) as wrong:
        enter_hours(exchange.admin, exchange.another("hub").id, by=exchange.registrar_id(), **hours)
    assert list(wrong.value.errors) == [field]


@pytest.mark.parametrize("telephone", ["", "ring me", "1", "01632-960001", "٠١٦٣٢ ٩٦٠٠٠١", "0" * 31])
def test_what_is_no_number_is_refused(exchange: Exchange, telephone: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        enter_duty_number(exchange.admin, exchange.another("hub").id, "Duty", telephone, exchange.registrar_id())
    assert list(wrong.value.errors) == ["telephone"]


@pytest.mark.parametrize("why", ["", "  ", "x" * 121, "a\x07b"])
def test_words_are_a_few_on_one_line(exchange: Exchange, why: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        enter_closed_day(exchange.admin, exchange.another("hub").id, date(2026, 12, 24), why, exchange.registrar_id())
    assert list(wrong.value.errors) == ["why"]


def test_a_number_counts_when_somebody_else_has_rung_it(exchange: Exchange) -> None:
    housing, by = exchange.another("housing"), exchange.registrar_id()
    other = exchange.person("hub", "hub_collator")
    now = exchange.clock.now()
    given = {"covered_by": "Night line", "telephone": "01632 960002", "covers": "Nights"}
    enter_cover(exchange.admin, housing.id, by, **given)
    assert covers(exchange, housing).rung_by is None
    for rung, field in ((Rung(by, now), "rung_by"), (Rung(other.person_id, now + timedelta(minutes=1)), "rung_at")):
        with pytest.raises(InvalidInput) as wrong:
            enter_cover(exchange.admin, housing.id, by, **given, rung=rung)
        assert list(wrong.value.errors) == [field]
    # Whoever enters the same again to note their own call did not enter the number: the first did.
    enter_cover(exchange.admin, housing.id, other.person_id, **given, rung=Rung(other.person_id, now))
    said = covers(exchange, housing)
    assert (said.out_of_hours, said.by, said.telephone) == (True, "Night line", "01632 960002")
    assert (said.rung_by, said.rung_at) == (other.display_name, now)
    enter_cover(exchange.admin, housing.id, by, **given)
    assert covers(exchange, housing).rung_by == other.display_name
    enter_cover(exchange.admin, housing.id, by, **{**given, "telephone": "01632 960003"})
    assert covers(exchange, housing).rung_by is None


def test_the_table_itself_keeps_nobody_from_vouching_for_their_own_number(exchange: Exchange) -> None:
    hub = exchange.another("hub")
    enter_duty_number(exchange.admin, hub.id, "Duty", "01632 960001", exchange.registrar_id())
    with pytest.raises(CheckViolation, match="rung_by_another"):
        exchange.rows(
            "UPDATE clock_setting SET rung_by = set_by, rung_at = now() WHERE organisation_id = %s AND kind = 'duty'",
            hub.id,
        )


def test_whom_to_ring_where_nobody_covers_and_where_nothing_is_said(exchange: Exchange) -> None:
    hub, housing, by = exchange.another("hub"), exchange.another("housing"), exchange.registrar_id()
    nothing = covers(exchange, housing)
    assert (nothing.out_of_hours, nothing.said, nothing.telephone) == (False, False, housing.telephone)
    enter_cover(exchange.admin, housing.id, by, covered_by=None, telephone=None, covers=None)
    nobody = covers(exchange, housing)
    assert (nobody.out_of_hours, nobody.said, nobody.telephone) == (False, True, housing.telephone)
    enter_cover(exchange.admin, housing.id, by, covered_by=None, telephone="01632 960009", covers=None)
    assert covers(exchange, housing).telephone == "01632 960009"
    enter_duty_number(exchange.admin, hub.id, "Duty team", "01632 960001", by)
    duty = covers(exchange, hub)
    assert (duty.out_of_hours, duty.by, duty.telephone) == (True, "Duty team", "01632 960001")


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
    with pytest.raises(NotFound, match="no such organisation"):
        adopt_profile(exchange.admin, uuid4(), "fast", by)


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
    assert not later.hub.is_open(london(2026, 12, 3, 10))


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
