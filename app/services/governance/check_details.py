"""Compare the readable side of the log with its leaves: a list or page of it must not say other than what was logged.

The tree vouches for leaves alone. Beside each stands a row that filters and pages read, and that somebody with the
database in hand could edit or take away; its leaf commits to it, and the salts in its sealed part open the commitments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from app.domain.errors import KeysUnavailable
from app.domain.log_entry import Detail, StoredLeaf
from app.domain.ports import Work
from app.services.governance.check_releases import RELEASES, Released, check_releases, released
from app.services.governance.prove_entry import hidden_part, openings_of
from app.services.governance.rebuild_tree import BATCH, Progress
from app.services.runtime import Runtime
from crypto.commitments import opens
from policies.engine.canonical import digest

MOST_PROBLEMS = 20
NEVER_SEALED = frozenset({"policy_released", "key_changed", "origin_started"})
"""Kinds whose detail holds nothing hidden."""


def check_details(runtime: Runtime, work: Work, progress: Progress | None = None) -> tuple[str, ...]:
    """What is wrong between leaves and their details, released records, keys and policy releases: up to 20 sentences.

    Nothing erases details yet, so that a missing one is wrong too. Raises KeysUnavailable when the key store does not
    answer, DatabaseUnavailable.
    """
    runtime.keys.check()
    size, _ = work.log.tail()
    problems: list[str] = []
    kids: dict[UUID, str] = {}
    policies: dict[int, str] = {}
    done = 0
    while done < size and len(problems) < MOST_PROBLEMS:
        leaves = work.log.leaves(done, min(BATCH, size - done))
        if not leaves:
            break
        releases: list[Released] = []
        for leaf in leaves:
            body = json.loads(leaf.leaf)
            problems += _problems(runtime, work, leaf, body, releases)
            if leaf.kind == "key_changed":
                kids[UUID(body["to"])] = body["kid"]
            elif leaf.kind == "policy_released":
                policies[body["policy"]["number"]] = body["policy"]["digest"]
        problems += check_releases(runtime, work, releases)
        done += len(leaves)
        if progress is not None:
            progress(done, size)
    return (*problems, *_keys(work, kids), *_policies(work, policies))[:MOST_PROBLEMS]


def misfits(detail: Detail, leaf: StoredLeaf, body: Mapping[str, Any], hidden: Mapping[str, Any] | None) -> list[str]:
    """The columns, by name, that say other than the leaf; commitments can be checked only with the hidden part."""
    columns = {
        "id": (body["id"], str(detail.id)),
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


def _problems(
    runtime: Runtime, work: Work, leaf: StoredLeaf, body: Mapping[str, Any], releases: list[Released]
) -> Iterator[str]:
    """What is wrong with one entry; one that released something is added to `releases`, to be looked at together."""
    detail = work.log.detail(leaf.id)
    if detail is None:
        yield f"Entry number {leaf.index} has lost its readable part: its row was taken away or renamed."
        return
    try:
        hidden = hidden_part(runtime, work, detail)
    except (KeysUnavailable, ValueError):
        hidden = None
    if hidden is None and leaf.kind not in NEVER_SEALED:
        yield f"The sealed part of entry number {leaf.index} is gone or does not open: it was erased or changed."
    if wrong := misfits(detail, leaf, body, hidden):
        yield f"Entry number {leaf.index} is shown other than it was logged: {', '.join(wrong)}."
    elif hidden is not None and leaf.kind in RELEASES:
        releases.append(released(leaf, body, hidden))


def _keys(work: Work, kids: Mapping[UUID, str]) -> Iterator[str]:
    stored = work.keys.organisation_keys(list(kids))
    for organisation, kid in kids.items():
        if organisation not in stored or stored[organisation].kid != kid:
            yield f"The key in use of organisation {organisation} is not the one the log says it has."


def _policies(work: Work, digests: Mapping[int, str]) -> Iterator[str]:
    for number, logged in digests.items():
        stored = work.policy.canonical(number)
        if stored is None or digest(stored.encode()) != logged:
            yield f"Policy release {number} is not stored as it was logged: its rules or words were changed or removed."


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
