"""An approver holds one item of a return back: it leaves declined, on a ground and with words that the hub reads.

Nothing is hidden: the hub reads that it was held back and why, and so does whoever wrote it. What was there is gone
from the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.answers import DECLINED, GROUNDS, HELD_BACK, Answer
from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.drafting import commit_saved, save_again
from app.services.disclosure.permission import request_in_hand
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.releasing import contents
from app.services.disclosure.sealing import Content
from app.services.research.approval import require_approver
from app.services.research.boards import store_request
from app.services.research.question_in_draft import asked_in
from app.services.runtime import Runtime
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

LONGEST_WHY: Final = 500


@dataclass(frozen=True, slots=True)
class Item:
    """Which item, about whom, on which ground and why."""

    subject_id: UUID
    field: str
    ground: str
    why: str


def may_be_held_back(release: PolicyRelease, kind: str) -> dict[str, Field]:
    """What an approver may hold back, by key: a kind's own items that a tick for the rest may answer, so no warning."""
    own = release.catalogue.fields_for("return", kind)
    return {one.key: one for one in own if one.rest and not one.shared}


def hold_back(runtime: Runtime, actor: Actor, file_id: UUID, item: Item, seen_version: int) -> ResearchRequest:
    """Put a decline in the place of one item that waits for the actor's approval; the rest waits on.

    Raises InvalidInput naming what is missing, NotPermitted, after logging it, for whoever may not approve this, Stale
    when it has moved on since `seen_version` of the request, WrongState when no return waits.
    """
    _require_words(item)
    try:
        with runtime.database.work(actor.organisation_id) as work:
            request, file = request_in_hand(runtime, work, actor, file_id, hold=True)
            if request.version != seen_version:
                raise Stale("This has moved on since you opened it: a colleague may have decided. Open it again.")
            held_back = request.hold_back()
            drafts = [
                one
                for one in work.records.at_partner(file_id)
                if one.state == "draft" and one.author_person_id == request.claimed_by
            ]
            held = contents(runtime, work, actor, file, [one.id for one in drafts])
            require_approver(runtime, work, actor, request, drafts, held.values())
            if any(asked_in(one) for one in held.values()):
                raise WrongState("What waits is a question to the hub. Approve the question, or send it back.")
            draft = next((one for one in drafts if one.subject_id == item.subject_id), None)
            stands = held[draft.id].answers.get(item.field) if draft else None
            items = may_be_held_back(runtime.policy.release, actor.organisation_kind)
            if draft is None or stands is None or stands.kind == DECLINED or item.field not in items:
                raise InvalidInput({"item": "This cannot be held back by itself. Send the return back instead."})
            instead = Answer(DECLINED, note=f"{HELD_BACK}: {item.why.strip()}", ground=item.ground)
            saved = save_again(runtime, work, actor, file, draft, Content({item.field: instead}, {}))
            store_request(work, held_back)
            commit_saved(runtime, work, actor, [saved])
    except NotPermitted:
        record_refusal(runtime, actor, "hold_back")
        raise
    return held_back


def _require_words(item: Item) -> None:
    errors = {}
    if item.ground not in GROUNDS:
        errors["ground"] = "Choose the ground on which you hold it back."
    if not item.why.strip() or len(item.why.strip()) > LONGEST_WHY:
        errors["why"] = f"Say why you hold it back, in up to {LONGEST_WHY} characters. The hub reads this."
    if errors:
        raise InvalidInput(errors)
