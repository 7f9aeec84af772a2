"""A leaf names the legal basis and the facts of every record it stands for, not of the first one only."""

from __future__ import annotations

from app.domain.answers import plain
from app.services.intake.change_basis import change_basis
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from policies.engine.bases import legal_bases_for
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE


def test_records_on_different_legal_bases_are_opened_under_a_leaf_each(exchange: Exchange) -> None:
    runtime, cora = exchange.runtime, exchange.person("hub", "hub_collator")
    found = legal_bases_for(runtime.policy.release, organisation="hub", subject="child", purpose=PURPOSE, act="request",
                            on=exchange.clock.now().date())  # fmt: skip
    first, second, *_ = [one.basis.key for one in found]
    case = start_case(runtime, cora, purpose=PURPOSE, rating="red", legal_basis=first, subjects=("child",) * 3)
    _, *children = [one.subject_id for one in find_case(runtime, cora, case.file_id).subjects]
    for child, protected in zip(children, ("yes", "no", "no"), strict=True):
        if child == children[2]:
            change_basis(runtime, cora, case.file_id, second)
        answers = {"case_subject_name": plain("Madeup Child"), "case_protected_address": plain(protected)}
        save_case_record(runtime, cora, case.file_id, child, answers, None)
    size = len(exchange.leaves())
    _, opened = open_case(runtime, cora, case.file_id)
    entries = [opened[child].entry.id for child in children]
    assert entries[0] == entries[1] != entries[2]
    rows = exchange.rows(
        "SELECT legal_basis, facts ->> 'protection', fields FROM log_detail WHERE idx >= %s ORDER BY fields DESC", size
    )
    assert rows == [(first, "none, protected", 4), (second, "none", 2)]
