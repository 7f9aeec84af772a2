"""A policy release: everything the policy folder says, read and checked, with the digest that names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.engine.catalogue import Catalogue
from policies.engine.clock_profiles import ClockProfile, HolidayCalendar, Rating
from policies.engine.organisations import Organisation
from policies.engine.question_sets import QuestionSet
from policies.engine.renewal import Guarded, Renewal
from policies.engine.retention import Access, Period
from policies.engine.roles import Role
from policies.engine.statements import StatementKind
from policies.engine.telling import Telling
from policies.engine.vocabulary import READ, Level


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a request is made, and what must be recorded before one may be sent, and before an outcome is recorded.

    A case for it is about somebody of the kinds `one_of`, where there are any. For one that is `blocked` nobody is
    asked through the exchange: the text says why, and what to do instead.
    """

    key: str
    label: str
    about: str
    subjects: tuple[str, ...]
    one_of: tuple[str, ...]
    before_sending: tuple[str, ...]
    before_outcome: tuple[str, ...]
    statute: str
    blocked: str | None


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision of law, as the legal table cites it; `no_ground` says why no legal basis rests on it."""

    id: str
    citation: str
    who: str
    subject: str
    conditions: str
    type: str
    status: str
    source: str | None
    in_force_from: date | None
    prospective: bool
    no_ground: str | None

    def in_force(self, on: date) -> bool:
        """Whether it is law that day; what has no starting date and is not prospective is of old."""
        return not self.prospective and (self.in_force_from is None or self.in_force_from <= on)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A whole ground for one disclosure: lawful basis, conditions, gateway, confidentiality basis and regime.

    It is there for these kinds of organisation, for those of them that are in law all that it `holds` and nothing that
    it `lacks`. On one that does not disclose, an organisation handles a request without giving anything it holds; on an
    `exceptional` one it may answer where something special holds, such as a life in danger, and is not asked for it.
    """

    key: str
    label: str
    lawful_basis: str
    conditions: tuple[str, ...]
    criminal_condition: str | None
    gateways: tuple[str, ...]
    confidentiality: str | None
    regime: str
    available_to: tuple[str, ...]
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    subjects: tuple[str, ...]
    purposes: tuple[str, ...]
    acts: tuple[str, ...]
    requires: tuple[str, ...]
    discloses: bool
    exceptional: bool
    in_force_from: date | None
    in_force_to: date | None
    prefill_for: tuple[str, ...]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The ids of every provision it cites: lawful basis, conditions, gateways, confidentiality, each once."""
        cited = (self.lawful_basis, *self.conditions, self.criminal_condition, *self.gateways, self.confidentiality)
        return tuple(dict.fromkeys(one for one in cited if one))

    def ended(self, on: date) -> date | None:
        """The last day on which it could be relied on, if that is past."""
        return self.in_force_to if self.in_force_to is not None and self.in_force_to < on else None

    def in_force(self, on: date) -> bool:
        """Whether it may be relied on that day; without a starting date it never may."""
        begun = self.in_force_from is not None and self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class MaskExample:
    """A worked example of a mask; `expect` None means that the value cannot be masked and is withheld."""

    given: object
    expect: str | None


@dataclass(frozen=True, slots=True)
class Mask:
    """A registered way of showing part of a value."""

    id: str
    label: str
    field_types: tuple[str, ...]
    examples: tuple[MaskExample, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something the enforcement point must do before, with or after showing a value; if it cannot, it shows nothing."""

    id: str
    phase: str
    label: str
    about: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision came out as it did, worded for three readers."""

    code: str
    staff: str
    recipient: str
    subject: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A permit (grants up to `level`), a cap (never above `level`) or an impossible combination (a cap at withheld).

    `when` gives for each fact the values the rule admits; a fact it does not name is free. `fields` are the fields its
    field conditions admit. `unknown` satisfies no permit's condition and every cap's.
    """

    id: str
    kind: str
    level: Level
    because: str
    reason: str
    oblige: tuple[str, ...]
    lifted_by: tuple[str, ...]
    when: Mapping[str, frozenset[str]]
    fields: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """Values of a fact that rules may speak of and nothing in the exchange sets yet."""

    fact: str
    values: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class PolicyRelease:
    """The whole policy: what is stored and signed, its SHA-256 in hexadecimal, and why each withdrawn rule is gone.

    `ratings` stand with the most urgent first.
    """

    canonical: bytes
    digest: str
    catalogue: Catalogue
    organisations: Mapping[str, Organisation]
    roles: Mapping[str, Role]
    purposes: Mapping[str, Purpose]
    statements: Mapping[str, StatementKind]
    renewal: Renewal
    protection: Guarded
    provisions: Mapping[str, Provision]
    legal_bases: Mapping[str, LegalBasis]
    masks: Mapping[str, Mask]
    obligations: Mapping[str, Obligation]
    reasons: Mapping[str, Reason]
    telling: Mapping[str, Telling]
    question_sets: Mapping[str, QuestionSet]
    periods: Mapping[str, Period]
    access: Access
    ratings: Mapping[str, Rating]
    profiles: Mapping[str, ClockProfile]
    calendars: Mapping[str, HolidayCalendar]
    rules: tuple[Rule, ...]
    withdrawn: Mapping[str, str]
    not_built: tuple[NotBuilt, ...]

    def before_sending(self, purpose: str) -> tuple[StatementKind, ...]:
        """The statements that must stand before a request for a purpose leaves, those asked for always first."""
        named = self.purposes[purpose].before_sending
        always = [one for one in self.statements.values() if one.before_any_request]
        return (*always, *(self.statements[key] for key in named if self.statements[key] not in always))

    def runs_on(self, rating: str) -> bool:
        """Whether a rating waits for nothing; one that this release does not know is taken for as urgent."""
        return rating not in self.ratings or self.ratings[rating].runs_on

    def reads_as(self, role: str) -> str:
        """The role that rules and audiences name for one: another where it reads as that, else itself."""
        found = self.roles.get(role)
        return role if found is None else found.reads_as or role

    def readers_label(self, role: str) -> str:
        """A role's label, with those of the roles that read as it does."""
        also = [one.label.lower() for one in self.roles.values() if one.reads_as == role]
        return self.roles[role].label + (f" (also {', '.join(also)})" if also else "")

    def learns_answers(self, role: str, kind: str) -> bool:
        """Whether somebody in a role learns how this kind of organisation answers, down to whether it has a question.

        A role that reads no case learns it where a rule says so.
        """
        named = self.organisations[kind].answers_read_by
        return not named or self.reads_as(role) in named or (role in self.roles and READ not in self.roles[role].may)

    def question_set(self, kind: str, purpose: str) -> QuestionSet | None:
        """What a kind of organisation is usually asked for a purpose; None where policy suggests nothing."""
        found = (one for one in self.question_sets.values() if one.organisation == kind and purpose in one.purposes)
        return next(found, None)

    def reserved(self, subject: str) -> frozenset[str]:
        """Case fields that stand under a statement, and that nobody writes by saving a record of such a subject."""
        kinds = [one for one in self.statements.values() if subject in one.subjects or not one.may_differ]
        return frozenset(field for one in kinds for field in one.words)
