"""A leaf names the legal basis and the facts of every record it stands for, not of the first one only."""

from __future__ import annotations

import json
from typing import Any

from app.domain.answers import UNMARKED, plain
from app.domain.identity import Actor
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.in_law import body_of
from app.services.governance.open_entry import fields_of
from app.services.governance.prove_entry import hidden_part
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from policies.engine.bases import legal_bases_for
from tests.services.exchange import Exchange
from tests.services.played import NOT_PROTECTED, PURPOSE, answered, basis, claim, draft, ready_case, send, value

GIST = "Madeup gist: known to the team."
SECRET = "police_arrests_no_further_action"


def test_records_on_different_legal_bases_are_opened_under_a_leaf_each(exchange: Exchange) -> None:
    runtime, cora = exchange.runtime, exchange.person("hub", "hub_collator")
    body, today = body_of(runtime.policy.release, exchange.organisation("hub")), exchange.clock.now().date()
    found = legal_bases_for(runtime.policy.release, body, subject="child", purpose=PURPOSE, act="request", on=today)
    first, second, *_ = [one.basis.key for one in found]
    case = start_case(runtime, cora, purpose=PURPOSE, rating="red", legal_basis=first, subjects=("child",) * 3)
    whole, *children = [one.subject_id for one in find_case(runtime, cora, case.file_id).subjects]
    dana = exchange.person("hub", "hub_decision_maker")
    assign_case(runtime, cora, case.file_id, dana.person_id)
    for child, protected in zip(children, ("yes", "no", "no"), strict=True):
        if child == children[2]:
            codes = {"purpose": PURPOSE, "legal_basis": second}
            state_in_case(runtime, cora, case.file_id, whole, "purpose", {}, 1, codes)
        answers = {"case_subject_name": plain("Madeup Child"), "case_protected_address": plain(protected),
                   **(NOT_PROTECTED if protected == "no" else {})}  # fmt: skip
        save_case_record(runtime, cora if protected == "yes" else dana, case.file_id, child, answers, None)
    before = [entry for _, entry, _ in exchange.leaves()]
    known, _ = open_case(runtime, cora, case.file_id)
    assert [known.records[child].legal_basis for child in children] == [first, first, second]
    rows = exchange.rows(
        "SELECT legal_basis, facts ->> 'protection', fields FROM log_detail WHERE id <> ALL (%s) ORDER BY fields DESC",
        before,
    )
    # of the unprotected, what their answer rests on is a field of its own
    assert rows == [(first, "none, protected", 5), (second, "none", 3)]


def test_a_leaf_names_whom_why_on_which_basis_and_policy_and_every_field_shown(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    for actor in (played.case.collator, played.case.decider):
        opened = open_records(exchange.runtime, actor, [played.record.id])[0]
        require_told(exchange, actor, opened)
        assert leaf(exchange, opened)["basis"] == basis(exchange, "housing", "return"), "the author's own"


def test_a_gist_that_its_author_reads_again_is_in_the_leaf_too(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "police", (SECRET,))
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, case.people[0], {SECRET: value("Madeup words")}, {SECRET: GIST})
    opened = open_records(exchange.runtime, responder, [made.id])[0]
    assert opened.gists == {SECRET: GIST}
    require_told(exchange, responder, opened)


def leaf(exchange: Exchange, opened: OpenedRecord) -> Any:
    """The leaf of an opening."""
    return json.loads(exchange.rows("SELECT leaf FROM log_leaf WHERE id = %s", opened.entry.id)[0][0])


def require_told(exchange: Exchange, actor: Actor, opened: OpenedRecord) -> None:
    """The leaf and its detail say exactly what this person was shown."""
    with exchange.runtime.database.work(None) as work:
        detail = work.log.detail(opened.entry.id)
        assert detail is not None
        hidden = hidden_part(exchange.runtime, work, detail)
    assert hidden is not None
    record, body, policy = opened.record, leaf(exchange, opened), exchange.runtime.policy
    assert body["k"] == "opened"
    assert (body["file"], body["from"], body["to"]) == tuple(
        map(str, (record.file_id, record.author_id, actor.organisation_id))
    )
    assert (body["purpose"], body["basis"]) == (record.purpose, record.legal_basis)
    assert body["policy"] == {"number": policy.number, "digest": policy.release.digest}
    assert (detail.actor_id, detail.role) == (actor.person_id, actor.role)
    shown = {(one.field, one.level.word) for one in opened.fields.values() if one.answer is not None}
    shown |= {(field, "gist") for field in opened.gists}
    touched, withheld = fields_of(hidden)  # every box of the return's form, most of which hold nothing
    assert {(field, rendition) for (_, field, rendition, _), mark in touched if mark != UNMARKED} == shown
    assert {field for field, mark in withheld if mark != UNMARKED} == {
        key for key, one in opened.fields.items() if not one.answer
    }
    assert body["n"] == detail.fields == len(touched) > len(shown) > 0
