"""Compare the readable side of the log with its leaves: a list or page of it must not say other than what was logged.

The tree vouches for leaves alone. Beside each stands a row that filters and pages read, and that somebody with the
database in hand could edit or take away; its leaf commits to it, and the salts in its sealed part open the commitments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from itertools import chain, islice
from typing import Any
from uuid import UUID

from app.domain.log_entry import Detail, StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.naming_rows import NamedRows
from app.services.governance.check_administered import AdministeredCheck
from app.services.governance.check_changes import ChangesCheck
from app.services.governance.check_erased import check_erased
from app.services.governance.check_events import ABOUT_AN_EVENT, check_events, check_worked
from app.services.governance.check_named import check_named
from app.services.governance.check_releases import RELEASES, Released, check_releases, released
from app.services.governance.check_slips import check_case_slips, check_return_slips
from app.services.governance.leaf_body import leaf_body
from app.services.governance.named_gone import NamedGone
from app.services.governance.problems import of
from app.services.governance.prove_entry import hidden_with, openings_of, sealing_keys
from app.services.runtime import Runtime
from crypto.commitments import opens

MOST_PROBLEMS = 20
NEVER_SEALED = frozenset({
    "policy_released", "administered", "key_changed", "log_key_replaced", "origin_started", "erased",
})  # fmt: skip
"""Kinds whose detail holds nothing hidden."""


class DetailsCheck:
    """Compares leaves, some at a time, with their details, what they released, events, and rows of administration.

    What is missing is wrong unless a later entry of its log names it.
    """

    def __init__(self, runtime: Runtime, work: Work) -> None:
        self._runtime = runtime
        self._work = work
        logs = work.log.logs()
        self._labels = {one.id: one.label for one in logs}
        self._whose = {one.id: one.whose for one in logs}
        named = NamedRows(runtime, work)
        self._changes = ChangesCheck(runtime, work)
        self._administered = AdministeredCheck(work, named, runtime.policy.release.roles, self._changes)
        self._worked: set[str] = set()
        self._named = Counter[str]()
        self._gone = NamedGone(work, named)
        self._problems: list[str] = []

    def look_at(self, leaves: Sequence[StoredLeaf]) -> None:
        """Compare these leaves of one log. Raises KeysUnavailable when the key store does not answer,
        DatabaseUnavailable.
        """
        whose = self._whose[leaves[0].log] if leaves else ()
        details = self._work.governance.details([leaf.id for leaf in leaves])
        keys: dict[tuple[UUID | None, str], tuple[bytes, ...]] = {}
        releases: list[Released] = []
        if len(self._problems) < MOST_PROBLEMS:
            self._problems += of(whose, check_worked(self._work, self._labels, leaves, self._gone))
        for leaf in leaves:
            told = f"number {leaf.index} of log {self._labels[leaf.log]}"
            try:
                if not (body := leaf_body(leaf)):
                    raise ValueError
                self._administered.look_at(leaf, body)
                if leaf.kind in ABOUT_AN_EVENT:
                    self._worked.add(body["event"])
                    self._named[body["event"]] += body["file"] is None
                if len(self._problems) < MOST_PROBLEMS:
                    wrong = self._compare(leaf, told, body, details.get(leaf.id), keys, releases)
                    self._problems += of(whose, wrong)
            except (ValueError, KeyError, TypeError, AttributeError):
                self._problems += of(whose, [f"Entry {told} is none that the exchange writes."])
        if len(self._problems) < MOST_PROBLEMS:
            returns = [one for one in releases if one.kind == "return_released"]
            self._problems += of(whose, check_releases(self._runtime, self._work, releases, self._gone))
            self._problems += of(whose, check_return_slips(self._runtime, self._work, returns))

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in up to 20 sentences, once every leaf has been looked at."""
        every = chain(
            self._problems,
            self._administered.problems(),
            self._changes.problems(self._named),
            check_erased(self._runtime, self._work, self._gone),
            check_events(self._runtime, self._work, self._worked, self._gone),
            check_case_slips(self._runtime, self._work),
            check_named(self._runtime, self._work, self._named),
        )
        return tuple(islice(every, MOST_PROBLEMS))

    def _compare(
        self,
        leaf: StoredLeaf,
        told: str,
        body: Mapping[str, Any],
        detail: Detail | None,
        keys: dict[tuple[UUID | None, str], tuple[bytes, ...]],
        releases: list[Released],
    ) -> Iterator[str]:
        """What is wrong with one entry; what it released, if all fits, joins `releases` to be looked at together."""
        erased = self._gone.file_of(leaf, ("log_detail", str(leaf.id)))
        if detail is None:
            if erased is None:
                yield f"Entry {told} has lost its readable part: its row was taken away or renamed."
            return
        if erased is not None and detail.sealed_under != f"file:{erased}":
            yield f"Entry {told} is filed under another key than the one with which it was erased."
        under = (detail.tenant_id, detail.sealed_under)
        if under not in keys:
            keys[under] = sealing_keys(self._runtime, self._work, detail)
        hidden = hidden_with(keys[under], detail)
        if hidden is None and erased is None and leaf.kind not in NEVER_SEALED:
            yield f"The sealed part of entry {told} is gone or does not open: it was changed, or erased unsaid."
        if wrong := misfits(detail, leaf, body, hidden):
            yield f"Entry {told} is shown other than it was logged: {', '.join(wrong)}."
        elif hidden is not None and leaf.kind in RELEASES and body["boxes"] is not None:  # null: a draft was saved
            releases.append(released(leaf, told, body, hidden))


def misfits(detail: Detail, leaf: StoredLeaf, body: Mapping[str, Any], hidden: Mapping[str, Any] | None) -> list[str]:
    """The columns, by name, that say other than the leaf; commitments can be checked only with the hidden part."""
    columns = {
        "id": (body["id"], str(detail.id)),
        "log": (leaf.log, detail.log),
        "number": (leaf.index, detail.index),
        "kind": (body["k"], detail.kind),
        "time": (body["at"], detail.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")),
        "file": (body["file"], _text(detail.file_id)),
        "author": (body["from"], _text(detail.from_id)),
        "recipient": (body["to"], _text(detail.to_id)),
        "purpose": (body["purpose"], detail.purpose),
        "legal basis": (body["basis"], detail.legal_basis),
        "policy release": (body["policy"]["number"], detail.policy_release),
        "number of fields": (body["n"], detail.fields),
    }
    wrong = [name for name, (logged, shown) in columns.items() if logged != shown]
    if hidden is not None:
        committed = openings_of(detail, hidden)
        wrong += [name for name, one in committed.items() if not opens(body[name], one.salt, one.value)]
    return wrong


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
