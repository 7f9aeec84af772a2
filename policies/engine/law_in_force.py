"""Which legal bases are open to whom on a day, and which will be, on which date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policies.engine.bases import Body, basis_fit
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import HUB


def law_in_force(release: PolicyRelease, on: date) -> Iterator[str]:
    """Say, line by line, for each kind of organisation, purpose and kinds of subject: what is open that day, then what
    opens later, and what has no date. Each kind as it is in law unless something else is recorded of one of them.
    """
    for kind in release.organisations.values():
        yield kind.label
        body, act = Body(kind.key, kind.in_law), "request" if kind.key == HUB else "return"
        for purpose in release.purposes.values():
            yield f"  {purpose.label}"
            if purpose.blocked is not None:
                yield f"    not through the exchange: {purpose.blocked}"
                continue
            alike: dict[tuple[str, ...], list[str]] = {}
            for subject in purpose.subjects:
                said = tuple(_open(release, body, subject, purpose.key, act, on))
                alike.setdefault(said, []).append(subject.replace("_", " "))
            for said, subjects in alike.items():
                yield f"    about {', '.join(subjects)}"
                yield from said or ("      nothing",)


def _open(release: PolicyRelease, body: Body, subject: str, purpose: str, act: str, on: date) -> Iterator[str]:
    later: list[tuple[date | None, str]] = []
    for basis in release.legal_bases.values():
        fit = basis_fit(release, basis.key, body, subject=subject, purpose=purpose, act=act, on=on)
        if fit == "fits":
            until = f", until {basis.in_force_to}" if basis.in_force_to else ""
            yield f"      open: {basis.key}{until}{_only(basis)}"
        elif fit == "not_in_force" and (basis.in_force_from is None or basis.in_force_from > on):
            later.append((basis.in_force_from, f"{basis.key}{_only(basis)}"))
    for begins, said in sorted(later, key=lambda one: (one[0] is None, one[0] or on, one[1])):
        yield f"      from {begins}: {said}" if begins else f"      no date yet: {said}"


def _only(basis: LegalBasis) -> str:
    if not basis.discloses:
        return " (handling alone, nothing held is given)"
    return " (exceptional)" if basis.exceptional else ""
