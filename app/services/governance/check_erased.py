"""Compare erased files with the entries that say so: key store, rows, and what was named when the key was destroyed.

A key destroyed without an entry, an entry whose key is still there, and a row that was put beside or changed after it
are each found. What is named and gone is as it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.domain.ports import Work
from app.services.governance.check_slips import check_erased_slips
from app.services.governance.named_gone import NamedGone
from app.services.runtime import Runtime


def check_erased(runtime: Runtime, work: Work, gone: NamedGone) -> Iterator[str]:
    """What is wrong with erased files, a sentence for each. Raises KeysUnavailable."""
    yield from gone.unsigned
    destroyed, held_erased = runtime.keys.destroyed(), work.erasures.of(None)
    for file_id in sorted((destroyed.keys() | held_erased.keys()) - gone.erased.keys()):
        yield f"File {file_id} is erased, and no entry says so: its key was destroyed without the exchange's command."
    for file_id in gone.erased:
        if file_id not in held_erased:
            yield f"An entry says that file {file_id} was erased, and it is shown as if it were not."
        if file_id not in destroyed and runtime.keys.has_file_key(file_id):
            yield (
                f"An entry says that file {file_id} was erased, and its key is still there: "
                "run `flask files erase` for it again."
            )
        yield from _rows(work, gone, file_id)
        yield from check_erased_slips(runtime, work, file_id)


def _rows(work: Work, gone: NamedGone, file_id: UUID) -> Iterator[str]:
    named = gone.erased[file_id]
    for row in work.erasures.sealed_under(file_id):
        if named.get(row.name) is None:
            yield f"The row {row.key} of {row.kind} was put there after its file was erased."
        elif named[row.name] != row.digest:
            yield f"The row {row.key} of {row.kind} was changed after its file was erased."
