"""Which legal bases an organisation may rely on for one disclosure, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.engine.in_use import NEVER
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import IN_LAW, UNKNOWN


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as a legal basis asks about it: its kind, and what it is in law."""

    kind: str
    in_law: frozenset[str]


@dataclass(frozen=True, slots=True)
class BasisChoice:
    """One legal basis as offered to the person choosing; `why_not` is empty when it is usable."""

    basis: LegalBasis
    usable: bool
    why_not: str


def legal_bases_for(
    release: PolicyRelease, body: Body, *, subject: str, purpose: str, act: str, on: date
) -> tuple[BasisChoice, ...]:
    """Return every basis this kind of organisation has to disclose on: usable ones first, then those prefilled for it,
    then by label.

    A basis without an in-force date is not in force, nor is one that is not in use.
    """
    found = []
    for basis in release.legal_bases.values():
        if body.kind in basis.available_to and basis.discloses:
            why_not = _why_not(release, basis, body, subject, purpose, act, on)
            found.append(BasisChoice(basis, not why_not, why_not))
    return tuple(
        sorted(found, key=lambda one: (not one.usable, body.kind not in one.basis.prefill_for, one.basis.label))
    )


def bases_for_all(
    release: PolicyRelease, body: Body, *, subjects: Iterable[str], purpose: str, act: str, on: date
) -> tuple[LegalBasis, ...]:
    """Return the bases on which it may disclose about all these kinds of subject at once, in that order."""
    offered = [
        [
            one.basis
            for one in legal_bases_for(release, body, subject=kind, purpose=purpose, act=act, on=on)
            if one.usable
        ]
        for kind in dict.fromkeys(subjects)
    ]
    return tuple(one for one in (offered[0] if offered else ()) if all(one in others for others in offered))


def handling_basis(release: PolicyRelease, body: Body) -> LegalBasis | None:
    """Return the basis on which it handles requests, though it gives nothing of what it holds."""
    ways = (one for one in release.legal_bases.values() if not one.discloses and body.kind in one.available_to)
    return next((one for one in ways if not _not_for(one, body)), None)


def basis_fit(release: PolicyRelease, key: str, body: Body, *, subject: str, purpose: str, act: str, on: date) -> str:
    """Return the fact `basis_fit` for this basis: fits, does_not_fit, not_in_force, or unknown when there is none."""
    basis = release.legal_bases.get(key)
    if basis is None:
        return UNKNOWN
    if body.kind not in basis.available_to or _misfit(release, basis, body, subject, purpose, act):
        return "does_not_fit"
    return "fits" if basis.in_force(on) else "not_in_force"


def _why_not(
    release: PolicyRelease, basis: LegalBasis, body: Body, subject: str, purpose: str, act: str, on: date
) -> str:
    misfit = _misfit(release, basis, body, subject, purpose, act)
    if misfit or basis.in_force(on):
        return misfit
    if basis.in_force_from == NEVER:
        return "Not in use: your organisation’s accountable owner has not approved it."
    if basis.in_force_from is None:
        return "Not in force: no starting date is recorded."
    if on < basis.in_force_from:
        return f"Not in force until {basis.in_force_from:%d %B %Y}."
    return f"Not in force since {basis.in_force_to:%d %B %Y}."


def _misfit(release: PolicyRelease, basis: LegalBasis, body: Body, subject: str, purpose: str, act: str) -> str:
    if not_for := _not_for(basis, body):
        return not_for
    if subject not in basis.subjects:
        return f"It does not cover a record about: {subject.replace('_', ' ')}."
    if purpose not in basis.purposes:
        label = release.purposes[purpose].label if purpose in release.purposes else purpose
        return f"It does not cover this purpose: {label}."
    if act not in basis.acts:
        return f"It does not cover this act: {act}."
    return ""


def _not_for(basis: LegalBasis, body: Body) -> str:
    lacking = next((one for one in basis.holds if one not in body.in_law), None)
    if lacking:
        return f"It is only for {IN_LAW[lacking]}."
    barred = next((one for one in basis.lacks if one in body.in_law), None)
    return f"It is not for {IN_LAW[barred]}." if barred else ""
