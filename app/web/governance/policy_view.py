"""The policy in force as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.services.clocks.holidays_known import ending_words
from app.services.policy_control.list_releases import StoredRelease
from app.services.policy_control.need_to_know import Carried, NeedToKnow
from app.services.runtime import PolicyInForce
from app.web.date_words import date_words
from app.web.governance.words import citations
from policies.engine.release import LegalBasis, PolicyRelease

CARRIAGE = {"must": "Always", "if_held": "Where it is held", "may": "If chosen", "never": "Never"}


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A legal basis: what it rests on, who else may rely on it, and whether it is in force."""

    label: str
    cites: str
    who: str
    in_force: bool
    when: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The policy's number, digest and contents."""

    number: int
    digest: str
    since: datetime | None
    counts: Sequence[tuple[str, str]]
    ending: Sequence[str]
    releases: Sequence[StoredRelease]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One field and the levels beside it."""

    label: str
    category: str
    usually: Sequence[str]
    protected: Sequence[str]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Who may know what of one kind of organisation's records, and what a request to it carries."""

    name: str
    hub: bool
    readers: Sequence[str]
    rows: Sequence[MatrixRow]
    carried: Sequence[tuple[str, str]]
    must_not_carry: str | None


def policy_view(policy: PolicyInForce, releases: Sequence[StoredRelease], today: date) -> PolicyView:
    """The policy in words."""
    release = policy.release
    fields, bases = release.catalogue.values(), release.legal_bases.values()
    rules = [sum(rule.kind == kind for rule in release.rules) for kind in ("permit", "cap", "impossible")]
    return PolicyView(
        number=policy.number,
        digest=release.digest,
        since=next((one.recorded_at for one in releases if one.number == policy.number), None),
        counts=[
            ("Fields", str(len(fields))),
            ("Legal bases", _of(sum(one.in_force(today) for one in bases), len(bases), "in force")),
            *(
                (f"Bank holidays of {one.label}", f"known until {date_words(one.known_until)}")
                for one in release.calendars.values()
            ),
            ("Rules", f"{rules[0]} permits, {rules[1]} caps, {rules[2]} combinations that cannot be"),
            ("Kinds of organisation", str(len(release.organisations))),
            ("Roles", str(len(release.roles))),
            ("Purposes", ", ".join(one.label for one in release.purposes.values())),
        ],
        ending=[ending_words(one) for one in release.calendars.values() if one.ends_soon(today)],
        releases=releases,
    )


def matrix_view(
    release: PolicyRelease, kind: str, readers: Sequence[str], rows: Sequence[NeedToKnow], carried: Sequence[Carried]
) -> MatrixView:
    """One kind of organisation's records in words."""
    organisation = release.organisations[kind]
    return MatrixView(
        name=organisation.label,
        hub=not carried,
        readers=[release.readers_label(role) for role in readers],
        rows=[
            MatrixRow(
                label=row.field.label,
                category=row.field.category.capitalize(),
                usually=row.usually,
                protected=row.protected,
            )
            for row in rows
        ],
        carried=[(one.field.label, CARRIAGE[one.carriage]) for one in carried],
        must_not_carry=organisation.must_not_carry,
    )


def bases_of(release: PolicyRelease, kind: str, today: date) -> Sequence[BasisRow]:
    """The legal bases that a kind of organisation may rely on, in words."""
    return [_basis(release, kind, one, today) for one in release.legal_bases.values() if kind in one.available_to]


def _basis(release: PolicyRelease, kind: str, basis: LegalBasis, today: date) -> BasisRow:
    until = f" until {date_words(basis.in_force_to)}" if basis.in_force_to else ""
    return BasisRow(
        label=basis.label,
        cites=citations(release, basis),
        who=", ".join(release.organisations[key].short for key in basis.available_to if key != kind),
        in_force=basis.in_force(today),
        when=f"From {date_words(basis.in_force_from)}{until}" if basis.in_force_from else "No starting date",
    )


def _of(some: int, everything: int, what: str) -> str:
    return f"{everything}, of which {some} {what}"
