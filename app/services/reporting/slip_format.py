"""How a slip is sealed: its codes in order, in one size whatever they say, bound to the row it stands in."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass

from app.domain.slips import ABOUT_CASE, ABOUT_RETURN, CaseFigures, ReturnFigures, Slip
from crypto.canonical import canonical
from crypto.wrapping import open_bytes, seal_bytes

SIZE = 128
LONGEST_CODE = 22
"""Five codes of this length fill a slip; a longer code is cut, and policy has none that are the same up to here."""
FIGURES = {ABOUT_RETURN: ReturnFigures, ABOUT_CASE: CaseFigures}


@dataclass(frozen=True, slots=True)
class SlipPlace:
    """Where a slip belongs: its row, all of it but the sealed part."""

    slip: Slip

    def encoded(self) -> bytes:
        """The label "prx/slip/v1", 00, then canonical JSON."""
        one = self.slip
        parts = [str(one.id), str(one.hub_id), one.about, str(one.file_id), str(one.record_id), one.version]
        return b"prx/slip/v1\x00" + canonical(parts)


def seal_slip(key: bytes, slip: Slip, figures: ReturnFigures | CaseFigures) -> bytes:
    """The sealed part of this row."""
    codes = [code and code[:LONGEST_CODE] for code in astuple(figures)]
    return seal_bytes(key, canonical(codes).ljust(SIZE), SlipPlace(slip))


def open_slip(key: bytes, slip: Slip) -> ReturnFigures | CaseFigures:
    """What a slip adds to the figures, codes cut to `LONGEST_CODE`. Raises CryptoError when it is not in its place."""
    codes = json.loads(open_bytes(key, slip.sealed, SlipPlace(slip)))
    figures: ReturnFigures | CaseFigures = FIGURES[slip.about](*codes)
    return figures
