"""The partner's own legal basis as a choice: what fits, what does not and why, what nobody has approved yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.research.survey_request import Survey
from app.web.partner.blueprint import today
from app.web.runtime import runtime
from policies.engine.bases import BasisChoice, legal_bases_for
from policies.engine.release import LegalBasis

CHOOSE = "Choose your organisation’s own legal basis for sharing, one that fits this request."


@dataclass(frozen=True, slots=True)
class Choice:
    """One legal basis on the page; `why_not` is empty for one that can be relied on."""

    basis: LegalBasis
    citations: str
    why_not: str


def choices_for(survey: Survey) -> tuple[Choice, ...]:
    """Every legal basis of the partner's kind; usable only where it covers everybody the request is about."""
    release = runtime().policy.release
    kinds = dict.fromkeys(part.kind for part in survey.parts)
    offered = [
        legal_bases_for(
            release,
            organisation=survey.own.kind,
            subject=kind,
            purpose=survey.request.purpose,
            act="return",
            on=today(),
        )
        for kind in kinds
    ]
    found = [
        Choice(one.basis, _citations(one.basis), _why_not(one, offered)) for one in (offered[0] if offered else ())
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
    """Whether this basis may be relied on; in production an unapproved one may not."""
    return any(
        one.basis.key == key and not one.why_not and (one.basis.approved or not runtime().production) for one in choices
    )


def _why_not(one: BasisChoice, offered: Sequence[Sequence[BasisChoice]]) -> str:
    same = [other for choices in offered for other in choices if other.basis.key == one.basis.key]
    if runtime().production and not one.approved:
        return "Not yet approved by the data protection officer."
    return next((other.why_not for other in same if other.why_not), "")


def _citations(basis: LegalBasis) -> str:
    provisions = runtime().policy.release.provisions
    return "; ".join(provisions[key].citation for key in basis.gateways if key in provisions)
