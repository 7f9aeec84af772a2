"""Whoever is away when a hub closes: who covers sees what is to be handed over; a duty worker who is away is named."""

from __future__ import annotations

from app.domain.identity import Actor
from app.domain.waiting import Waiting
from app.services.duty.hand_over import hand_to_duty
from app.services.identity.cover import name_cover
from app.services.intake.cover_case import cover_case
from app.services.research.my_work import find_my_work
from tests.services.exchange import Exchange
from tests.services.on_duty import FRIDAY, copied, duty, friday, page
from tests.services.played import ready_case

__all__ = ["copied", "friday"]


def to_hand_over(exchange: Exchange, actor: Actor) -> tuple[Waiting, ...]:
    found = (one.lines for one in find_my_work(exchange.runtime, actor).groups if one.what == "to_hand_over")
    return next(found, ())


def covered(exchange: Exchange, away: Actor, cover: Actor) -> None:
    name_cover(exchange.runtime, away, away.person_id, cover.person_id, FRIDAY.date(), FRIDAY.date())


def test_whoever_covers_finds_it_in_my_work_and_on_the_page_and_goes_on_it(friday: Exchange) -> None:
    case, colin, other = ready_case(friday), *(friday.person("hub", "hub_collator") for _ in range(2))
    covered(friday, case.collator, colin)
    assert [(one.file_id, one.for_id, one.mine) for one in to_hand_over(friday, colin)] == [
        (case.id, case.collator.person_id, False)
    ]
    assert [one.file_id for one in page(friday, colin).covered] == [case.id]
    assert page(friday, colin).lines == (), "not theirs to hand over before they are on it"
    for nobody in (other, case.decider):
        assert page(friday, nobody).covered == ()
    assert to_hand_over(friday, other) == ()
    cover_case(friday.runtime, colin, case.id)
    assert [(one.file_id, one.for_id) for one in to_hand_over(friday, colin)] == [(case.id, None)]
    assert page(friday, colin).covered == ()
    assert [one.entry.file_id for one in page(friday, colin).lines] == [case.id]


def test_a_duty_worker_who_is_away_is_said_to_be_and_is_not_offered_first(friday: Exchange) -> None:
    case, noor, colin = ready_case(friday), duty(friday), friday.person("hub", "hub_collator")
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    assert page(friday, case.collator).chosen == noor.person_id
    covered(friday, noor, colin)
    assert page(friday, case.collator).away == {noor.person_id: colin.display_name}
    assert page(friday, case.collator).chosen != noor.person_id


def test_a_deputy_who_may_hand_over_nothing_is_asked_for_nothing(friday: Exchange) -> None:
    ready_case(friday)
    assert to_hand_over(friday, friday.person("hub", "hub_deputy")) == ()
