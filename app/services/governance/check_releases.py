"""Compare what was released with what is stored: no answer may be changed, renamed or taken away unseen.

Whoever opens a record is refused when anything of it was. This finds it before anybody opens it, and finds as well a
whole return that is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.log_entry import StoredLeaf
from app.domain.ports import Openable, Work
from app.domain.records import Box, digest_of
from app.services.disclosure.grant_at_rest import GrantAtRest
from app.services.governance.named_gone import NamedGone
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.places import GrantPlace
from crypto.wrapping import open_bytes

RELEASES = frozenset({"request_sent", "return_released", "stated", "recorded"})


@dataclass(frozen=True, slots=True)
class Released:
    """A release as its leaf has it: which entry, to whom, which boxes, and their digest."""

    leaf: StoredLeaf
    entry: str
    to: UUID
    boxes: frozenset[tuple[UUID, str, str, int]]
    digest: str
    named: frozenset[UUID] = frozenset()

    @property
    def kind(self) -> str:
        """The kind of its entry."""
        return self.leaf.kind

    @property
    def records(self) -> frozenset[UUID]:
        """The records it gave; one that was stated in codes alone is `named`."""
        return self.named | {record for record, *_ in self.boxes}


def released(leaf: StoredLeaf, entry: str, body: Mapping[str, Any], hidden: Mapping[str, Any]) -> Released:
    """What a leaf of `RELEASES` says was given."""
    boxes = frozenset((UUID(record), *rest) for record, *rest in hidden["touched"])
    named = frozenset([UUID(body["record"])] if "record" in body else [])
    return Released(leaf, entry, UUID(body["to"]), boxes, body["boxes"], named)


def check_releases(runtime: Runtime, work: Work, releases: Sequence[Released], gone: NamedGone) -> Iterator[str]:
    """What is stored other than it was released, a sentence for each release. Raises KeysUnavailable.

    A key grant may be missing where a later entry of the log names it.
    """
    wanted = {record for one in releases for record in one.records}
    stored = {
        (record, box.field, box.rendition, box.version): box
        for record, boxes in work.records.boxes(list(wanted)).items()
        for box in boxes
    }
    granted = _granted(runtime, work, releases)
    for one in releases:
        if not _whole(one, stored):
            yield f"What entry {one.entry} released is not stored as it was: an answer was changed or removed."
        elif any(
            (record, one.to) not in granted and not gone.names(one.leaf, ("key_grant", f"{record}/{one.to}"))
            for record in one.records
        ):
            yield (
                f"What entry {one.entry} released does not open any more: the record it is about was edited, "
                "or the key grant changed or removed."
            )


def _whole(one: Released, stored: Mapping[tuple[UUID, str, str, int], Box]) -> bool:
    found = [stored[place] for place in one.boxes if place in stored]
    return len(found) == len(one.boxes) and digest_of(found) == one.digest


def _granted(runtime: Runtime, work: Work, releases: Sequence[Released]) -> frozenset[tuple[UUID, UUID]]:
    """The records, with the organisation, whose stored key grant still fits them."""
    found = set()
    for to in {one.to for one in releases}:
        ids = list({record for one in releases if one.to == to for record in one.records})
        openables = work.records.openable(ids, to)
        keys = runtime.keys.file_keys({one.record.file_id: one.file_wrap for one in openables})
        found |= {(one.record.id, to) for one in openables if _fits(one, to, keys[one.record.file_id])}
    return frozenset(found)


def _fits(openable: Openable, to: UUID, file_key: bytes) -> bool:
    record, grant = openable.record, openable.grant
    if grant is None:
        return False
    place = GrantPlace(openable.tenant_id, record.file_id, record.id, record.author_id, to)
    try:
        open_bytes(file_key, grant.sealed, GrantAtRest(place, record))
    except CryptoError:
        return False
    return True
