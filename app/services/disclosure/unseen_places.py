"""Opening the places of protected people in a case unseen, to be sought in words: no person is shown them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.answers import VALUE
from app.domain.errors import NotAsSealed
from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.ports import Openable, Work
from app.domain.ports_keys import KeyKeeper
from app.domain.records import Box
from app.services.disclosure.facts import facts_of, protection_for
from app.services.disclosure.places_said import Place, place_fields, places_in, typed_by
from app.services.disclosure.said_protection import as_believed, keys_to_believe
from app.services.disclosure.unsealing import Granted, granted, unseal
from app.services.disclosure.working import own_in
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.decision import Recipient, decide_matrix
from policies.engine.vocabulary import LOCATION, PLACES, UNPROTECTED, Level

_ALWAYS = PLACES - {LOCATION}


@dataclass(frozen=True, slots=True)
class Unseen:
    """The places found, and whether one of those that the reader may not learn did not open; `shut` names the people of
    whom some did not, whoever reads.
    """

    places: tuple[Place, ...]
    unread: bool
    shut: frozenset[UUID] = frozenset()


def granted_of(
    keys: KeyKeeper, organisation: UUID, told: Sequence[tuple[Openable, bytes]], given: Mapping[UUID, Granted]
) -> Mapping[UUID, Granted]:
    """The grants of these records, each with its file's key, with those `given`; without one that does not open.

    Raises KeysUnavailable: asked before an opening is recorded, so that no leaf says what was never opened.
    """
    found = dict(given)
    for openable, key in told:
        if openable.record.id not in found:
            with suppress(NotAsSealed):
                found[openable.record.id] = granted(keys, openable, organisation, key)
    return found


def read_places(
    policy: PolicyInForce,
    actor: Actor,
    own: Involvement,
    told: Sequence[Openable],
    given: Mapping[UUID, Granted],
    boxes: Mapping[UUID, Sequence[Box]],
    today: date,
) -> Unseen:
    """Open these records' places with the grants `given`."""
    found: list[Place] = []
    unread, shut = False, set()
    for openable in told:
        record = openable.record
        protected = _protected(policy, actor, openable, boxes[record.id])
        may = _may_learn(policy, actor, openable, own, [box.field for box in protected])
        try:
            answers = unseal(given[record.id], protected)
        except (KeyError, NotAsSealed):
            unread = unread or not all(may.values())
            shut.update([record.subject_id] if protected else [])
            continue
        for field, answer in answers.items():
            values = places_in(policy.release.catalogue[field], answer.value, today) if answer.kind == VALUE else ()
            back, by = record.kind == "return", typed_by(record, field)
            found += [Place(record.subject_id, kind, value, back, may[field], by) for kind, value in values]
    return Unseen(tuple(found), unread, frozenset(shut))


def places_of_case(runtime: Runtime, work: Work, actor: Actor, of: UUID) -> Unseen:
    """The places said in the case to which a record belongs, for an act that seals words anew. Raises KeysUnavailable.

    The number of statements is the same whatever there is.
    """
    policy, organisation = runtime.policy, actor.organisation_id
    boxes = work.records.boxes_beside_places([of], organisation, place_fields(policy.release.catalogue)).places
    found = [one for one in work.records.openable(list(boxes), organisation) if not one.erased]
    keys = runtime.keys.file_keys(keys_to_believe(actor, found))
    told = [(as_believed(actor, one, keys), keys[one.record.file_id]) for one in found]
    nobody, today = Involvement(actor.person_id, (), frozenset()), runtime.clock.now().date()
    grants = granted_of(runtime.keys, organisation, told, {})
    return read_places(policy, actor, nobody, [one for one, _ in told], grants, boxes, today)


def places_for(runtime: Runtime, work: Work, actor: Actor, of: UUID) -> Unseen:
    """The places said in the case to which a record belongs, as somebody may know them. Raises KeysUnavailable."""
    policy, organisation = runtime.policy, actor.organisation_id
    boxes = work.records.boxes_beside_places([of], organisation, place_fields(policy.release.catalogue)).places
    telling = [one for one in work.records.openable(list(boxes), organisation) if not one.erased]
    own, file_keys = own_in(runtime, work, actor, telling)
    wraps = keys_to_believe(actor, telling)
    if missing := {one: wrap for one, wrap in wraps.items() if one not in file_keys}:
        file_keys.update(runtime.keys.file_keys(missing))
    told = [(as_believed(actor, one, file_keys), file_keys[one.record.file_id]) for one in telling]
    grants = granted_of(runtime.keys, organisation, told, {})
    return read_places(policy, actor, own, [one for one, _ in told], grants, boxes, runtime.clock.now().date())


def _protected(policy: PolicyInForce, actor: Actor, openable: Openable, boxes: Sequence[Box]) -> list[Box]:
    hides = protection_for(actor, openable) != UNPROTECTED
    return [box for box in boxes if hides or not _ALWAYS.isdisjoint(policy.release.catalogue[box.field].tags)]


def _may_learn(
    policy: PolicyInForce, actor: Actor, openable: Openable, own: Involvement, fields: Sequence[str]
) -> Mapping[str, bool]:
    """Of each of these fields, whether some act would show it to this person in full."""
    found = dict.fromkeys(fields, False)
    for action in ("open", "reveal"):
        facts = facts_of(policy, actor, openable, own, action)
        whom = Recipient(actor.organisation_kind, facts.role, facts.standing, facts.assigned)
        for field, (decision,) in zip(fields, decide_matrix(policy.compiled, facts, [whom], fields), strict=True):
            found[field] |= decision.level is Level.FULL
    return found
