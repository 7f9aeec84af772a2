"""An act of administration names in its leaf the rows it wrote: each with a digest, all signed by the log's key.

Who may write rows may write leaves as well, but cannot sign: so that verifying the log finds a row that no command
wrote, one that was changed afterwards, and one that is gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.administered import AdministeredRow, RowName
from app.domain.errors import NotFound
from app.domain.log_entry import INSTALLATION, Log, StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.log_signing import KnownKeys, known_keys, signing_key
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.errors import VerificationError
from crypto.log.note import VerifierKey, open_note, sign_note

LABEL = "prx/administered/v1"
"""The first line of what is signed, which no checkpoint has."""
SIGNER = "prx/administration"
NAMES_ROWS = frozenset({"administered", "key_changed", "policy_released"})
"""Kinds of leaf that name rows."""


def name_rows(
    runtime: Runtime, work: Work, kind: str, names: Sequence[RowName], *, ended: bool = False
) -> Mapping[str, Any]:
    """The member of a leaf of `kind` that names these rows as they now stand, or as put out of use.

    What is signed of them is kept with them: whoever reads such a row believes it by that (`believing.py`).

    Raises NotFound when one is not there, KeysUnavailable.
    """
    found = work.governance.administered_rows(names)
    if set(names) - found.keys():
        raise NotFound
    rows = [[*name, None if ended else digest_of_row(found[name])] for name in names]
    said = signed_rows(runtime, key_of_rows(runtime, work), kind, rows)
    if not ended:
        work.governance.keep_named(names, said["rows"])
    return said


def key_of_rows(runtime: Runtime, work: Work) -> bytes:
    """The public half of the key that signs what leaves name; it stays that until the commit. KeysUnavailable."""
    work.log.keep_key()
    return signing_key(runtime, work)


def signed_rows(runtime: Runtime, key: bytes, kind: str, rows: Sequence[Sequence[str | None]]) -> Mapping[str, Any]:
    """The member of a leaf of `kind` that names rows by table, key and digest, signed by the `key_of_rows`."""
    said = canonical({"kind": kind, "rows": rows}).decode()
    signer = partial(runtime.keys.sign, public=key)
    return {"rows": sign_note(f"{LABEL}\n{said}\n", VerifierKey(SIGNER, key), signer)}


Named = tuple[RowName, UUID | None]
"""A row, and the entry that is said to name it."""


def named_by(runtime: Runtime, work: Work, said: Collection[Named]) -> frozenset[Named]:
    """Those of these rows that the entry beside each names as they stand now. As many statements for one as for all.

    A row that somebody put into the database, or edited in it, is named by no entry that this exchange signed. Raises
    KeysUnavailable, KeyReplaced.
    """
    if not said:
        return frozenset()
    own, leaves = work.log.log(INSTALLATION), work.log.leaves_by_id({entry for _, entry in said if entry})
    rows, keys = work.governance.administered_rows({row for row, _ in said}), known_keys(runtime, work, ())
    names = {one.id: _said_by(keys, own, one) for one in leaves.values()}

    def named(row: RowName, entry: UUID | None) -> bool:
        return entry in names and row in rows and names[entry].get(row) == digest_of_row(rows[row])

    return frozenset(one for one in said if named(*one))


def _said_by(keys: KnownKeys, own: Log | None, leaf: StoredLeaf) -> Mapping[RowName, str | None]:
    """What a leaf of the installation's log names; nothing where that is not signed."""
    if own is None or leaf.log != own.id or leaf.kind not in NAMES_ROWS:
        return {}
    try:
        return rows_named(keys, own.label, leaf, json.loads(leaf.leaf))
    except (VerificationError, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # whatever it holds
        return {}


class NamedRows:
    """Reads what leaves name, in a verification that takes its time: a key that was exchanged meanwhile is found."""

    def __init__(self, runtime: Runtime, work: Work) -> None:
        self._runtime, self._work = runtime, work
        self._labels = {one.id: one.label for one in work.log.logs()}
        self._keys = known_keys(runtime, work)

    def of(self, leaf: StoredLeaf, body: Mapping[str, Any]) -> Mapping[RowName, str | None]:
        """As `rows_named` tells it, and raises."""
        label = self._labels[leaf.log]
        try:
            return rows_named(self._keys, label, leaf, body)
        except VerificationError:
            self._keys = known_keys(self._runtime, self._work, again=True)
            return rows_named(self._keys, label, leaf, body)


def rows_named(keys: KnownKeys, label: str, leaf: StoredLeaf, body: Mapping[str, Any]) -> Mapping[RowName, str | None]:
    """What a leaf of the log with this label names: each row's digest, None where it was put out of use.

    Raises VerificationError when this exchange has not signed it, by the key of that time.
    """
    note = open_note(str(body.get("rows")), keys.of_leaf(label, leaf.index, SIGNER))
    label, _, said = note.text.partition("\n")
    if not note.signed_by or label != LABEL:
        raise VerificationError("What the entry names is not signed by this exchange.")
    named = json.loads(said)
    if named["kind"] != leaf.kind:
        raise VerificationError("What the entry names was signed for an entry of another kind.")
    return {(table, key): digest for table, key, digest in named["rows"]}


def digest_of_row(row: AdministeredRow) -> str:
    """SHA-256 over all columns but those that put it out of use, as text."""
    return f"sha256:{hashlib.sha256(canonical(dict(row.columns))).hexdigest()}"
