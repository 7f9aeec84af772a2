"""What must stand before a request may leave: decisions by named people, contact safety, a basis that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.files import Authorisation, CaseFile, Subject
from app.services.runtime import Runtime
from policies.engine.bases import basis_fit

WORDS = {
    "contact_safety": "Answer contact safety first: may the family be told, and how can people be reached safely.",
    "manager_decision": "A decision-maker must record the decision to enquire, with reasons, before anything is sent.",
    "told_or_agreed_or_reason": "Record whether the family was told or agreed, or the reason why not and who decided.",
    "wishes_recorded": "Record what the adult wants, and why it is overridden if it is.",
    "capacity_recorded": "Record whether the adult has capacity to decide about this.",
}


def before_sending(
    runtime: Runtime, case: CaseFile, subjects: Sequence[Subject], taken: Mapping[str, Authorisation]
) -> Mapping[str, str]:
    """What is still missing, as a sentence for each; empty when requests may be sent."""
    purpose = runtime.policy.release.purposes[case.purpose]
    adult = any(subject.kind == "adult" for subject in subjects)
    needed = ["contact_safety", *purpose.before_sending]
    gaps = {
        what: WORDS[what]
        for what in needed
        if what not in taken and (adult or what not in ("wishes_recorded", "capacity_recorded"))
    }
    if case.state == "closed":
        gaps["closed"] = "This case is closed: nothing can be sent. Start a new case if there is a new concern."
    basis = runtime.policy.release.legal_bases[case.legal_basis]
    today = runtime.clock.now().date()
    for subject in subjects:
        fit = basis_fit(
            runtime.policy.release,
            case.legal_basis,
            organisation="hub",
            subject=subject.kind,
            purpose=case.purpose,
            act="request",
            on=today,
        )
        if fit == "not_in_force":
            gaps["legal_basis"] = f"“{basis.label}” is not in force today. Choose another legal basis for the case."
        elif fit != "fits" and subject.kind in purpose.subjects:
            gaps["legal_basis"] = (
                f"“{basis.label}” does not cover this purpose for everybody in the case. Choose another legal basis."
            )
    if runtime.production and not basis.approved:
        gaps["legal_basis"] = f"“{basis.label}” has not been approved by the data protection officer."
    return gaps
