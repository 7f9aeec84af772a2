"""What each partner would be sent, composed and decided as sending does, and seen as the person who looks may see it.

An opening like any other: one leaf for the case. What this person is shown in part is still sent in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.domain.identity import Actor, Organisation
from app.services.clocks.if_sent_now import due_if_sent
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.clocks.unattended import Unattended, unattended
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.gate import Shown
from app.services.intake.open_case import KnownCase, open_known
from app.services.intake.roles import alleged_in, told_as
from app.services.intake.working_for import employers
from app.services.policy_control.as_relied import as_relied
from app.services.research.compose import ASKED, QUESTIONS, Ask, Lacking, by_choice, carried, compose, is_empty, lacking
from app.services.research.partners_to_ask import askable, partners_to_ask
from app.services.research.seal_requests import automatic_answers, nothing_asked
from app.services.research.whereabouts import place_for
from app.services.runtime import Runtime
from policies.engine.bases import basis_fit
from policies.engine.catalogue import Field
from policies.engine.reach import renditions_in_reach
from policies.engine.vocabulary import LOCATION, Level

HELD = plain("held")


@dataclass(frozen=True, slots=True)
class PreviewField:
    """One field a partner will be sent. Below full, `answer` is what this person may see of it, None for nothing."""

    field: Field
    answer: Answer | None
    level: Level


@dataclass(frozen=True, slots=True)
class PreviewRecord:
    """What a partner will be sent about one subject, and what it lacks.

    `places` are the fields that it is not sent because of what becomes of this person's `place`, `unticked` those that
    the case holds and that nobody chose for it.
    """

    subject: Subject
    fields: tuple[PreviewField, ...]
    lacks: Lacking
    place: str
    places: tuple[Field, ...]
    unticked: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """One partner's request. `kept_back` is what the case holds about these subjects and the partner is not sent."""

    partner: Organisation
    ask: Ask
    records: tuple[PreviewRecord, ...]
    kept_back: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Previews:
    """All requests of one act, when each partner's would be due, and the case's records as this person sees them.

    `nobody_there` are partners that nobody attends before an answer is due. `as_it_stands` is how the case stood, for
    sending exactly this.
    """

    opened: Mapping[UUID, Mapping[str, Shown]]
    requests: tuple[Preview, ...]
    due_at: Mapping[UUID, datetime]
    nobody_there: Mapping[UUID, Unattended]
    as_it_stands: str


def preview_requests(runtime: Runtime, actor: Actor, known: KnownCase, asks: Sequence[Ask]) -> Previews:
    """The requests as they would leave of a case that stands so, for sending exactly that.

    Raises InvalidInput as sending would for partners and reasons, NotFound.
    """
    opened = open_known(runtime, actor, known)
    purpose = runtime.policy.release.purposes[known.case.purpose]
    with runtime.database.work(actor.organisation_id) as work:
        here = askable(work, known.case, purpose, known.askable, known.waiting)
        apart = () if has_duty(runtime.policy.release, actor, HUB_DECIDES) else alleged_in(known.stated)
        partners = partners_to_ask(runtime, work, known.case, here, purpose, asks, employers(known.stated), apart)
        manager = work.identity.person(decided) if (decided := known.history.decided_by()) else None
        hub = here.reachable[known.case.tenant_id].organisation
        time, _ = timekeeping_or_why(runtime, work, hub.id, [one.id for one in partners])
        automatic = automatic_answers(runtime.policy.release, actor, hub, known.case, manager)
    held = {subject_id: _held(one) for subject_id, one in opened.items()}
    relied = replace(runtime, policy=as_relied(runtime.policy, actor))
    requests = tuple(
        _preview(relied, known, held, automatic, partner, ask) for partner, ask in zip(partners, asks, strict=True)
    )
    if idle := {key: text for one in requests if not _asks(one) for key, text in nothing_asked(one.partner).items()}:
        raise InvalidInput(idle)
    return Previews(
        opened=opened,
        requests=requests,
        due_at=due_if_sent(runtime, time, known.case.rating),
        nobody_there=unattended(runtime, time, known.case.rating),
        as_it_stands=known.history.as_it_stands(runtime.policy.number),
    )


