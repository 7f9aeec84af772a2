"""The case of a mother in a refuge and her child: everybody writes down where she is wherever one can write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.assign_case import assign_case
from app.services.intake.basis_reasons import asked_by
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.completeness import statements
from app.services.research.compose import Ask, by_choice, typed_fields
from app.services.research.open_request import find_request, open_request
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from app.services.research.take_over import take_over
from app.services.research.withdraw import withdraw_request
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE, STATED, basis, version
from tests.stories.leak_matrix import kinds
from tests.stories.leak_matrix_played import approver_for
from tests.stories.refuge import Garden
from tests.stories.refuge_law import bases, rely
from tests.stories.refuge_planted import HERS, NOT_KNOWN, WISHES, Author, returned, searched_by, written

PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "child": ("child", "at_risk", "yes"),
    "mother": ("adult", "harmed", "yes"),
    "father": ("adult", "alleged", "no"),
    "aunt": ("adult", "other", "no"),
    "neighbour": ("address", "", "no"),
}
"""Each with the kind of subject, the role in the concern, and whether the address is protected."""
ELSEWHERE = {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA", "uprn": "1"}
HIS = ("probation", "mental_health")
"""Who is asked about the father; one of them about her, too."""
TICKED = ("housing", "childrens_social_care")
"""To whom the decision-maker chooses to send the place."""
KNOW = (*TICKED, "safeguarding_health", "education", "early_help", "police", "adult_social_care")
"""Who holds it, too, and returns it where it belongs; everybody else knows of it by words alone."""
ASKS_BACK, WITHDRAWN, IN_WORK = "education", "fire", "ambulance"


@dataclass
class Story:
    """The case, everybody in it, what was planted, and the legal bases `relied` on, by act."""

    exchange: Exchange
    garden: Garden
    typist: Actor
    sender: Actor
    reader: Actor
    decider: Actor
    case_id: UUID
    whole: UUID
    people: Mapping[str, UUID]
    relied: Mapping[str, list[str]]
    requests: dict[str, ResearchRequest] = field(default_factory=dict)
    partners: dict[str, list[Actor]] = field(default_factory=dict)

    @property
    def files(self) -> list[UUID]:
        """The case and its requests."""
        return [self.case_id, *(one.file_id for one in self.requests.values())]

    def own_record(self, name: str) -> UUID:
        """What the hub has on record of one of them."""
        return find_case(self.exchange.runtime, self.typist, self.case_id).records[self.people[name]].id

    def hub(self, record: str, about: str) -> Author:
        """Somebody of the hub, who writes about one of them."""
        return Author(self.garden, "hub", record, about, lives_there=about in HERS)


def tell(exchange: Exchange) -> Story:
    """All of it, up to returns by every kind of partner."""
    story = begun(exchange)
    noted(story)
    for kind in partner_kinds():
        ask(story, kind)
    for kind in partner_kinds():
        answer(story, kind)
    return story


def partner_kinds() -> tuple[str, ...]:
    """Every kind of organisation that can be asked for this purpose."""
    return tuple(kind for kind in kinds() if kind != "hub")


def begun(exchange: Exchange) -> Story:
    """A case about all of them, with colleagues on it who have written nothing."""
    typist, sender, reader = (exchange.person("hub", "hub_collator") for _ in range(3))
    decider = exchange.person("hub", "hub_decision_maker")
    legal = basis(exchange, "hub", "request")
    started = start_case(
        exchange.runtime, typist, purpose=PURPOSE, rating="red", legal_basis=legal,
        subjects=[kind for kind, _, _ in PEOPLE.values()],
    )  # fmt: skip
    whole, *people = [one.subject_id for one in find_case(exchange.runtime, typist, started.file_id).subjects]
    for one in (sender, reader, decider):
        assign_case(exchange.runtime, typist, started.file_id, one.person_id)
    known = dict(zip(PEOPLE, people, strict=True))
    relied = {"request": [legal], "return": list[str]()}
    return Story(exchange, Garden(), typist, sender, reader, decider, started.file_id, whole, known, relied)


def noted(story: Story) -> None:
    """Everything that the hub can write into its own file."""
    runtime, release = story.exchange.runtime, story.exchange.runtime.policy.release
    for name, person in {"case": story.whole, **story.people}.items():
        kind, _, protected = PEOPLE.get(name, ("case", "", ""))
        own = story.hub("case", name)
        reserved = release.reserved(kind)
        every = release.catalogue.fields_for("case", "hub")
        fields = [one for one in every if one.is_about(kind) and one.key not in reserved]
        said = dict(written(own, [one for one in fields if one.key not in NAMED]))
        if protected:
            said |= {"case_protected_address": plain(protected), "case_subject_name": plain(f"Madeup {name.title()}")}
            if name not in HERS:
                said["case_address"] = plain(ELSEWHERE)
            if kind == "address":
                del said["case_subject_name"]
        if kind == "adult":
            said["case_date_of_birth"] = plain("1990-01-01")
        # Once somebody is protected, only a decision-maker answers that another need not be.
        by = story.decider if protected == "no" else story.typist
        save_case_record(runtime, by, story.case_id, person, said, None)
    for name, (kind, role, _) in PEOPLE.items():
        if role:
            state(story, story.typist, name, "role_in_concern", {"case_role_in_concern": plain(role)})
        if role == "alleged":
            state(story, story.typist, name, "works_for", {"case_works_for": plain("no")}, {"works_for": {}})
        if name in WISHES:
            state(story, story.typist, name, *WISHES[name])
        if kind in {"child", "adult"}:
            state(story, story.typist, name, "known_before", NOT_KNOWN, {"known_as": {}})
    state(story, story.typist, "case", "contact_safety", {})
    state(story, story.typist, "case", "told_or_agreed_or_reason", {"case_told_or_agreed": plain("not_told")})
    state(story, story.decider, "case", "manager_decision", {})
    state(story, story.decider, "case", "threshold", {"case_threshold": plain("level_3")})
    state(story, story.typist, "case", "basis_reasons", {})


NAMED = ("case_subject_name", "case_premises_name", "case_former_names")
"""Whoever writes an address where a name goes has hidden it from nobody: names are shown as what they are."""
NONE: Mapping[str, Any] = {}


def state(
    story: Story,
    actor: Actor,
    name: str,
    what: str,
    chosen: Mapping[str, Answer],
    codes: Mapping[str, Any] = NONE,
    seen: int | None = None,
) -> None:
    """Record a decision with the place in all its words."""
    release = story.exchange.runtime.policy.release
    kind = release.statements[what]
    subject = story.people.get(name, story.whole)
    asked = asked_by(release, kind, story.relied["request"][-1]) if kind.for_basis else None
    words = written(story.hub(what, name), asked or [release.catalogue[key] for key in kind.words])
    state_in_case(story.exchange.runtime, actor, story.case_id, subject, what, {**words, **chosen}, seen, codes)


def ask(story: Story, kind: str) -> None:
    """One request with the place in everything that is typed for it."""
    exchange, runtime = story.exchange, story.exchange.runtime
    own = story.hub(f"request to {kind}", "all")
    about = frozenset(person for name, person in story.people.items() if name in asked_about(story, kind))
    typed = written(own, typed_fields(runtime.policy.release, kind))
    chosen = Ask(
        exchange.organisation(kind).id, own.text("reason"), asked_fields(exchange, kind), typed, subjects=about,
        besides=frozenset(one.key for one in by_choice(runtime.policy.release, kind)),
        places=frozenset(story.people[one] for one in HERS) & about if kind in TICKED else frozenset(),
        place_reason=own.text("place_reason") if kind in TICKED else "",
    )  # fmt: skip
    actor = story.decider if kind in TICKED else story.sender
    seen = find_case(runtime, actor, story.case_id).history.as_it_stands(runtime.policy.number)
    (story.requests[kind],) = send_requests(runtime, actor, story.case_id, [chosen], seen)


def asked_about(story: Story, kind: str) -> tuple[str, ...]:
    """Whom a kind is asked about: those of the case it can lawfully answer about."""
    if kind in HIS:
        return ("father",) if kind == "probation" else ("father", "mother")
    by_name = searched_by(story.exchange.runtime, kind) == "name" or kind in TICKED
    others = [name for name in PEOPLE if name != "father" and (by_name or name not in HERS)]
    return tuple(name for name in others if bases(story.exchange, kind, PEOPLE[name][0], "return"))


def asked_fields(exchange: Exchange, kind: str) -> tuple[str, ...]:
    """Every item of a kind's own list."""
    every = exchange.runtime.policy.release.catalogue.fields_for("return", kind)
    return tuple(one.key for one in every if not one.shared)


