"""From what is stored to the facts that policy decides on. A pure function; what is not known stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.ports import Openable
from app.domain.records import Box, Record
from app.domain.research import WAITS, ResearchRequest
from app.services.disclosure.duties import may_step_in, reads_rated, works_on
from app.services.disclosure.in_law import author_of
from app.services.runtime import PolicyInForce
from policies.engine.bases import basis_fit
from policies.engine.decision import Facts
from policies.engine.reach import renditions_in_reach
from policies.engine.vocabulary import BARRED, LEFT_OUT, PLACE, UNKNOWN, UNPROTECTED

ACTS = {"case": "request", "request": "request", "return": "return"}


def standing_of(organisation: object, record: Record, request: ResearchRequest | None) -> str:
    """How an organisation stands towards a record: its author, the hub that asked, whom it addresses, or other."""
    if organisation == record.author_id:
        return "author"
    if request and record.kind == "return" and organisation == request.hub_id:
        return "asker"
    if request and record.kind == "request" and organisation == request.partner_id:
        return "addressee"
    return "other"


def fit_of(policy: PolicyInForce, record: Record, author_kind: str) -> str:
    """Whether the author's legal basis fits the record, on the day it was released (today's for a draft)."""
    return basis_fit(
        policy.release,
        record.legal_basis,
        author_of(policy.release, record, author_kind),
        subject=record.subject_kind,
        purpose=record.purpose,
        act=ACTS[record.kind],
        on=(record.released_at or record.saved_at).date(),
    )


def place_in(record: Record) -> str:
    """What was decided of the place of the person whom a request is about; unknown for what says nothing of it."""
    return str(record.codes.get(PLACE, UNKNOWN))


def place_told(record: Record) -> str:
    """The same as the log and an opening have it: a place that may not go is one that was left out.

    Partners' officers read rules and facts of their log; why it was not sent would say whom somebody hides from.
    """
    place = place_in(record)
    return LEFT_OUT if place == BARRED else place


def on_both_sides(actor: Actor, openable: Openable, own: Involvement) -> bool:
    """Whether this person ever had a hand in the same request for the other side: nobody both answers and opens it.

    For a partner's person that is anything done for the hub in the request or its case, or having been put on it; for
    the hub's, anything done for the partner in the request. Having left since clears nothing.
    """
    request = openable.request
    if request is None:
        return False
    if actor.organisation_id == request.partner_id:
        return own.had_a_hand_for(request.hub_id, request.file_id, request.case_id)
    return openable.record.kind == "return" and own.had_a_hand_for(request.partner_id, request.file_id)


def protection_for(actor: Actor, openable: Openable) -> str:
    """The record's own protection; one without any has, for the hub's people, what their case says now.

    What the hub has learnt since is not told to a partner, which sees what it wrote and what it was sent.
    """
    said = openable.said_now
    return said if said and is_for_the_case_to_say(actor, openable) else openable.record.protection


def is_for_the_case_to_say(actor: Actor, openable: Openable) -> bool:
    """Whether it depends on the hub's case if this record is one of a protected person, for this actor."""
    return openable.record.protection == UNPROTECTED and actor.organisation_id == openable.tenant_id


def facts_of(policy: PolicyInForce, actor: Actor, openable: Openable, own: Involvement, action: str) -> Facts:
    """The facts of one person's act on one record, but for the field; `own` is what their own events say.

    Whoever has a request has claimed it in its events, and the request's own row says so as well.
    """
    record, request = openable.record, openable.request
    working = works_on(policy.release, actor, own, openable.case_id) and record.id not in own.over
    if request is not None and actor.organisation_id == request.partner_id:
        holds = request.claimed_by == actor.person_id and own.holds(request.file_id)
        waits = request.state == "awaiting_approval" or (request.state == "returned" and request.challenge == WAITS)
        working = holds or (waits and may_step_in(policy.release, actor))
    conflict = own.in_conflict(record.file_id, openable.case_id) or on_both_sides(actor, openable, own)
    return Facts(
        action=action,
        record=record.kind,
        standing=standing_of(actor.organisation_id, record, request),
        organisation=actor.organisation_kind,
        role=actor.role if reads_rated(policy.release, actor, openable.rating) else UNKNOWN,
        purpose=record.purpose,
        subject=record.subject_kind,
        basis_fit=fit_of(policy, record, openable.author_kind),
        protection=protection_for(actor, openable),
        place=place_told(record),
        assigned="yes" if working else "no",
        conflict="declared" if conflict else "none",
        share_now="no",
    )


def within_reach(
    policy: PolicyInForce, facts: Facts, held: Mapping[str, Mapping[str, Box]]
) -> dict[str, dict[str, Box]]:
    """Of each field's boxes, those the organisation as such may have been given (law 4); an author has them all."""
    if facts.standing == "author":
        return {field: dict(forms) for field, forms in held.items()}
    reach = renditions_in_reach(
        policy.compiled,
        record=facts.record,
        standing=facts.standing,
        organisation=facts.organisation,
        purpose=facts.purpose,
        subject=facts.subject,
        basis_fit=facts.basis_fit,
        protection=facts.protection,
        place=facts.place,
        fields=held,
    )
    return {
        field: {rendition: box for rendition, box in forms.items() if rendition in reach[field]}
        for field, forms in held.items()
    }


def stated(
    policy: PolicyInForce, actor: Actor, openables: Sequence[Openable], own: Involvement, action: str
) -> Mapping[str, str]:
    """The facts known of one act on some records, as its leaf says them: where records differ, every value."""
    each = [facts_of(policy, actor, one, own, action)._asdict() for one in openables]
    found = {name: {str(one[name]) for one in each} for name in Facts._fields}
    return {name: ", ".join(sorted(values)) for name, values in found.items() if values != {UNKNOWN}}
