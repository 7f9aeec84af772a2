"""What is to be done in a case, and what stands in its way. From what stands without opening any record."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.intake.basis_reasons import asked_by
from app.services.intake.before_outcome import lacking_for_outcome
from app.services.intake.open_case import KnownCase
from app.services.intake.pregnancy import ended
from app.services.intake.roles import ARE_ALLEGED, MAY_KNOW, NOT_ASKED, role_of
from app.services.research.before_sending import NO_CLOCK
from app.services.research.whereabouts import answered_about
from app.web.date_words import moment_words
from app.web.hub.field_groups import CASE
from app.web.hub.known_task import known_task
from app.web.hub.names import names_at_partners, names_with_roles, subject_names
from app.web.hub.recorded_address import recorded_address
from app.web.hub.tasks import DONE, OPTIONAL, STARTED, TO_DO, WAITING, Task, TaskGroup
from app.web.runtime import runtime
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import FOR_BASIS, HIDDEN_FROM, PROTECTED, UNPROTECTED, WORKS_FOR

ADULT = "adult"
OF_PEOPLE = ("each_person", "each_born", "each_child", "each_unborn")
"""Statements that stand beside the people they are about, whether or not requests wait for them."""
PLACE_TOLD = "place_told"
MORE_THAN_ONE = 3
"""The subjects of a case with two people in it: the case itself is one."""


def task_groups(release: PolicyRelease, known: KnownCase) -> tuple[TaskGroup, ...]:
    """The case's tasks in the order they are done in; contact safety is first."""
    before = release.before_sending(known.case.purpose)
    of_people = [one for one in release.statements.values() if one.about in OF_PEOPLE]
    for_basis = [one for one in before if one.for_basis and asked_by(release, one, known.case.legal_basis)]
    always = [one for one in before if one.before_any_request and CASE in one.subjects and not one.for_basis]
    first = [task for one in always for task in _stated(known, one)]
    people = [task for one in of_people for task in known_task(known, one) or _stated(known, one)]
    others = [one for one in before if one not in (*always, *of_people) and not one.for_basis]
    decisions = [task for one in others for task in _stated(known, one)]
    weighing = (release.statements[key] for key in release.purposes[known.case.purpose].before_outcome)
    weighed = [task for one in weighing if one.about not in OF_PEOPLE for task in _stated(known, one)]
    optional = [one for one in release.statements.values() if one.optional]
    beside = [task for one in optional for task in _stated(known, one) if task.status == DONE]
    also = [(one.label, task.href) for one in optional for task in _stated(known, one) if task.status != DONE]
    reasons = [task for one in for_basis for task in _stated(known, one)]
    return (
        TaskGroup("Before anything else", tuple(first)),
        TaskGroup("Who and what it is about", (_concern(known), *_subjects(known), *people)),
        TaskGroup("Decisions before anything is sent", (*decisions, _basis(release, known), *reasons, *_clock(known))),
        TaskGroup(
            "Ask partners and decide",
            (_ask(known), _returns(known), *weighed, *beside, _outcome(release, known)),
            tuple((label, href) for label, href in also if href and known.case.state != "closed"),
        ),
    )


def _stated(known: KnownCase, kind: StatementKind) -> list[Task]:
    """A task for each subject this is recorded of."""
    names = names_with_roles(runtime().policy.release, known.subjects, known.stated)
    tasks = []
    for one in known.subjects:
        if not kind.is_asked_of(one.kind, role_of(known.stated, one.subject_id)):
            continue
        if kind.key == PLACE_TOLD:
            tasks += _place_told(known, kind, one.subject_id)
            continue
        if HIDDEN_FROM in kind.codes and (len(known.subjects) < MORE_THAN_ONE or _is_anybodys(known, one.subject_id)):
            continue
        said = known.stated.get((kind.key, one.subject_id))
        alleged = role_of(known.stated, one.subject_id) in ARE_ALLEGED
        if kind.of_staff and said is None and not alleged and one.kind != ADULT:
            continue
        id_, title = (kind.key, kind.label) if one.kind == CASE else (
            f"{kind.key}-{one.subject_id}", f"{kind.label}: {_within(names[one.subject_id])}"
        )  # fmt: skip
        href = _where(known, kind, one.subject_id, said)
        if said is not None and kind.for_basis and said.codes.get(FOR_BASIS) != known.case.legal_basis:
            said = None  # stated for another basis
        if said is None and (kind.of_pregnancy or kind.optional):
            tasks.append(Task(id_, title, OPTIONAL, href))
        elif said is None and kind.key == MAY_KNOW:
            tasks.append(Task(id_, title, OPTIONAL, href, NOT_ASKED))
        elif said is None and kind.of_staff and not alleged:
            tasks.append(Task(id_, title, OPTIONAL, href))
        elif said is not None and (stood := _asked_all_the_same(known, said)):
            hint = f"Withdraw the request to {stood}, and ring its designated officer."
            tasks.append(Task(id_, title, TO_DO, href, hint))
        elif said is None:
            tasks.append(Task(id_, title, TO_DO, href, next((gap.text for gap in known.gaps if gap.key == id_), None)))
        else:
            by = f"{known.people[said.author_person_id]}, {moment_words(said.saved_at)}"
            tasks.append(Task(id_, title, DONE, href, by))
    return tasks


