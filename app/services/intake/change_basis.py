"""Choose another legal basis for a case: what the hub relies on in the requests it sends from now on."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.services.disclosure.permission import require_case
from app.services.runtime import Runtime


def change_basis(runtime: Runtime, actor: Actor, case_id: UUID, legal_basis: str) -> CaseFile:
    """The case on its new basis; requests sent before keep theirs. Whether it fits is checked before each sending.

    Raises InvalidInput when it is not one of the hub's, WrongState when the case is closed, Stale, NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        basis = runtime.policy.release.legal_bases.get(legal_basis)
        if basis is None or "hub" not in basis.available_to or "request" not in basis.acts:
            raise InvalidInput({"legal_basis": "Choose the hub’s own legal basis for asking."})
        changed = case.based_on(legal_basis)
        work.files.save_case(changed)
        work.commit()
    return changed
