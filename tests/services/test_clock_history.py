"""What became of a request's time, as the hub's people read it: of a question only where they may learn of one."""

from __future__ import annotations

from app.domain.clock_steps import ASKED, CLARIFIED, RE_RATED, SENT
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.research.opened_by import opened_by
from tests.services.exchange import Exchange
from tests.services.played import rate
from tests.services.test_pauses import ask, asked, at, clarify


def history(exchange: Exchange, actor: Actor, request: ResearchRequest) -> list[str]:
    return [one.what for one, _ in opened_by(exchange.runtime, actor, request.file_id).clock]


def test_every_step_is_told_with_what_it_moved(exchange: Exchange) -> None:
    case, request, holder = asked(exchange, "amber")
    exchange.clock.moment = at(24, 12)
    ask(exchange, case, request, holder)
    exchange.clock.moment = at(24, 14)
    clarify(exchange, case, request)
    rate(exchange, case, "red")
    sent, question, answered, rated = (
        one for one, _ in opened_by(exchange.runtime, case.decider, request.file_id).clock
    )
    assert (sent.what, sent.due, sent.rating) == (SENT, at(25, 10), "amber")
    assert (question.what, question.stopped, question.moved) == (ASKED, at(24, 12), False)
    assert (answered.what, answered.stood, answered.stopped) == (CLARIFIED, at(24, 12), None)
    assert (answered.due_before, answered.due, answered.by_id) == (at(25, 10), at(25, 12), case.decider.person_id)
    assert (rated.rating_before, rated.rating, rated.due_before, rated.due) == ("amber", "red", at(25, 12), at(24, 14))


def test_who_learns_nothing_of_how_a_partner_answers_learns_of_no_question(exchange: Exchange) -> None:
    case, request, holder = asked(exchange, "amber", "mental_health")
    ask(exchange, case, request, holder)
    rate(exchange, case, "green")
    clarify(exchange, case, request)
    assert history(exchange, case.collator, request) == [SENT, RE_RATED]
    assert history(exchange, case.decider, request) == [SENT, ASKED, RE_RATED, CLARIFIED]
