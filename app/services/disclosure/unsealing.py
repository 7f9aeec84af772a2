"""The only caller of `crypto.opening`. The gate uses it after recording; releasing uses it to seal anew, unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import NotAsSealed
from app.domain.ports import Openable
from app.domain.ports_keys import KeyKeeper
from app.domain.records import Box
from app.services.disclosure.grant_at_rest import Form, GrantAtRest, from_rest
from crypto.errors import CryptoError
from crypto.opening import GrantEntry, open_grant, open_granted_field
from crypto.places import GrantPlace
from crypto.wrapping import open_bytes


@dataclass(frozen=True, slots=True)
class Granted:
    """The keys an organisation was given to a record's boxes: these and no others. Having them opens none.

    `answered` are the record's boxes that hold an answer, None where all do.
    """

    place: GrantPlace
    entries: Mapping[tuple[str, str, int], GrantEntry]
    answered: frozenset[Form] | None = None

    def __repr__(self) -> str:
        return f"Granted({len(self.entries)} boxes, …)"

    def covers(self, box: Box) -> bool:
        """Whether the grant lists this box."""
        return box[:3] in self.entries

    def holds(self, box: Box) -> bool:
        """Whether there is an answer in this box."""
        return self.answered is None or box[:2] in self.answered


def granted(
    keys: KeyKeeper, openable: Openable, organisation: UUID, file_key: bytes, boxes: Sequence[Box] | None = None
) -> Granted:
    """What an organisation's key grant to a record lists, nothing without one; `boxes` are all the record has.

    Without them it is not looked at whether any is gone: for what is only compared.

    Raises KeysUnavailable, also when a box it lists is not there: an answer that somebody took out of the database or
    renamed must never look like one that was not given.
    """
    record = openable.record
    place = GrantPlace(openable.tenant_id, record.file_id, record.id, record.author_id, organisation)
    if openable.grant is None or openable.organisation_key is None or openable.organisation_wrap is None:
        return Granted(place, {})
    private = keys.private_key(openable.organisation_key, openable.organisation_wrap)
    try:
        grant, answered = from_rest(open_bytes(file_key, openable.grant.sealed, GrantAtRest(place, record)))
        listed = open_grant(private, grant, place)
    except (CryptoError, ValueError) as failure:
        raise _broken() from failure
    entries = {entry[:3]: entry for entry in listed}
    if boxes is not None and not entries.keys() <= {box[:3] for box in boxes}:
        raise _broken()
    return Granted(place, entries, answered)


def unseal(given: Granted, boxes: Sequence[Box]) -> Mapping[str, Answer]:
    """The answers in these boxes (one a field), as far as the grant lists them and they hold one.

    Raises KeysUnavailable when something that should open does not.
    """
    answers = {}
    try:
        for box in filter(given.holds, boxes):
            if entry := given.entries.get(box[:3]):
                answers[box.field] = Answer.decoded(open_granted_field(entry, box.box, given.place))
    except (CryptoError, ValueError, KeyError, TypeError) as failure:
        raise _broken() from failure
    return answers


def _broken() -> NotAsSealed:
    return NotAsSealed("A sealed value could not be opened. Nothing was shown; tell your administrator.")