def _where(known: KnownCase, kind: StatementKind, subject_id: UUID, said: Record | None) -> str:
    """Where it is recorded; whoever may be known is looked for first."""
    if said is None and kind.of_known:
        return _subject_address(known, "hub.known_before", subject_id)
    return recorded_address(known.case.file_id, kind, subject_id)


def _within(name: str) -> str:
    """Within a sentence."""
    return name[0].lower() + name[1:]


def _asked_all_the_same(known: KnownCase, said: Record) -> str:
    """The partners for which this person works and that have a request all the same, by name."""
    there = {UUID(one) for one in said.codes.get(WORKS_FOR, ())}
    asked = {one.partner_id for one in known.requests if one.state != "withdrawn"}
    return ", ".join(sorted(known.partners[one].name for one in there & asked))


def _place_told(known: KnownCase, kind: StatementKind, subject_id: UUID) -> list[Task]:
    """A task where somebody is protected and partners have answered about them, anew with each answer."""
    answered = answered_about(subject_id, known.requests, known.sent)
    if known.protection_of(subject_id) != PROTECTED or not answered:
        return []
    said = known.stated.get((kind.key, subject_id))
    since = [one for one, at in answered.items() if said is None or at > said.saved_at]
    names = ", ".join(sorted(known.partners[one].name for one in since))
    title = f"{kind.label}: {subject_names(known.subjects)[subject_id].lower()}"
    href = recorded_address(known.case.file_id, kind, subject_id)
    hint = f"{names} answered and may hold it." if names else None
    return [Task(f"{kind.key}-{subject_id}", title, TO_DO if since else DONE, href, hint)]


def _is_anybodys(known: KnownCase, subject_id: UUID) -> bool:
    """Whether a place is no secret, so that it is hidden from nobody."""
    return known.protection_of(subject_id) == UNPROTECTED


def _concern(known: KnownCase) -> Task:
    status = STARTED if _whole(known) in known.records else TO_DO
    return Task("concern", "About the concern", status, url_for("hub.concern", case_id=known.case.file_id))


def _subjects(known: KnownCase) -> list[Task]:
    names, seen_as = subject_names(known.subjects), names_at_partners(known.subjects)
    over = ended(known.stated)
    return [
        Task(
            f"subject-{number}",
            names[one.subject_id],
            STARTED if one.subject_id in known.records else TO_DO,
            _subject_address(known, "hub.subject", one.subject_id),
            _seen_as(seen_as.get(one.subject_id), over=one.subject_id in over),
        )
        for number, one in enumerate(known.subjects)
        if one.kind != CASE
    ]


def _seen_as(called: str | None, *, over: bool) -> str | None:
    """What stands below somebody's name: that nobody is asked about them any more, or what partners call them."""
    if over:
        return "The pregnancy has ended. Nobody is asked about them any more."
    return f"Partners see “{called}”" if called else None


def _basis(release: PolicyRelease, known: KnownCase) -> Task:
    basis = release.legal_bases[known.case.legal_basis]
    href = url_for("hub.basis", case_id=known.case.file_id)
    missing = next((gap.text for gap in known.gaps if gap.what == "legal_basis"), None)
    return Task("legal-basis", "Legal basis", TO_DO if missing else DONE, href, missing or basis.label)


def _clock(known: KnownCase) -> list[Task]:
    """A task while no time can be promised: the page it leads to says who can put that right."""
    why = next((gap.text for gap in known.gaps if gap.what == NO_CLOCK), None)
    return [Task(NO_CLOCK, "When answers are due", TO_DO, url_for("account.hours"), why)] if why else []


def _ask(known: KnownCase) -> Task:
    href = url_for("hub.ask", case_id=known.case.file_id)
    if known.in_the_way:
        return Task("ask", "Choose partners and ask", WAITING, None, known.in_the_way[0].text)
    asked = len(_standing(known))
    hint = f"{asked} asked so far" if asked else None
    return Task("ask", "Choose partners and ask", STARTED if asked else TO_DO, href, hint)


def _returns(known: KnownCase) -> Task:
    standing = _standing(known)
    answered = sum(one.answered_at is not None for one in standing)
    if not standing:
        without = "Every request was withdrawn." if known.requests else "Nobody has been asked yet."
        return Task("returns", "Open the returns", WAITING, None, without)
    hint = f"{answered} of {len(standing)} have answered"
    href = url_for("hub.returns", case_id=known.case.file_id)
    return Task("returns", "Open the returns", DONE if answered == len(standing) else STARTED, href, hint)


def _standing(known: KnownCase) -> list[ResearchRequest]:
    """The requests that still ask somebody, or did until they were answered: what was withdrawn counts nowhere."""
    return [one for one in known.requests if one.state != "withdrawn"]


def _outcome(release: PolicyRelease, known: KnownCase) -> Task:
    kind = next(one for one in release.statements.values() if one.state == "closed")
    title, closed = f"{kind.label} and close", known.case.state == "closed"
    if not closed and (lacking := lacking_for_outcome(release, known.case, known.subjects, known.stated)):
        waits = "; ".join(one.label for one in lacking)
        return Task(kind.key, title, WAITING, None, f"Waits for: {waits}")
    return Task(kind.key, title, DONE if closed else TO_DO, recorded_address(known.case.file_id, kind))


def _whole(known: KnownCase) -> UUID:
    return next(one.subject_id for one in known.subjects if one.kind == CASE)


def _subject_address(known: KnownCase, endpoint: str, subject_id: UUID) -> str:
    return url_for(endpoint, case_id=known.case.file_id, subject_id=subject_id)
