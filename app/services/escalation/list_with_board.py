"""The hub's cases of which something is with the strategic board, the soonest answer first. It names nobody."""

from __future__ import annotations

from dataclasses import replace

from app.domain.identity import Actor
from app.domain.lists import CaseEntry, Page, key_of
from app.services.disclosure.duties import HUB_READS, has_duty
from app.services.disclosure.gate import refuse
from app.services.research.list_requests import Listed, cut
from app.services.runtime import Runtime


def list_with_board(runtime: Runtime, actor: Actor, page: Page) -> Listed[CaseEntry]:
    """One page of them, open and closed cases alike; none the actor has stepped back from.

    Raises NotFound, after logging the refusal, for whoever reads no case of the hub.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_READS):
            refuse(runtime, work, actor, "list_with_board", [])
        found = cut(work.lists.with_board(page, actor.person_id), page, _key)
        erased = work.erasures.of([one.file_id for one in found.rows]) if found.rows else {}
        return replace(found, erased=erased, total=work.lists.count_with_board(actor.person_id))


def _key(row: CaseEntry) -> str:
    return key_of(row.board_due_at or row.started_at, row.file_id)
