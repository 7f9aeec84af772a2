"""`flask clocks …`: what is entered, what was said before, who rang, and what is refused in words."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.services.governance.check_log import check_log
from tests.governance.commands import Ran, flask, program
from tests.services.exchange import Exchange

Town = tuple[UUID, UUID, UUID, UUID]
"""A hub, a partner, who enters and who rings."""
OFFICE = ("--from", "2026-01-01", "--holidays", "england-and-wales", "mon-fri=9:00-17:00")


def clocks(exchange: Exchange, *arguments: object) -> Ran:
    return flask(exchange.runtime, "clocks", *map(str, arguments), admin=exchange.admin)


def said(exchange: Exchange, *arguments: object) -> str:
    ran = clocks(exchange, *arguments)
    assert ran.code == 0, ran.error
    return ran.out


def refused(exchange: Exchange, *arguments: object) -> str:
    ran = clocks(exchange, *arguments)
    assert ran.code != 0, ran.out
    return ran.error


@pytest.fixture
def town(exchange: Exchange) -> Town:
    return (
        exchange.another("hub").id,
        exchange.another("housing").id,
        exchange.registrar_id(),
        exchange.person("hub", "hub_collator").person_id,
    )


def test_hours_are_entered_shown_changed_and_taken_back(exchange: Exchange, town: Town) -> None:
    _, housing, by, _ = town
    given = ("hours", housing, *OFFICE, "--by", by)
    first = said(exchange, *given)
    assert first.startswith(
        "Before: nothing\nNow: hours from 1 January 2026: Monday to Friday 9am to 5pm, closed on bank"
    )
    assert "(entered by Registrar (made up), 24 November 2026 at 10am)" in first
    assert said(exchange, *given) == "Nothing changed: this is what is said already.\n"
    always = ("--from", "2026-12-01", "--holidays", "none", "every=0:00-24:00", "--by", by)
    said(exchange, "hours", housing, *always)
    shown = said(exchange, "show", housing)
    assert "hours from 1 December 2026: every day, day and night, open on bank holidays" in shown
    taken = said(exchange, "hours", housing, "--from", "2026-12-01", "--withdraw", "--by", by)
    assert taken.endswith("Now: nothing\n")
    assert "1 December" not in said(exchange, "show", housing)


def test_a_closed_day_cover_a_duty_number_and_a_profile(exchange: Exchange, town: Town) -> None:
    hub, housing, by, ringer = town
    said(exchange, "closed", hub, "2026-12-24", "--because", "Training", "--by", by)
    number = ("--telephone", "01632 960001", "--by", by)
    assert "; not rung yet (" in said(exchange, "duty", hub, "--name", "Duty team", *number)
    rung = ("--rung-by", ringer, "--rung-at", "2026-11-24T09:30")
    heard = said(exchange, "duty", hub, "--name", "Duty team", *number, *rung)
    assert "duty number: Duty team, 01632 960001; not rung yet" in heard.partition("Now:")[0]
    assert "duty number: Duty team, 01632 960001; rung by Madeup hub_collator" in heard.partition("Now:")[2]
    assert ", 24 November 2026 at 9:30am" in heard
    said(exchange, "cover", housing, "--nobody", "--telephone", "01632 960009", "--by", by)
    said(exchange, "adopt", hub, "fast", "--by", by)
    shown = said(exchange, "show", hub, housing)
    for words in (
        "closed on 24 December 2026: Training",
        "profile adopted: fast (sha256:",
        "cover: nobody covers it, but ring 01632 960009; not rung yet",
    ):
        assert words in shown
    said(exchange, "closed", hub, "2026-12-24", "--withdraw", "--by", by)
    assert "Training" not in said(exchange, "show", hub)


def test_show_says_what_a_hub_lacks(exchange: Exchange, town: Town) -> None:
    hub, _, by, _ = town
    said(exchange, "hours", hub, "--from", "2020-01-01", "--withdraw", "--by", by)
    assert "has no opening hours. Whoever runs this service says it: flask clocks hours." in said(exchange, "show", hub)


def test_what_it_cannot_mean_is_refused_by_field_and_fix(exchange: Exchange, town: Town) -> None:
    hub, housing, by, ringer = town
    number = ("--name", "Duty", "--telephone", "01632 960001", "--by", by)
    wrong: dict[tuple[object, ...], str] = {
        ("hours", housing, "--from", "2026-01-01", "--by", by, "mon=9:00-17:00"): "Give --holidays",
        ("hours", housing, *OFFICE[:3], "narnia", "mon=9:00-17:00", "--by", by): "holidays: narnia is no calendar",
        ("hours", housing, *OFFICE[:4], "monday", "--by", by): "DAYS: In monday, “monday” is no day.",
        ("hours", housing, "--from", "1 January", "--by", by): "Give it as 2026-12-01",
        ("closed", housing, "2026-12-24", "--by", by): "--because: Say it in a few words.",
        ("closed", housing, "2026-12-24", "--withdraw", "--by", by): "nothing of that kind",
        ("cover", housing, "--by", by): "Give either --covered-by NAME or --nobody.",
        ("cover", housing, "--nobody", "--covers", "Nights", "--by", by): "covers: Nobody covers it",
        ("cover", housing, "--covered-by", "Line", "--by", by): "telephone: Give the number",
        ("cover", hub, "--nobody", "--by", by): "its cover out of hours is its duty number",
        ("duty", hub, *number, "--rung-by", ringer): "Give --rung-by and --rung-at together",
        ("duty", hub, *number, "--rung-by", by, "--rung-at", "2026-11-24T09:30"): "somebody else than who entered it",
        ("duty", hub, *number, "--rung-by", ringer, "--rung-at", "2026-12-24T09:30"): "this time has not come yet",
        ("duty", housing, *number): "is no hub",
        ("adopt", hub, "slow", "--by", by): "slow is no profile of the policy in force. Give one of fast, ",
        ("adopt", hub, "fast", "--by", hub): "flask people add NAME",
        ("show", by): "There is no organisation",
    }
    rows = exchange.rows("SELECT count(*) FROM clock_setting")
    for given, why in wrong.items():
        assert why in refused(exchange, *given), given
    assert exchange.rows("SELECT count(*) FROM clock_setting") == rows


def test_each_is_named_by_its_entry(own_exchange: Exchange) -> None:
    hub, by = own_exchange.organisation("hub").id, own_exchange.registrar_id()
    said(own_exchange, "closed", hub, "2026-12-24", "--because", "Training", "--by", by)
    said(own_exchange, "closed", hub, "2026-12-24", "--because", "Snow", "--by", by)
    said(own_exchange, "closed", hub, "2026-12-24", "--withdraw", "--by", by)
    query = """
        SELECT leaf ->> 'what', leaf ->> 'setting', leaf ->> 'day', leaf ->> 'by'
        FROM (SELECT idx, convert_from(leaf, 'UTF8')::jsonb AS leaf FROM log_leaf WHERE kind = 'administered') AS leaves
        WHERE leaf ->> 'setting' = 'closed' ORDER BY idx
    """
    day, ended = "2026-12-24", "clock_setting_ended"
    assert own_exchange.rows(query) == [
        ("closed_day_set", "closed", day, None),
        (ended, "closed", day, None),
        ("closed_day_set", "closed", day, None),
        (ended, "closed", day, str(by)),
    ]
    leaves = "".join(text for (text,) in own_exchange.rows("SELECT convert_from(leaf, 'UTF8') FROM log_leaf"))
    assert "Training" not in leaves
    assert check_log(own_exchange.runtime).problems == ()


def test_without_the_administering_role_it_says_what_is_missing(own_exchange: Exchange) -> None:
    hub, by = str(own_exchange.organisation("hub").id), str(own_exchange.registrar_id())
    ran = program(own_exchange.settings, "clocks", "adopt", hub, "fast", "--by", by, administers=False)
    assert ran.code == 1
    assert "ADMIN_DATABASE_URL: missing" in ran.error
