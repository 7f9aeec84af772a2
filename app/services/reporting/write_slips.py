"""Write slips in the transaction of the return or outcome that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import KeysUnavailable
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.slips import CaseFigures, ReturnFigures, Slip
from app.services.reporting.slip_format import seal_slip
from app.services.runtime import Runtime


def write_slips(
    runtime: Runtime, work: Work, hub: UUID, figures: Sequence[tuple[Record, ReturnFigures | CaseFigures]]
) -> None:
    """A slip for each record as it is stored now, under the hub's key for figures. Raises KeysUnavailable."""
    wrap = work.keys.tenant_key(hub, "figures")
    if wrap is None:
        raise KeysUnavailable("This hub has no key for its figures, so nothing can be sent. Ask your administrator.")
    key = runtime.keys.tenant_key(wrap)
    slips = []
    for record, found in figures:
        empty = Slip(uuid4(), hub, record.kind, record.file_id, record.id, record.version, b"")
        slips.append(replace(empty, sealed=seal_slip(key, empty, found)))
    work.slips.add(slips)
