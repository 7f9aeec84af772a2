"""Random changes, openings, answers, withdrawals, calls, loosenings, closings, against a model in the test's own lines.

Whoever was told has today's facts, stricter ones, or a notice; what is looser leaves only as it was decided; what is
unseen in time is a telephone task; nobody else hears; the log names each.
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from app.domain.errors import NotFound, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.call_back import call_back
from app.services.research.open_request import find_request
from app.services.research.ring_partner import PartnerCall, ring_partner
from app.services.research.send_changed import find_behind, send_safety
from tests.messages.test_worker import Letters
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange
from tests.services.played import Case, claim, draft, ready_case, send, sign, value
from tests.services.test_facts_that_change import correct, plainly, say, told
from tests.services.test_withdrawing import withdraw

__all__ = ["exchange"]

STRICTNESS = ("yes", "ask", "not_yet", "no")
NOTES = ("Not in front of father.", "Do not write.", "Never ring the landline.")
KINDS = ("housing", "police", "probation")
MINUTES = 15
"""How long a partner may leave a change of a red request unseen."""


@dataclass
class Partner:
    """What a partner was told, by the test's own reckoning."""

    request: ResearchRequest
    actor: Actor
    family: str
    notes: set[str]
    name: str
    corrected: bool = False
    changed: datetime | None = None
    seen: bool = True
    rung: bool = False
    withdrawn: bool = False
    released: int = 1
    held: tuple[int, datetime] | None = None
    """The number of a decision to send what is looser, and when it leaves; None when there is none that stands."""


@dataclass
class Model:
    """What the case holds, and its partners."""

    family: str = "no"
    notes: set[str] = field(default_factory=set)
    name: str = "Madeup Person"
    partners: dict[str, Partner] = field(default_factory=dict)
    closed: bool = False

    def changes(self, now: datetime) -> None:
        """Every partner hears of what is stricter, and that a name is another."""
        for one in (one for one in self.partners.values() if not one.withdrawn):
            family = max(one.family, self.family, key=STRICTNESS.index)
            corrected = one.corrected or one.name != self.name
            if (family, one.notes | self.notes, corrected) != (one.family, one.notes, one.corrected):
                one.family, one.notes, one.corrected = family, one.notes | self.notes, corrected
                one.changed, one.seen, one.rung, one.released = now, False, False, one.released + 1

    def leaves(self, now: datetime) -> None:
        """What was decided ten minutes ago reaches its partner."""
        for one in self.partners.values():
            if one.held and one.held[1] <= now:
                one.held = None
                if not one.withdrawn:
                    one.family, one.notes = self.family, set(self.notes)
                    one.changed, one.seen, one.rung, one.released = now, False, False, one.released + 1


@pytest.mark.parametrize("seed", range(4))
def test_whoever_was_told_knows_and_nobody_else_hears(exchange: Exchange, seed: int) -> None:
    chance = random.Random(seed)
    case, model = ready_case(exchange), Model()
    acts = [_asked, _asked, _says, _says, _says, _names, _opens, _opens, _answers, _withdraws, _waits, _rings]
    acts += [_loosens, _loosens, _calls_back]
    for step in range(24):
        act = chance.choice(acts)
        if step == 20:
            act = _closes
        exchange.clock.forward(minutes=1)
        act(exchange, case, model, chance)
        _agrees(exchange, case, model)


