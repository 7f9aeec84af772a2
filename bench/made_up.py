"""A made-up exchange in a database of its own, and one return of twenty fields that the hub may open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import OWNER, Cluster
from app.domain.answers import Answer
from app.domain.files import CaseFile, File, Subject, new_reference
from app.domain.records import Record
from app.domain.research import ResearchRequest, due_at
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import author, new_file_key, recipient, release_entry, store
from app.services.disclosure.sealing import Content, seal
from policies.engine.bases import legal_bases_for
from tests.conftest import Database
from tests.web.exchange import Exchange, make_exchange

FIELDS = 20
PURPOSE, SUBJECT = "child_protection_enquiry", "child"


@dataclass(frozen=True, slots=True)
class MadeUpReturn:
    """A released return, the case it is about, and in plain what was sealed in it."""

    case_id: UUID
    record: Record
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up exchange, and where its main database is."""

    exchange: Exchange
    main: Database


@contextmanager
def made_up_exchange(cluster: Cluster) -> Iterator[MadeUp]:
    """Yield an exchange in two new databases of the cluster, which are dropped afterwards."""
    names = [f"{kind}_{uuid4().hex[:8]}" for kind in ("exchange", "keystore")]
    for name, migrate in zip(names, (upgrade, upgrade_keystore), strict=True):
        cluster.create_database(name)
        migrate(cluster.url(name, OWNER))
    main, keystore = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in names)
    with tempfile.TemporaryDirectory(prefix="prx-bench-") as folder:
        exchange = make_exchange(main, keystore, Path(folder))
        try:
            yield MadeUp(exchange, main)
        finally:
            exchange.close()
            for name in names:
                cluster.drop_database(name)


def release_return(exchange: Exchange, partner: str = "police", fields: int = FIELDS) -> MadeUpReturn:
    """Have a partner answer a request of the made-up hub with so many fields, all of which its decision-maker sees.

    The rows are stored as the exchange's own services store them; what leads up to them is left out.
    """
    runtime, now = exchange.runtime, exchange.clock.now()
    hub, partner_id = exchange.organisations["hub"].id, exchange.organisations[partner].id
    manager = exchange.actors["dilys"]
    responder = next(one for one in exchange.actors.values() if one.organisation_id == partner_id)
    bases = legal_bases_for(
        runtime.policy.release, organisation=partner, subject=SUBJECT, purpose=PURPOSE, act="return", on=now.date()
    )
    basis = bases[0].basis.key
    case_id, request_id, child = uuid4(), uuid4(), uuid4()
    case = CaseFile(case_id, hub, new_reference(), PURPOSE, basis, "red", "open", None, manager.person_id, now, 1)
    request = ResearchRequest(
        request_id, case_id, hub, partner_id, new_reference(), PURPOSE, basis, "red", "returned", manager.person_id,
        now, due_at("red", now), now, responder.person_id, now, 1,
    )  # fmt: skip
    released = Record(
        uuid4(), request_id, "return", child, SUBJECT, partner_id, responder.person_id, None, "released", 1, PURPOSE,
        basis, "none", runtime.policy.number, now, now, None,
    )  # fmt: skip
    answers = _answers(exchange, partner, fields)
    with runtime.database.work(partner_id) as work:
        new_file_key(runtime, work, case_id, hub, now)
        file = new_file_key(runtime, work, request_id, hub, now)
        work.files.add_file(File(case_id, "case", hub, None, now))
        work.files.add_case(case, [Subject(uuid4(), case_id, "case", 0), Subject(child, case_id, SUBJECT, 1)])
        work.files.assign(case_id, manager.person_id, manager.person_id, now)
        work.files.add_file(File(request_id, "request", hub, case_id, now))
        work.files.add_request(request)
        parties = [author(work, responder), recipient(work, hub, "hub", "asker")]
        content = Content(answers, dict.fromkeys(answers, "A made-up line"))
        sealed = seal(runtime.policy, hub, file.key, released, partner, content, parties, now)
        work.records.add(released)
        store(work, sealed)
        entry = release_entry(runtime, responder, "return_released", file, [sealed], parties[1])
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
    return MadeUpReturn(case_id, released, answers)


def _answers(exchange: Exchange, partner: str, fields: int) -> dict[str, Answer]:
    catalogue = exchange.runtime.policy.release.catalogue
    today = exchange.clock.now().date()
    suitable = [
        field
        for field in catalogue.fields_for("return", partner, today)
        if "hub_decision_maker" in field.audience and field.is_about(SUBJECT)
    ]
    return {field.key: Answer("value", field.example, "fact", today) for field in suitable[:fields]}
