"""The only caller of `crypto.opening`. The gate uses it after recording; releasing uses it to seal anew, unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import KeysUnavailable
from app.domain.ports import KeyKeeper, Openable
from app.domain.records import Box
from app.services.disclosure.grant_at_rest import GrantAtRest
from crypto.errors import CryptoError
from crypto.opening import GrantEntry, open_grant, open_granted_field
from crypto.places import GrantPlace
from crypto.wrapping import open_bytes


def unseal(
    keys: KeyKeeper, openable: Openable, organisation: UUID, file_key: bytes, boxes: Sequence[Box]
) -> Mapping[str, Answer]:
    """The answers in these boxes (one a field), as far as the organisation's key grant lists them.

    Raises KeysUnavailable when something that should open does not.
    """
    place = _place(openable, organisation)
    entries = _entries(keys, openable, place, file_key)
    answers = {}
    try:
        for box in boxes:
            if entry := entries.get((box.field, box.rendition, box.version)):
                answers[box.field] = Answer.decoded(open_granted_field(entry, box.box, place))
    except (CryptoError, ValueError, KeyError, TypeError) as failure:
        raise _broken() from failure
    return answers


def granted(keys: KeyKeeper, openable: Openable, organisation: UUID, file_key: bytes) -> tuple[GrantEntry, ...]:
    """The field keys an organisation has been given, to be granted again beside new ones. Opens no box."""
    return tuple(_entries(keys, openable, _place(openable, organisation), file_key).values())


def _place(openable: Openable, organisation: UUID) -> GrantPlace:
    record = openable.record
    return GrantPlace(openable.tenant_id, record.file_id, record.id, record.author_id, organisation)


def _entries(
    keys: KeyKeeper, openable: Openable, place: GrantPlace, file_key: bytes
) -> dict[tuple[str, str, int], GrantEntry]:
    if openable.grant is None or openable.organisation_key is None or openable.organisation_wrap is None:
        return {}
    private = keys.private_key(openable.organisation_key, openable.organisation_wrap)
    try:
        grant = open_bytes(file_key, openable.grant.sealed, GrantAtRest(place, openable.record)).decode()
        return {(entry.field, entry.rendition, entry.version): entry for entry in open_grant(private, grant, place)}
    except (CryptoError, ValueError) as failure:
        raise _broken() from failure


def _broken() -> KeysUnavailable:
    return KeysUnavailable("A sealed value could not be opened. Nothing was shown; tell your administrator.")
