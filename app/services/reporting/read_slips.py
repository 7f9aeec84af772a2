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
    keys: dict[UUID, list[bytes]] = {
        hub: [runtime.keys.tenant_key(one) for one in work.keys.tenant_keys(hub, "figures")]
        for hub in {one.hub_id for one in slips}
    }
    return tuple((one, _opened(keys[one.hub_id], one)) for one in slips)


def _opened(keys: Sequence[bytes], slip: Slip) -> ReturnFigures | CaseFigures | None:
    """What it holds, by the key it was sealed with: of several the newest, unless that was exchanged since."""
    for key in keys:
        try:
            return open_slip(key, slip)
        except (CryptoError, ValueError, TypeError, KeyError):
            continue
    return None
