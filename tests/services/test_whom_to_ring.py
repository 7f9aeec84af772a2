"""Whom to ring while somebody is closed, and that a number counts when somebody else has rung it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg.errors import CheckViolation

from app.domain.errors import InvalidInput
from app.domain.identity import Organisation
from app.services.clocks.enter import enter_cover, enter_duty_number
from app.services.clocks.keep_setting import Rung
from app.services.clocks.timekeeping import Cover, cover_of
from tests.services.exchange import Exchange


def covers(exchange: Exchange, organisation: Organisation) -> Cover:
    with exchange.runtime.database.work(None) as work:
        return cover_of(work, [organisation.id])[organisation.id]


@pytest.mark.parametrize("telephone", ["", "ring me", "1", "01632-960001", "٠١٦٣٢ ٩٦٠٠٠١", "0" * 31])
def test_what_is_no_number_is_refused(exchange: Exchange, telephone: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        enter_duty_number(exchange.admin, exchange.another("hub").id, "Duty", telephone, exchange.registrar_id())
    assert list(wrong.value.errors) == ["telephone"]


def test_a_number_counts_when_somebody_else_has_rung_it(exchange: Exchange) -> None:
    housing, by = exchange.another("housing"), exchange.registrar_id()
    other = exchange.person("hub", "hub_collator")
    now = exchange.clock.now()
    given: dict[str, Any] = {"covered_by": "Night line", "telephone": "01632 960002", "covers": "Nights"}
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