def _asked(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    kind = chance.choice(KINDS)
    if kind in model.partners or model.closed:
        return
    request = send(exchange, case, kind)
    model.partners[kind] = Partner(request, claim(exchange, request), model.family, set(model.notes), model.name)


def _says(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    model.family = chance.choice(STRICTNESS)
    model.notes = set(chance.sample(NOTES, chance.randint(1, 2)))
    say(exchange, case, case_family_may_be_told=model.family, case_do_not_contact="\n".join(sorted(model.notes)))
    for one in model.partners.values():
        one.held = None  # something else was decided than is said now
    model.changes(exchange.clock.now())


def _names(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    model.name = f"Madeup Person-{chance.randint(1, 9)}"
    correct(exchange, case, case_subject_name=model.name)
    model.changes(exchange.clock.now())


def _some(model: Model, chance: random.Random) -> Partner | None:
    return chance.choice(list(model.partners.values())) if model.partners else None


def _opens(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one is None:
        return
    if one.withdrawn:
        with pytest.raises(WrongState):
            told(exchange, one.actor, one.request)
    else:
        told(exchange, one.actor, one.request)
        one.seen = True


def _answers(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one is None or one.withdrawn or one.request.partner_id != exchange.organisation("housing").id:
        return
    if find_request(exchange.runtime, one.actor, one.request.file_id).request.state == "claimed":
        draft(exchange, one.request, one.actor, case.people[0], {"housing_known": value("yes")})
        sign(exchange, one.actor, one.request)


def _withdraws(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one is not None and not one.withdrawn and not model.closed and chance.random() < 0.3:
        withdraw(exchange, case, one.request)
        one.withdrawn = True


def _waits(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    exchange.clock.forward(minutes=chance.choice((5, 20)))


def _rings(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one is None or one.changed is None:
        return
    how = chance.choice(("rang_back", "not_verified"))
    call = {"spoke_to": "Madeup Duty-Officer", "said": "Open the request.", "whereabouts": "no"}
    ring_partner(exchange.runtime, case.collator, one.request.file_id, PartnerCall("spoke", how, **call))
    one.rung = one.rung or how == "rang_back"


def _loosens(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one is None or one.withdrawn or one.held:
        return
    file_id, runtime = one.request.file_id, exchange.runtime
    with suppress(NotFound):  # it was told already what holds now
        send_safety(runtime, case.decider, case.id, [file_id], "Madeup: they agreed.")
        (behind,) = (each for each in find_behind(runtime, case.collator, case.id) if each.file_id == file_id)
        one.held = (behind.held[-1].number, exchange.clock.now() + timedelta(minutes=10))
        exchange.clock.forward(minutes=chance.choice((0, 0, 10)))


def _calls_back(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    one = _some(model, chance)
    if one and one.held and one.held[1] > exchange.clock.now():
        call_back(exchange.runtime, case.collator, one.request.file_id, one.held[0])
        one.held = None


def _closes(exchange: Exchange, case: Case, model: Model, chance: random.Random) -> None:
    words = plainly({"case_decision": "no_further_action", "case_decision_reason": "Madeup."})
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", words, None, {"state": "closed"})
    model.closed = True


def _agrees(exchange: Exchange, case: Case, model: Model) -> None:
    """What is stored, shown, logged and to be rung is what the model says."""
    now = exchange.clock.now()
    run_jobs(replace(exchange.runtime, mail=Letters()))
    model.leaves(now)
    found = {one.file_id: one for one in find_case(exchange.runtime, case.collator, case.id).requests}
    assert set(found) == {one.request.file_id for one in model.partners.values()}
    for one in model.partners.values():
        stored = found[one.request.file_id]
        assert stored.changed_at == one.changed
        assert stored.unseen == (not one.seen)
        late = one.changed is not None and (now - one.changed).total_seconds() >= MINUTES * 60
        assert stored.to_ring(MINUTES, now) == (late and not one.seen and not one.rung and not one.withdrawn)
        query = "SELECT count(*) FROM log_detail WHERE kind = 'request_sent' AND file_id = %s"
        assert exchange.rows(query, one.request.file_id) == [(one.released,)]
        if one.seen and not one.withdrawn:
            reads = told(exchange, one.actor, one.request)
            assert reads["request_family_may_be_told"] == one.family
            assert set(str(reads.get("request_do_not_contact", "")).splitlines()) == one.notes
            assert reads["request_subject_name"] == one.name
            marks = reads.get("request_changed", [])
            assert isinstance(marks, list)
            assert any(mark["how"] == "corrected" for mark in marks) == one.corrected
