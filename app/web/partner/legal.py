"""The partner's own legal basis as a choice: what fits, what does not and why, and what each asks one to state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.schemas.answers import load_values
from app.services.disclosure.in_law import body_of
from app.services.policy_control.as_relied import as_relied
from app.services.research.completeness import statements, unstated
from app.services.research.survey_request import Part, Survey
from app.services.runtime import PolicyInForce
from app.web.partner.blueprint import today
from app.web.runtime import runtime
from policies.engine.bases import BasisChoice, handling_basis, legal_bases_for
from policies.engine.catalogue import Field
from policies.engine.release import LegalBasis

CHOOSE = "Choose your organisation’s own legal basis for sharing, one that fits this request."


@dataclass(frozen=True, slots=True)
class Choice:
    """One legal basis on the page; `why_not` is empty for one that can be relied on."""

    basis: LegalBasis
    citations: str
    why_not: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """What may have to be stated: for the basis filled in, `needed` by it; `others` only for another one."""

    basis: LegalBasis | None
    needed: tuple[Field, ...]
    others: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them, none demanded: which are is settled by the basis chosen when the return is sent."""
        return tuple(replace(field, required=False) for field in (*self.needed, *self.others))


def as_answered(survey: Survey) -> PolicyInForce:
    """The policy as the partner may rely on it to answer this request."""
    return as_relied(runtime().policy, survey.own, survey.request.sent_at)


def not_in_use_about(survey: Survey, part: Part) -> Sequence[str]:
    """The labels of the partner's own items about such a person that its owner has not approved."""
    waits, fields = as_answered(survey).not_in_use, runtime().policy.release.catalogue
    return [one.label for key, one in fields.items() if key in waits and not one.shared and one.is_about(part.kind)]


def choices_for(survey: Survey) -> tuple[Choice, ...]:
    """Every legal basis of the partner's kind; usable only where it covers everybody the request is about."""
    release = as_answered(survey).release
    kinds = dict.fromkeys(part.kind for part in survey.parts)
    offered = [
        legal_bases_for(
            release,
            body_of(release, survey.own),
            subject=kind,
            purpose=survey.request.purpose,
            act="return",
            on=today(),
        )
        for kind in kinds
    ]
    found = [
        Choice(
            one.basis,
            _citations(one.basis),
            _why_not(one, offered),
            tuple(field.label for field in statements(release, [one.basis])),
        )
        for one in (offered[0] if offered else ())
    ]
    return tuple(sorted(found, key=lambda one: bool(one.why_not)))


def prefilled(survey: Survey, choices: Sequence[Choice]) -> str:
    """What the draft says already, or the basis policy data fills in for this kind of organisation."""
    kept = next((draft.legal_basis for draft in survey.sending if draft.legal_basis), "")
    usable = [one.basis for one in choices if not one.why_not]
    if any(one.key == kept for one in usable):
        return kept
    return next((one.key for one in usable if survey.own.kind in one.prefill_for), "")


def is_usable(key: str, choices: Sequence[Choice]) -> bool:
    """Whether this basis may be relied on."""
    return any(one.basis.key == key and not one.why_not for one in choices)


def states_for_all(survey: Survey, part: Part | None = None) -> Part:
    """Whose form asks what the legal basis wants stated, once for everybody: the first that is answered about.

    Of a correction, that is the first of those corrected; `part` is one of them.
    """
    if survey.request.answered_at is None:
        return survey.parts[0]
    return next((one for one in survey.parts if one.mine or one == part), survey.parts[0])


def statements_for(survey: Survey, choices: Sequence[Choice], part: Part | None = None) -> Statements:
    """What the legal bases that can be chosen ask for, as fields of the form about `part` (None: of any form)."""
    release = runtime().policy.release
    if part is not None and part != states_for_all(survey, part):
        return Statements(None, (), ())
    usable = {one.basis.key: one.basis for one in choices if not one.why_not}
    basis = usable.get(prefilled(survey, choices))
    needed = statements(release, [basis] if basis else ())
    others = [one for one in statements(release, usable.values()) if one not in needed]
    return Statements(
        basis,
        tuple(replace(one, required=True) for one in needed),
        tuple(others),
    )


def load_statements(raw: Mapping[str, Any], asked: Statements, basis: str, *, complete: bool) -> Mapping[str, Answer]:
    """What was stated; `complete` demands all that this basis asks for. Raises InvalidInput naming each field."""
    typed = {field.key: raw.get(field.key) for field in asked.fields}
    loaded = load_values(typed, asked.fields, today=today(), complete=False)
    answers = {key: plain(value) for key, value in loaded.items()}
    release = runtime().policy.release
    relied_on = release.legal_bases.get(basis) if complete else None
    if relied_on and (missing := unstated(release, relied_on, answers)):
        raise InvalidInput(missing)
    return answers


def standing_basis(survey: Survey) -> str:
    """The provision under which the organisation handles requests, whether or not anything then leaves."""
    release = runtime().policy.release
    basis = handling_basis(release, body_of(release, survey.own))
    return release.provisions[basis.lawful_basis].citation if basis else "none is recorded"


def _why_not(one: BasisChoice, offered: Sequence[Sequence[BasisChoice]]) -> str:
    same = [other for choices in offered for other in choices if other.basis.key == one.basis.key]
    return next((other.why_not for other in same if other.why_not), "")


def _citations(basis: LegalBasis) -> str:
    provisions = runtime().policy.release.provisions
    return "; ".join(provisions[key].citation for key in basis.gateways if key in provisions)
