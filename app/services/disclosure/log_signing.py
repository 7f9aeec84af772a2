"""Which key signs for the logs now, and which did before: by what the keys say of each other, in leaves and a file.

A key that was replaced is believed up to where it was: what it signed of a larger tree, or in a later leaf, counts not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.domain.errors import KeyReplaced
from app.domain.log_entry import Log, StoredLeaf
from app.domain.log_names import SUMMARY, label_in
from app.domain.ports import Work
from app.domain.ports_keys import KeyKeeper
from app.domain.ports_log import CheckpointShelf
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.handover import Handover, read_handover
from crypto.log.note import VerifierKey

REPLACED = "log_key_replaced"
"""The kind of leaf that holds a log's handover; the installation's holds that of the summary too."""
MEMBERS = ("handover", "summary")


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The keys that sign now, and by a log's label (or the summary's) what they say of those before, newest first."""

    in_use: bytes
    current: tuple[bytes, ...]
    replaced: Mapping[str, tuple[Handover, ...]]

    def under(self, name: str) -> tuple[VerifierKey, ...]:
        """All that verify under the name of a log. Raises VerificationError for what cannot be a name."""
        before = [(one.before.public, one.checkpoint.size) for one in self.replaced.get(label_in(name), ())]
        try:
            return (
                *(VerifierKey(name, one) for one in self.current),
                *(VerifierKey(name, public, until) for public, until in before),
            )
        except ValueError:
            raise VerificationError("what stands for the log's name can be none") from None

    def of_leaf(self, label: str, index: int, name: str) -> tuple[VerifierKey, ...]:
        """All that may have signed, under a name of no log, in the leaf with this number of a log."""
        before = [one.before.public for one in self.replaced.get(label, ()) if index < one.checkpoint.size]
        return tuple(VerifierKey(name, one) for one in (*self.current, *before))


def known_keys(runtime: Runtime, work: Work, logs: Sequence[Log] | None = None, *, again: bool = False) -> KnownKeys:
    """The keys of the installation and of some logs, or (None) of all.

    `again` asks the provider anew, for whoever has in hand what they verify: its key may be of just now. Raises
    KeyReplaced where the key here was replaced by one that is not here: then nothing can be signed; KeysUnavailable.
    """
    said = _said(runtime, work.log.handovers(None if logs is None else [one.id for one in logs]))
    for fresh in (again, True):
        publics = runtime.keys.log_public_keys(again=fresh)
        chains = {label: tuple(_back(publics, notes)) for label, notes in said.items()}
        gone = {one.before.public for one in chains.get(SUMMARY, ())}
        current = tuple(one for one in publics if one not in gone)
        in_use = current[-1]
        if not any(one.before.public == in_use for one in said.get(SUMMARY, ())):
            return KnownKeys(in_use, current, chains)
    raise KeyReplaced(
        "The log's key here was replaced by another. Restart this process; where that does not help, its keys are of "
        "before: put back those in use. Nothing was shown or sent."
    )


def signing_key(runtime: Runtime, work: Work) -> bytes:
    """The public half of the key that signs now. Whoever looks at a log for it looks before. Raises KeysUnavailable."""
    return known_keys(runtime, work, ()).in_use


def every_key(keys: KeyKeeper, checkpoints: CheckpointShelf) -> tuple[bytes, ...]:
    """The keys that are here as they are now, and those they took the place of, by the folder of checkpoints alone.

    Raises KeysUnavailable, LogUnavailable.
    """
    publics = keys.log_public_keys(again=True)
    notes = list(_read(checkpoints.handovers()))
    return tuple(dict.fromkeys((*publics, *(one.before.public for one in _back(publics, notes)))))


def said_in(leaf: StoredLeaf) -> Sequence[str]:
    """The handovers that a leaf holds, unread; none where it is not such a leaf."""
    try:
        body = json.loads(leaf.leaf)
        return [body[name] for name in MEMBERS if isinstance(body.get(name), str)]
    except (ValueError, AttributeError, RecursionError):
        return []


def _said(runtime: Runtime, leaves: Sequence[StoredLeaf]) -> Mapping[str, list[Handover]]:
    """All handovers that both keys signed, by the label of the log they are about, each once."""
    found: defaultdict[str, list[Handover]] = defaultdict(list)
    for one in _read((*(note for leaf in leaves for note in said_in(leaf)), *runtime.checkpoints.handovers())):
        of = found[label_in(one.checkpoint.origin)]
        if one not in of:
            of.append(one)
    return found


def _read(notes: Iterable[str]) -> Iterator[Handover]:
    """Those of these that both keys signed; verifying the log names a leaf with another."""
    for note in notes:
        with suppress(VerificationError):
            yield read_handover(note)


def _back(publics: Sequence[bytes], notes: Sequence[Handover]) -> Iterable[Handover]:
    """What leads back from the keys there are, the latest first: the newer key signed each, so nobody forged it."""
    wanted, seen = list(publics), set[Handover]()
    while wanted:
        public = wanted.pop(0)
        for one in notes:
            if one.after.public == public and one not in seen:
                seen.add(one)
                wanted.append(one.before.public)
                yield one
