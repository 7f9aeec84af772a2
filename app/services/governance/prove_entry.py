"""A receipt: one leaf, the proof that the log holds it, and for its parties the salts that open its commitments."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.errors import Erased, KeysUnavailable, LogStopped, NotFound
from app.domain.identity import Actor
from app.domain.log_entry import Detail, StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.duties import GOVERNS, HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.log_signing import known_keys
from app.services.disclosure.may_open import may_open
from app.services.disclosure.recording import detail_keys, detail_place, readable
from app.services.governance.checkpoints import fresh_checkpoint, nodes_of
from app.services.governance.own_hand import files_with_a_hand
from app.services.governance.reasons_read import read_reason
from app.services.governance.record_read import record_read
from app.services.governance.stop_logs import stop_logs
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.receipt import Opening, Receipt, build
from crypto.log.tree import inclusion_proof
from crypto.verify import verify_receipt
from crypto.wrapping import open_bytes


def prove_entry(runtime: Runtime, actor: Actor, entry_id: UUID) -> str:
    """The receipt of an entry, for a party to it or the hub's IG officers and auditors. Raises NotFound.

    A party's opens what its pages show, and only for somebody who may open every record it is about: to anybody else of
    the party it is the proof alone. What holds the words of a reason is not opened to whom they are kept back from.
    Giving what opens commitments is recorded.
    """
    with runtime.database.work(actor.organisation_id) as work:
        detail = work.log.detail(entry_id)
        leaf = work.log.leaf_by_id(entry_id)
        if detail is None or leaf is None or not may_read(runtime, work, actor, detail):
            refuse(runtime, work, actor, "prove_entry", [entry_id])
        hidden = hidden_part(runtime, work, detail)
        openings = openings_of(detail, hidden)
        if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
            openings = _shown_to(runtime, work, actor, detail, openings)
        if "detail" in openings and read_reason(runtime, work, actor, detail, hidden).kept:
            openings = {name: one for name, one in openings.items() if name != "detail"}
        if openings:
            record_read(runtime, work, actor, entries=1, reason=f"receipt {entry_id}")
    return make_receipt(runtime, leaf, openings)


def _shown_to(
    runtime: Runtime, work: Work, actor: Actor, detail: Detail, openings: Mapping[str, Opening]
) -> Mapping[str, Opening]:
    """Of an entry's openings, those for one person of a party: no fact of the decision, nobody of the other side."""
    touched = openings["fields"].value if openings else ()
    records = {UUID(record) for record, *_ in touched}
    if not records or not may_open(runtime, work, actor, sorted(records)):
        return {}
    names = ["fields", "actor"] if detail.from_id == actor.organisation_id else ["fields"]
    return {name: openings[name] for name in names}


def prove_plainly(runtime: Runtime, entry_id: UUID) -> str:
    """The receipt of the entry with an id, without salts: for the operator's command line. Raises NotFound."""
    with runtime.database.work(None) as work:
        leaf = work.log.leaf_by_id(entry_id)
    if leaf is None:
        raise NotFound(f"No log has an entry {entry_id}.")
    return make_receipt(runtime, leaf, {})


def make_receipt(runtime: Runtime, leaf: StoredLeaf, openings: Mapping[str, Opening]) -> str:
    """The receipt of a leaf against a checkpoint of its log that covers it, verified as its holder will.

    Raises LogStopped when it does not verify: then leaf or tree is not as the exchange wrote it, and the log is
    stopped.
    """
    with runtime.database.work(None) as work:
        log = work.log.log_numbered(leaf.log)
    try:
        published = fresh_checkpoint(runtime, log, at_least=leaf.index + 1)
        with runtime.database.work(None) as work:
            path = inclusion_proof(leaf.index, published.checkpoint.size, nodes_of(work, log))
            keys = known_keys(runtime, work, [log]).under(published.checkpoint.origin)
        receipt = build(Receipt(leaf.leaf, leaf.index, tuple(path), published.text, openings))
        verify_receipt(receipt, keys)
    except (CryptoError, LogStopped) as failure:
        told = f"Entry number {leaf.index} of log {log.label} cannot be proven, so it was changed: {failure}"
        stop_logs(runtime, {log.label: told})
        raise LogStopped(told, (log.label,)) from failure
    return receipt


def may_read(runtime: Runtime, work: Work, actor: Actor, detail: Detail) -> bool:
    """Whether the actor is a party to an entry, or governs the hub whose log it is in (or it is the installation's).

    No officer reads of a file they have a hand in or stepped back from. Whoever governs a partner reads its logs as
    such, where what is closed stays closed.
    """
    if has_duty(runtime.policy.release, actor, HUB_GOVERNS):
        return detail.tenant_id in (None, actor.organisation_id) and not _in_own_file(work, actor, detail)
    if has_duty(runtime.policy.release, actor, GOVERNS):
        return False
    return actor.organisation_id in (detail.from_id, detail.to_id)


def _in_own_file(work: Work, actor: Actor, detail: Detail) -> bool:
    request = work.files.request(detail.file_id) if detail.file_id else None
    files = {one for one in (detail.file_id, request and request.case_id) if one}
    return bool(files_with_a_hand(work, actor, files, at_hub=True))


def hidden_part(runtime: Runtime, work: Work, detail: Detail) -> Mapping[str, Any] | None:
    """Names of fields, the words of a reason and the salts; None when erased or no longer openable.

    Raises KeysUnavailable.
    """
    return hidden_with(sealing_keys(runtime, work, detail), detail)


def sealing_keys(runtime: Runtime, work: Work, detail: Detail) -> tuple[bytes, ...]:
    """The keys that an entry's hidden part may be sealed under; none when it was destroyed, is missing, or named none.

    A file has one, an organisation one for each time it was exchanged. Raises KeysUnavailable when none can be had.
    """
    under, _, owner_text = detail.sealed_under.partition(":")
    try:
        owner = UUID(owner_text)
    except ValueError:
        return ()
    try:
        if under != "file":
            return detail_keys(runtime, work, owner)
        wrap = work.keys.tenant_key(detail.tenant_id, "file") if detail.tenant_id else None
        return (runtime.keys.file_keys({owner: wrap})[owner],) if wrap else ()
    except Erased:
        return ()
    except KeysUnavailable:
        runtime.keys.check()  # is this key missing, or are all away?
        return ()


def hidden_with(keys: Sequence[bytes], detail: Detail) -> Mapping[str, Any] | None:
    """The hidden part opened with one of its keys; None when there is nothing to open, or it does not open."""
    for key in keys if detail.sealed is not None else ():
        try:
            return dict(json.loads(open_bytes(key, detail.sealed or b"", detail_place(detail.id))))
        except (CryptoError, ValueError):
            continue
    return None


def openings_of(detail: Detail, hidden: Mapping[str, Any] | None) -> Mapping[str, Opening]:
    """The salts and values that open an entry's commitments; none when its hidden part is erased."""
    if hidden is None:
        return {}
    salts = {name: base64.urlsafe_b64decode(salt + "=" * (-len(salt) % 4)) for name, salt in hidden["salts"].items()}
    kept = {name: hidden[name] for name in ("touched", "withheld", "answered", "reason")}
    values = {
        "actor": str(detail.actor_id) if detail.actor_id else None,
        "fields": hidden["touched"],
        "detail": {**readable(detail), "hidden": kept},
    }
    return {name: Opening(salts[name], values[name]) for name in salts}
