"""Whether a partner may rely on a legal basis for what it sends, and states all that the basis asks for."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.answers import Answer
from app.domain.identity import Organisation
from app.domain.research import ResearchRequest
from app.services.disclosure.in_law import body_of
from app.services.policy_control.as_relied import as_relied
from app.services.research.completeness import unstated
from app.services.runtime import Runtime
from policies.engine.bases import basis_fit

NOT_AS_SIGNED = (
    "What your organisation is in law does not stand as two people signed it, so nothing can be sent on a legal basis. "
    "Your accountable owner says it anew under “Organisations”. Until then ring the hub: nothing typed here is lost."
)


def basis_problems(
    runtime: Runtime,
    request: ResearchRequest,
    own: Organisation,
    subject: str,
    legal_basis: str,
    stated: Mapping[str, Answer],
    *,
    discloses: bool = True,
) -> Mapping[str, str]:
    """What stands against its `own` organisation's answering about a subject on this basis today, by field.

    `stated` is what the return states for the basis. Where nothing of what is held leaves, nobody relies on the basis:
    nothing need be stated.
    """
    release = as_relied(runtime.policy, own, request.sent_at).release
    fit = basis_fit(
        release,
        legal_basis,
        body_of(release, own),
        subject=subject,
        purpose=request.purpose,
        act="return",
        on=runtime.clock.now().date(),
    )
    basis = release.legal_bases.get(legal_basis)
    if not own.believed:
        return {"legal_basis": NOT_AS_SIGNED}
    if not discloses and not legal_basis:
        return {"legal_basis": "No legal basis of your kind of organisation fits this request. Ring the hub about it."}
    if fit != "fits" or basis is None:
        return {"legal_basis": "Choose your organisation's own legal basis for sharing, one that fits this request."}
    if not discloses:
        return {}
    if not basis.discloses:
        return {"legal_basis": "On this basis nothing that you hold can be given. Choose one for sharing."}
    return unstated(release, basis, stated)
