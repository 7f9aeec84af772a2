"""Open slips. Verification is their one reader so far, and says no more than whether they open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.ports import Work
from app.domain.slips import CaseFigures, ReturnFigures, Slip
from app.services.reporting.slip_format import open_slip
from app.services.runtime import Runtime
from crypto.errors import CryptoError


def read_slips(
    runtime: Runtime, work: Work, slips: Sequence[Slip]
) -> tuple[tuple[Slip, ReturnFigures | CaseFigures | None], ...]:
    """Each slip with what it holds, None where it does not open: it or its row was edited. Raises KeysUnavailable."""
    wraps = {hub: work.keys.tenant_key(hub, "figures") for hub in {one.hub_id for one in slips}}
    keys: dict[UUID, bytes] = {hub: runtime.keys.tenant_key(wrap) for hub, wrap in wraps.items() if wrap is not None}
    return tuple((one, _opened(keys.get(one.hub_id), one)) for one in slips)


def _opened(key: bytes | None, slip: Slip) -> ReturnFigures | CaseFigures | None:
    try:
        return open_slip(key, slip) if key is not None else None
    except (CryptoError, ValueError, TypeError, KeyError):
        return None
