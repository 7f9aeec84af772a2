"""Compare who covers and who stands in with the log: a row that nobody named, or that was ended, is found.

Neither gives anything without its seal. One put back with its seal after it was ended does, until its last day.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from app.domain.ports import Work
from app.services.identity import covering, standing_in
from app.services.runtime import Runtime


def check_named(runtime: Runtime, work: Work, entries: Counter[str]) -> Iterator[str]:
    """What is wrong, a sentence for each row; `entries` counts the acts without a file that the log holds, by digest.

    Naming and ending one are two of the same digest.
    """
    now = runtime.clock.now()
    covers, stand_ins = work.identity.covers_now(now), work.identity.stand_ins_now(now)
    rows = [("covering", one.id, one.bound, covering.is_sealed(runtime, one)) for one in covers]
    rows += [("stand_in", one.id, one.bound, standing_in.is_sealed(runtime, one)) for one in stand_ins]
    for table, id_, bound, sealed in rows:
        seen = entries[hashlib.sha256(bound).hexdigest()]
        if not sealed or not seen:
            yield f"The row {id_} of {table} is named by no entry: it was put there or changed without the exchange."
        elif seen > 1:
            yield f"The row {id_} of {table} stands again, and an entry says that it has ended."
