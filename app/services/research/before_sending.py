"""What must stand before a request may leave: decisions by named people, contact safety, a basis that fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor, Organisation
from app.domain.records import Record
from app.services.clocks.timekeeping import Timekeeping
from app.services.disclosure.in_law import body_of, own_body
from app.services.intake.basis_reasons import is_stated
from app.services.intake.rating_said import RATED
from app.services.intake.roles import ARE_ALLEGED, role_of
from app.services.policy_control.as_relied import as_relied
from app.services.runtime import Runtime
from policies.engine.bases import basis_fit
from policies.engine.in_use import NEVER

ASK_ALL_THE_SAME = "If partners must be asked, a decision-maker rates it higher first."
NOT_AS_SIGNED = (
    "What your organisation is in law does not stand as two people signed it, so nothing can be sent on a legal basis. "
    "Your accountable owner says it anew under “Organisations”; until then ring partners, and record what was said."
)
NO_CLOCK = "clock"
"""What is missing while no time can be promised: the hub's opening hours, or how soon answers are due."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, in a sentence; `subject_id` is whom it is missing for, None for the whole case.

    Some stop every request, whomever it is about (`stops_all`).
    """

    what: str
    text: str
    subject_id: UUID | None = None
    stops_all: bool = False

    @property
    def key(self) -> str:
        """The key of the error that says so: what is missing, and of whom."""
        return f"{self.what}-{self.subject_id}" if self.subject_id else self.what

    def stops(self, asked: Collection[UUID]) -> bool:
        """Whether a request about these subjects has to wait until it is filled."""
        return self.stops_all or self.subject_id is None or self.subject_id in asked


def before_sending(
    runtime: Runtime,
    hub: Actor | Organisation,
    case: CaseFile,
    people: Sequence[Subject],
    stated: Mapping[tuple[str, UUID], Record],
    time: Timekeeping | None,
    no_clock: str | None,
) -> tuple[Gap, ...]:
    """What is still missing for this hub to ask about these people of a case; empty when requests may be sent.

    `stated` are the statements that stand, by kind and whom each is about; `time` is what the hub's clocks run by, or
    `no_clock` says why no time can be promised.
    """
    needed = runtime.policy.release.before_sending(case.purpose)
    said = {what for what, _ in stated}
    of_case = [one for one in needed if "case" in one.subjects and not one.for_basis]
    gaps = [Gap(one.key, one.missing) for one in of_case if one.key not in said]
    if case.state == "closed":
        closed = "This case is closed: nothing can be sent. A decision-maker can reopen it."
        gaps.append(Gap("closed", closed))
    if why_not := _basis_problem(runtime, hub, case, people):
        gaps.append(Gap("legal_basis", why_not))
    for_it = [one for one in needed if one.for_basis and not is_stated(runtime.policy.release, one, case, stated)]
    gaps += [Gap(one.key, one.missing) for one in for_it]
    for one in needed:
        roles = {subject.subject_id: role_of(stated, subject.subject_id) for subject in people}
        asked = [subject for subject in people if one.is_asked_of(subject.kind, roles[subject.subject_id])]
        about = [subject.subject_id for subject in asked]
        about = [who for who in about if not one.of_staff or roles[who] in ARE_ALLEGED]
        gaps += [Gap(one.key, one.missing, who, one.of_staff) for who in about if (one.key, who) not in stated]
    if time is not None and time.profile.partner.get(case.rating) is None:
        label = runtime.policy.release.ratings[case.rating].label
        gaps.append(Gap(RATED, f"Nobody is asked in a case that is rated {label}. {ASK_ALL_THE_SAME}", stops_all=True))
    if no_clock:
        gaps.append(Gap(NO_CLOCK, no_clock, stops_all=True))
    return tuple(gaps)


def _basis_problem(
    runtime: Runtime, hub: Actor | Organisation, case: CaseFile, people: Sequence[Subject]
) -> str | None:
    release = as_relied(runtime.policy, hub).release
    body = own_body(release, hub) if isinstance(hub, Actor) else body_of(release, hub)
    basis, purpose = release.legal_bases[case.legal_basis], release.purposes[case.purpose]
    today = runtime.clock.now().date()
    fits = {
        kind: basis_fit(
            release,
            case.legal_basis,
            body,
            subject=kind,
            purpose=case.purpose,
            act="request",
            on=today,
        )
        for kind in {one.kind for one in people}
    }
    if not hub.believed:
        return NOT_AS_SIGNED
    if basis.in_force_from == NEVER:
        return (
            f"“{basis.label}” is not in use: your hub’s accountable owner has not approved it. Choose another legal "
            "basis for the case, or have it approved under “Policy”."
        )
    if "not_in_force" in fits.values():
        return f"“{basis.label}” is not in force today. Choose another legal basis for the case."
    if any(fit != "fits" and kind in purpose.subjects for kind, fit in fits.items()):
        return f"“{basis.label}” does not cover this purpose for everybody in the case. Choose another legal basis."
    return None
