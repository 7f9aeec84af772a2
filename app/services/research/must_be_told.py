"""Nothing leaves for a partner that would lack what its kind must be told: it could not search, or would do harm."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import InvalidInput
from app.domain.identity import Organisation
from app.services.disclosure.sealing import Sealed
from app.services.research.compose import Lacking, lacking
from policies.engine.release import PolicyRelease


def require_told(release: PolicyRelease, partner: Organisation, sealed: Iterable[Sealed]) -> None:
    """Raise InvalidInput naming each field that must be told and is not, for want of an answer or by policy.

    What was sealed for it decides: a place that is held back is not told, whatever the case holds.
    """
    for one in sealed:
        goes = {touched.field for touched in one.given.get(partner.id, ()) if touched.rendition == "full"}
        found = lacking(release, partner.kind, one.record.subject_kind, goes)
        if found.stops:
            raise InvalidInput({f"must-{partner.id}": _says(partner, found)})


def _says(partner: Organisation, found: Lacking) -> str:
    each = [f"“{one.label}” ({one.without})" for one in found.must]
    if found.one_of:
        each.append(f"at least one of {', '.join(f'“{one.label}”' for one in found.one_of)} to search by")
    return f"Not sent: {partner.name} must be told {'; '.join(each)}."
