"""What a row that administrators write says is believed by what its entry signed of it, which it carries with it.

Whoever writes the row by SQL, as the administering role or with an edited copy, cannot sign: such a row gives nothing.
Only what follows from the same bytes is remembered (decision 29): what a signed note says, by the note and the keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from app.domain.administered import AdministeredRow, RowName
from app.domain.ports_keys import KeyKeeper
from app.domain.ports_log import CheckpointShelf
from app.services.disclosure.log_signing import every_key
from app.services.disclosure.naming_rows import LABEL, NAMES_ROWS, SIGNER, digest_of_row
from crypto.errors import VerificationError
from crypto.log.note import VerifierKey, open_note

MOST = 1024


class Believing:
    """Asks of a row and of its note whether the one says what the other signed (`app.domain.administered.Belief`)."""

    def __init__(self, keys: KeyKeeper, checkpoints: CheckpointShelf) -> None:
        self._keys, self._checkpoints = keys, checkpoints
        self._known: tuple[bytes, ...] = ()

    def __call__(self, row: AdministeredRow) -> bool:
        """Whether it does, by a key of the log that is in use or was. Raises KeysUnavailable, LogUnavailable."""
        if not row.note:
            return False
        said = self._known and _said(row.note, self._known)
        if not said:  # another key may have taken the place of those known here
            self._known = every_key(self._keys, self._checkpoints)
            said = _said(row.note, self._known)
        return bool(said) and said.get(row.name) == digest_of_row(row)


@lru_cache(MOST)
def _said(note: str, publics: tuple[bytes, ...]) -> Mapping[RowName, str | None]:
    """What a note says of which rows; nothing where none of these keys has signed it."""
    try:
        opened = open_note(note, [VerifierKey(SIGNER, one) for one in publics])
        label, _, said = opened.text.partition("\n")
        named = json.loads(said) if opened.signed_by and label == LABEL else {}
        if named.get("kind") not in NAMES_ROWS:
            return {}
        return {(table, key): digest for table, key, digest in named["rows"]}
    except (VerificationError, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # whatever it holds
        return {}
