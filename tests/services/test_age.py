"""Whether somebody is a child counts on the day of each act, by their date of birth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.services.intake.age import kind_by_birth
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from tests.services.exchange import Exchange
from tests.services.played import ready_case, send


@pytest.mark.parametrize(
    ("born", "kind"),
    [
        ("2008-11-25", "child"), ("2008-11-24", "adult"), ("2008-11", None), ("2008-12", "child"),
        ("2008-10", "adult"), ("2008", None), ("2009", "child"), ("2007", "adult"),
    ],
)  # fmt: skip
def test_a_birthday_makes_an_adult(born: str, kind: str | None) -> None:
    assert kind_by_birth(born, date(2026, 11, 24)) == kind


def test_a_child_born_in_1990_is_asked_about_and_a_guess_is_taken(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    for person, born, says in (
        (case.people[0], "1990-01-01", "they are an adult today, and the case has them as a child."),
        (case.people[1], "2015-01-01", "they are a child today, and the case has them as an adult."),
    ):
        with pytest.raises(InvalidInput) as refused:
            save_case_record(exchange.runtime, case.collator, case.id, person, {"case_date_of_birth": plain(born)}, 1)
        assert refused.value.errors["case_date_of_birth"].startswith(f"On this date of birth {says}")
        guess = {"case_date_of_birth": plain(born), "case_date_of_birth_accuracy": plain("estimated")}
        save_case_record(exchange.runtime, case.collator, case.id, person, guess, 1)


def test_whoever_turned_18_since_the_case_began_is_not_asked_about_as_a_child(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    child = case.people[0]
    birthday = own_exchange.clock.now().date() + timedelta(days=2)
    born = {"case_date_of_birth": plain(birthday.replace(year=birthday.year - 18).isoformat())}
    save_case_record(own_exchange.runtime, case.collator, case.id, child, born, 1)
    send(own_exchange, case, "housing")
    own_exchange.clock.forward(timedelta(days=2))
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "police")
    assert "somebody you chose is an adult today" in next(iter(refused.value.errors.values()))
    known = find_case(own_exchange.runtime, case.collator, case.id)
    other = {"case_gp_practice": plain("Madeup Surgery"), **born}
    version = known.records[child].version
    save_case_record(own_exchange.runtime, case.collator, case.id, child, other, version)
