"""Sign a change with one's own passkey, or take it back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.domain.changes import KINDS, WITHDRAWN, Change, Signature, standing, why_not
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Actor
from app.domain.passkeys import Passkey, PasskeyRefused
from app.domain.ports import Work
from app.services.administration.digest import digest_of
from app.services.administration.refusing import refused, require_signer
from app.services.administration.who_signs import may_see
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import make_durable
from app.services.runtime import Runtime

SIGNED: Final = "change_signed"
TAKEN_BACK: Final = "change_withdrawn"
WAITS: Final = "change_waits"
"""The job that tells whoever may sign."""
WHY_NOT: Final[Mapping[str, str]] = {
    "settled": "This change has ended. Nothing more can be signed of it.",
    "closed": "The time in which it could be signed is over. Propose it again.",
    "signed": "You have signed this change. It waits for another person.",
    "yours": "It is your own access: other administrators sign it.",
    "unsigned": "Whoever proposed it has not signed it yet.",
    "complete": "Enough have signed it. Where it stands says when it is done.",
}
NO_SUCH_KEY = "This passkey is not registered for you. Use the one that is, or offer this one first."


def sign_change(runtime: Runtime, actor: Actor, change_id: UUID, said: Mapping[str, Any]) -> Change:
    """Keep what the actor's browser says of this change, once it is found to be their passkey's over its digest.

    It is verified anew by whoever applies the change. Raises NotFound, after logging the refusal, for a change of
    another organisation or none; WrongState saying why it cannot be signed; PasskeyRefused, after logging it too.
    """
    require_signer(runtime, actor, "sign_change")
    now = runtime.clock.now()
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change = _own(runtime, work, actor, change_id)
            signers = {one.person_id for one in work.changes.signatures([change_id])[change_id]}
            if code := why_not(change, actor.person_id, signers, now):
                raise WrongState(WHY_NOT[code])
            passkey = _named(work.passkeys.passkeys_of([actor.person_id], actor.organisation_id), said)
            runtime.passkeys.verify(passkey, digest_of(change), said)
            work.changes.add_signature(Signature(change_id, actor.person_id, passkey.id, said, now))
            if standing(change, {*signers, actor.person_id}).others:
                work.jobs.enqueue(WAITS, actor.organisation_id, {"change_id": str(change_id)}, now)
            recorded = record_own(runtime, work, actor, SIGNED, KINDS[change.what].label, change.digest)
            make_durable(runtime, work, [recorded])
    except NotFound:
        refused(runtime, actor, "sign_change")
    except PasskeyRefused:
        _note_refusal(runtime, actor)
        raise
    return change


def withdraw_change(runtime: Runtime, actor: Actor, change_id: UUID) -> None:
    """Take a change back, for good: whoever may sign such changes may, at once and alone.

    Raises NotFound, after logging the refusal, for a change of another organisation or none; WrongState when it has
    ended.
    """
    require_signer(runtime, actor, "withdraw_change")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change = _own(runtime, work, actor, change_id)
            if change.settled_at is not None:
                raise WrongState(WHY_NOT["settled"])
            work.changes.settle(change_id, WITHDRAWN, runtime.clock.now())
            recorded = record_own(runtime, work, actor, TAKEN_BACK, KINDS[change.what].label, change.digest)
            make_durable(runtime, work, [recorded])
    except NotFound:
        refused(runtime, actor, "withdraw_change")


def _own(runtime: Runtime, work: Work, actor: Actor, change_id: UUID) -> Change:
    change = work.changes.change(change_id, lock=True)
    if change is None or change.organisation_id != actor.organisation_id:
        raise NotFound
    if not may_see(runtime.policy.release, actor.role, change):
        raise NotFound
    return change


def _named(passkeys: Sequence[Passkey], said: Mapping[str, Any]) -> Passkey:
    """The passkey that a browser says it signed with."""
    try:
        text = str(said["id"])
        wanted = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (KeyError, ValueError, binascii.Error) as failure:
        raise PasskeyRefused(NO_SUCH_KEY) from failure
    for one in passkeys:
        if one.credential_id == wanted:
            return one
    raise PasskeyRefused(NO_SUCH_KEY)


def _note_refusal(runtime: Runtime, actor: Actor) -> None:
    try:
        refused(runtime, actor, "sign_change")
    except NotFound:
        return