def answer(story: Story, kind: str) -> None:
    """A return about everybody asked about: of the child without a value, and a note on each; of the others with all.

    Before it, some ask back, and a colleague takes over.
    """
    exchange, runtime, request = story.exchange, story.exchange.runtime, story.requests[kind]
    first, second = (exchange.person(kind, "partner_responder") for _ in range(2))
    story.partners[kind] = [first, second]
    claim_request(runtime, first, request.file_id)
    names = {person: name for name, person in story.people.items()}
    asked = [names[one.record.subject_id] for one in open_request(runtime, first, request.file_id).records]
    own = Author(story.garden, kind, "return", "all")
    possible = set.intersection(*(bases(exchange, kind, PEOPLE[name][0], "return") for name in asked))
    legal = rely(exchange, story.relied["return"], possible)
    if kind == ASKS_BACK:
        about, release = story.people["child"], runtime.policy.release
        stated = {**STATED, **written(own, statements(release, [release.legal_bases[legal]]))}
        ask_hub(runtime, first, request.file_id, about, question=own.text("question"), legal_basis=legal, stated=stated)
        told = {"request_answer": plain(story.hub(f"answer to {kind}", "child").text("request_answer"))}
        answer_partner(runtime, story.sender, request.file_id, about, told)
    take_over(runtime, second, request.file_id, own.text("reason to take over"))
    for name in asked:
        author = Author(story.garden, kind, "return", name, lives_there=name in HERS and kind in KNOW)
        content = returned(runtime, author, kind, PEOPLE[name][0], values=name != "child")
        save_draft(runtime, second, request.file_id, story.people[name], content, None)
    if kind == IN_WORK:
        return
    if kind == WITHDRAWN:
        words = {"case_withdrawal_reason": plain(story.hub("withdrawal", "case").text("case_withdrawal_reason"))}
        seen = find_request(runtime, second, request.file_id).request.version
        withdraw_request(runtime, story.sender, request.file_id, ground="not_needed", words=words, seen_version=seen)
        return
    approver = approver_for(exchange, kind)
    if approver is not None:
        story.partners[kind].append(approver)
        submit_for_approval(runtime, second, request.file_id, legal)
    signer = approver or second
    seen, stays = version(exchange, signer, request), own.text("why her place stays in the words")
    sign_off_return(runtime, signer, request.file_id, legal_basis=legal, seen_version=seen, why_said=stays)
