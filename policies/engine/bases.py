"""Which legal bases an organisation may rely on for one disclosure, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class BasisChoice:
    """One legal basis as offered to the person choosing; `why_not` is empty when it is usable."""

    basis: LegalBasis
    usable: bool
    why_not: str
    approved: bool


def legal_bases_for(
    release: PolicyRelease, *, organisation: str, subject: str, purpose: str, act: str, on: date
) -> tuple[BasisChoice, ...]:
    """Return every basis this kind of organisation has: usable ones first, then those prefilled for it, then by label.

    A basis without an in-force date is not in force. Whether an unapproved basis may be relied on is for the settings.
    """
    found = []
    for basis in release.legal_bases.values():
        if organisation in basis.available_to:
            why_not = _why_not(release, basis, subject, purpose, act, on)
            found.append(BasisChoice(basis, not why_not, why_not, basis.approved))
    return tuple(
        sorted(found, key=lambda one: (not one.usable, organisation not in one.basis.prefill_for, one.basis.label))
    )


def basis_fit(
    release: PolicyRelease, key: str, *, organisation: str, subject: str, purpose: str, act: str, on: date
) -> str:
    """Return the fact `basis_fit` for this basis: fits, does_not_fit, not_in_force, or unknown when there is none."""
    basis = release.legal_bases.get(key)
    if basis is None:
        return UNKNOWN
    if organisation not in basis.available_to or _misfit(release, basis, subject, purpose, act):
        return "does_not_fit"
    return "fits" if basis.in_force(on) else "not_in_force"


def _why_not(release: PolicyRelease, basis: LegalBasis, subject: str, purpose: str, act: str, on: date) -> str:
    misfit = _misfit(release, basis, subject, purpose, act)
    if misfit or basis.in_force(on):
        return misfit
    if basis.in_force_from is None:
        return "Not in force: no starting date is recorded."
    if on < basis.in_force_from:
        return f"Not in force until {basis.in_force_from:%d %B %Y}."
    return f"Not in force since {basis.in_force_to:%d %B %Y}."


def _misfit(release: PolicyRelease, basis: LegalBasis, subject: str, purpose: str, act: str) -> str:
    if subject not in basis.subjects:
        return f"It does not cover a record about: {subject.replace('_', ' ')}."
    if purpose not in basis.purposes:
        label = release.purposes[purpose].label if purpose in release.purposes else purpose
        return f"It does not cover this purpose: {label}."
    if act not in basis.acts:
        return f"It does not cover this act: {act}."
    return ""