def _asks(one: Preview) -> bool:
    return any(each.field.key in (QUESTIONS, ASKED) for record in one.records for each in record.fields)


def _preview(
    runtime: Runtime,
    known: KnownCase,
    held: Mapping[UUID, Mapping[str, Shown]],
    automatic: Mapping[str, Answer],
    partner: Organisation,
    ask: Ask,
) -> Preview:
    release = runtime.policy.release
    people = ask.asks_about(release.purposes[known.case.purpose], known.askable)
    whole = next((held.get(one.subject_id, {}) for one in known.subjects if one.kind == "case"), {})
    records = [
        _record(runtime, known, partner, ask, subject, whole, held.get(subject.subject_id, {}), automatic)
        for subject in people
    ]
    left_out = {one.key for one in by_choice(release, partner.kind)} - ask.besides
    sent = {one.from_case for one in carried(release, partner.kind) if one.key not in left_out}
    kept = {key for found in (whole, *(held.get(one.subject_id, {}) for one in people)) for key in found} - sent
    return Preview(partner, ask, tuple(records), tuple(one for key, one in release.catalogue.items() if key in kept))


def _record(  # one argument for each source a request is made from
    runtime: Runtime,
    known: KnownCase,
    partner: Organisation,
    ask: Ask,
    subject: Subject,
    whole: Mapping[str, Shown],
    own: Mapping[str, Shown],
    automatic: Mapping[str, Answer],
) -> PreviewRecord:
    release = runtime.policy.release
    people = ask.asks_about(release.purposes[known.case.purpose], known.subjects)
    beside = {one.subject_id for one in people} | known.asked_before.get(partner.id, frozenset())
    about = told_as(known.stated, subject.subject_id, _answers(own))
    protection = known.protection_of(subject.subject_id)
    place = place_for(subject.subject_id, protection, beside, known.stated, ask.places)
    composed = compose(release, partner.kind, subject, _answers(whole), about, ask, automatic)
    reach = renditions_in_reach(
        runtime.policy.compiled,
        record="request",
        standing="addressee",
        organisation=partner.kind,
        purpose=known.case.purpose,
        subject=subject.kind,
        basis_fit=basis_fit(
            release,
            known.case.legal_basis,
            known.hub,
            subject=subject.kind,
            purpose=known.case.purpose,
            act="request",
            on=runtime.clock.now().date(),
        ),
        place=place,
        protection=protection,
        fields=list(composed),
    )
    fields = []
    for key, answer in composed.items():
        if "full" in reach[key]:
            source = release.catalogue[key].from_case
            shown = (own.get(source) or whole.get(source)) if source else None
            level = shown.level if shown else Level.FULL
            fields.append(PreviewField(release.catalogue[key], answer if level else None, level))
    places = [release.catalogue[key] for key in composed if "full" not in reach[key]]
    lacks = lacking(release, partner.kind, subject.kind, {one.field.key for one in fields})
    kept_back = tuple(one for one in places if LOCATION in one.tags)
    choice = [one for one in by_choice(release, partner.kind) if one.is_about(subject.kind)]
    unticked = tuple(one for one in choice if one.key not in ask.besides and one.from_case in {*own, *whole})
    return PreviewRecord(subject, tuple(fields), lacks, place, kept_back, unticked)


def _held(opened: Mapping[str, Shown]) -> Mapping[str, Shown]:
    """What the case holds: cleared fields say nothing, and a field this person may not see is held all the same."""
    return {key: one for key, one in opened.items() if one.answer is None or not is_empty(one.answer)}


def _answers(held: Mapping[str, Shown]) -> Mapping[str, Answer]:
    return {key: one.answer or HELD for key, one in held.items()}
