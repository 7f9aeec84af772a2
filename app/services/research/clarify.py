"""When the partner cannot tell who is meant, or what is asked: a question to the hub, and the hub's answer.

Both are releases like any other: sealed, granted, logged. A merely possible match comes here, never to "no trace".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.permission import require_hub_file, require_request
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import author, contents, file_key, recipient, release_entry, store
from app.services.disclosure.sealing import Content, seal
from app.services.research.boards import store_request
from app.services.research.compose import carried
from app.services.research.save_draft import new_draft, require_mine
from app.services.research.sign_off_return import supersede
from app.services.runtime import Runtime

QUESTION = "return_anything_else"


def ask_hub(
    runtime: Runtime, actor: Actor, file_id: UUID, subject_id: UUID, *, question: str, legal_basis: str
) -> ResearchRequest:
    """The partner asks the hub before it can answer about one subject. Raises InvalidInput without a question."""
    if not question.strip():
        raise InvalidInput({"question": "Write what you need to know from the hub."})
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, hold=True)
        require_mine(request, actor)
        asking = request.ask()
        now = runtime.clock.now()
        file = file_key(runtime, work, file_id, request.hub_id)
        asked = replace(
            new_draft(runtime, work, actor, request, subject_id),
            state="released",
            legal_basis=legal_basis,
            released_at=now,
        )
        content = Content({QUESTION: Answer("more_information_needed", note=question.strip())}, {})
        hub = recipient(work, request.hub_id, "hub", "asker")
        sealed = seal(
            runtime.policy,
            file.tenant,
            file.key,
            asked,
            actor.organisation_kind,
            content,
            [author(work, actor), hub],
            now,
        )
        supersede(work, asked)
        work.records.add(asked)
        store(work, sealed)
        store_request(work, asking)
        work.jobs.enqueue("question_waiting", request.hub_id, {"file_id": str(file_id)}, now)
        entry = release_entry(runtime, actor, "return_released", file, [sealed], hub)
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
    return asking


def answer_partner(
    runtime: Runtime, actor: Actor, file_id: UUID, subject_id: UUID, typed: Mapping[str, Answer]
) -> ResearchRequest:
    """The hub gives what the partner asked for: the request record of that subject, with these fields new or changed.

    Raises InvalidInput for a field that must not be sent to this kind of organisation, naming it.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, hold=True)
        if request is None:
            raise WrongState("Open the partner's request to answer its question.")
        clarified = request.clarify()
        partner = work.identity.organisation(request.partner_id)
        allowed = {field.key for field in carried(runtime.policy.release, partner.kind)}
        if strange := [key for key in typed if key not in allowed]:
            raise InvalidInput(dict.fromkeys(strange, f"This must not be sent to {partner.name}."))
        now = runtime.clock.now()
        file = file_key(runtime, work, file_id, request.hub_id)
        records = work.records.of_file(file_id, "request")
        before = next(one for one in records if one.subject_id == subject_id and one.state == "released")
        known = contents(runtime, work, actor, file, before.id)
        after = replace(before, id=uuid4(), version=1, supersedes=before.id, saved_at=now, released_at=now)
        to = recipient(work, partner.id, partner.kind, "addressee")
        whole = Content({**known.answers, **typed}, {})
        sealed = seal(runtime.policy, file.tenant, file.key, after, "hub", whole, [author(work, actor), to], now)
        work.records.save(replace(before, state="superseded", version=before.version + 1), before.version)
        work.records.add(after)
        store(work, sealed)
        store_request(work, clarified)
        work.jobs.enqueue("request_waiting", partner.id, {"file_id": str(file_id)}, now)
        entry = release_entry(runtime, actor, "request_sent", file, [sealed], to)
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
    return clarified
