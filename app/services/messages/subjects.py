"""The subject of every kind of mail: of what waits, of a period, of a night, of a change, of a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.services.clocks.holidays_known import TELL as HOLIDAYS_END
from app.services.governance.stop_logs import TELL
from app.services.messages.nights import OF_NIGHTS
from app.services.messages.notice import DIGEST
from app.services.messages.notices import NOTICES
from app.services.messages.of_change import OF_CHANGES
from app.services.messages.periods import PERIODS

SUBJECTS: Final[Mapping[str, str]] = {
    **{kind: notice.subject for kind, notice in NOTICES.items()},
    TELL: "A disclosure log of your organisation was found changed",
    HOLIDAYS_END: "Bank holidays are known for less than six months more",
    **{kind: one.subject for kind, one in PERIODS.items()},
    **OF_NIGHTS,
    **OF_CHANGES,
    DIGEST: "What has come for you since yesterday and can wait",
}
"""Of every kind of mail."""
