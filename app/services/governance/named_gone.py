"""What the logs say is no longer there: what verification accepts as missing, and nothing else.

Only what an entry of the same log names, written later and signed by this exchange, may be missing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from app.domain.administered import RowName
from app.domain.log_entry import StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.naming_rows import NamedRows
from app.services.governance.erase_file import KIND
from crypto.errors import VerificationError


class NamedGone:
    """Read once for a whole verification; `unsigned` are sentences about entries that none of our commands wrote.

    `erased` are the files whose keys were destroyed, each with what it took away and the digests that it had.
    """

    def __init__(self, work: Work, named: NamedRows) -> None:
        self.unsigned: list[str] = []
        self.erased: defaultdict[UUID, dict[RowName, str]] = defaultdict(dict)
        self._last: dict[tuple[int, RowName], tuple[int, UUID]] = {}
        for leaf in work.erasures.leaves():
            try:
                body = json.loads(leaf.leaf)
                self._take(leaf, UUID(body["file"]), named.of(leaf, body))
            except (VerificationError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                told = f"Entry number {leaf.index} ({leaf.kind}) is not signed by this exchange"
                self.unsigned.append(f"{told}: no command of it wrote this, and nothing may be missing for it.")

    def names(self, leaf: StoredLeaf, name: RowName) -> bool:
        """Whether a later entry of a leaf's log names a row."""
        return self.file_of(leaf, name) is not None

    def file_of(self, leaf: StoredLeaf, name: RowName) -> UUID | None:
        """The file with which a row went, as a later entry of a leaf's log says; None where none does."""
        index, file_id = self._last.get((leaf.log, name), (-1, None))
        return file_id if index > leaf.index else None

    def _take(self, leaf: StoredLeaf, file_id: UUID, named: Mapping[RowName, str | None]) -> None:
        for name, digest in named.items():
            self._last[leaf.log, name] = leaf.index, file_id
            if leaf.kind == KIND:
                self.erased[file_id].update({} if digest is None else {name: digest})
