"""Passkeys of those who sign changes: offered by their owners, registered by others, or as administration begins."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.changes import SIGNS
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.log_entry import new_log_id
from app.domain.passkeys import Passkey, PasskeyOffer
from app.services.administration.refusing import require_signer
from app.services.administration.who_signs import roles_that_sign
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.roles_that_count import administrators
from app.services.runtime import Runtime

OFFERED: Final = "passkey_offered"
BEGAN: Final = "administration_began"
AT_LEAST: Final = 2
"""So many people administer an organisation as it begins: what loosens takes two."""


@dataclass(frozen=True, slots=True)
class KeysHere:
    """The actor's own passkeys and offer; for whoever administers also those of colleagues who sign, with their names.

    `administrators` and `with_key` count those who administer.
    """

    registered: Sequence[Passkey]
    offered: PasskeyOffer | None
    colleagues: Sequence[PasskeyOffer]
    theirs: Sequence[Passkey]
    names: Mapping[UUID, str]
    administrators: int
    with_key: int
    host: str | None


def list_passkeys(runtime: Runtime, actor: Actor) -> KeysHere:
    """Raises NotFound, after logging the refusal, for whoever signs nothing."""
    require_signer(runtime, actor, "list_passkeys")
    with runtime.database.work(actor.organisation_id) as work:
        held = work.identity.roles_in(actor.organisation_id, roles_that_sign(runtime.policy.release))
        here = set(held)
        keys = work.passkeys.passkeys_of(here, actor.organisation_id)
        offers = work.passkeys.offers_of(here, actor.organisation_id)
        names = {one.id: one.display_name for one in work.identity.people(here).values()}
    administer = {person for person, roles in held.items() if SIGNS in roles}
    others = actor.role == SIGNS
    return KeysHere(
        registered=[one for one in keys if one.person_id == actor.person_id],
        offered=next((one for one in offers if one.person_id == actor.person_id), None),
        colleagues=[one for one in offers if others and one.person_id != actor.person_id],
        theirs=[one for one in keys if others and one.person_id != actor.person_id],
        names=names,
        administrators=len(administer),
        with_key=len({one.person_id for one in keys} & administer),
        host=runtime.passkeys.host,
    )


def offer_challenge(runtime: Runtime, actor: Actor) -> bytes:
    """What this person's browser makes a passkey for, in this session."""
    said = f"passkey offer {actor.person_id} {actor.session_id}"
    return hmac.digest(runtime.session_key, said.encode(), hashlib.sha256)


def offer_passkey(runtime: Runtime, actor: Actor, said: Mapping[str, Any]) -> PasskeyOffer:
    """Keep the public key that the actor's browser made, in the place of one they offered before.

    It signs nothing until it is registered. Raises PasskeyRefused for what is none, Stale for one that is there.
    """
    require_signer(runtime, actor, "offer_passkey")
    made = runtime.passkeys.made(said, offer_challenge(runtime, actor))
    offer = PasskeyOffer(uuid4(), actor.person_id, made.credential_id, made.public_key, runtime.clock.now())
    with runtime.database.work(actor.organisation_id) as work:
        work.passkeys.add_offer(offer)
        make_durable(runtime, work, [record_own(runtime, work, actor, OFFERED, offer.code, offer.code.encode())])
    return offer


def begin(runtime: Runtime, organisation_id: UUID, codes: Sequence[str]) -> Sequence[str]:
    """Register the passkeys of these codes, of at least two people who administer the organisation; says their names.

    Every other passkey of its administrators ends, so that it is begun again after keys were lost. `runtime` is of the
    administering role. Raises InvalidInput naming the code that is wrong, NotFound.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        work.identity.organisation(organisation_id)
        here = administrators(runtime, work, organisation_id)
        offers = {one.code: one for one in work.passkeys.offers_of(here, organisation_id)}
        if strange := [one for one in codes if one.upper() not in offers]:
            raise InvalidInput({"code": f"Nobody who administers it offers a passkey with the code {strange[0]}."})
        chosen = {one.id: one for one in (offers[code.upper()] for code in codes)}
        if len({one.person_id for one in chosen.values()}) < AT_LEAST:
            raise InvalidInput({"code": "Give the codes of two people: nobody administers alone."})
        old = work.passkeys.passkeys_of(here, organisation_id)
        for passkey in old:
            work.passkeys.end(passkey.id, now)
        entry_id = new_log_id(now)
        new = [registered(offer, organisation_id, now, entry_id) for offer in chosen.values()]
        for passkey in new:
            work.passkeys.add(passkey)
        made = [("passkey", str(one.id)) for one in new]
        entries = [administered(runtime, work, BEGAN, made, to_id=organisation_id, entry_id=entry_id)]
        if old:
            ended = [("passkey", str(one.id)) for one in old]
            entries.append(administered(runtime, work, BEGAN, ended, to_id=organisation_id, ended=True))
        people = work.identity.people({one.person_id for one in chosen.values()})
        make_durable(runtime, work, record(runtime, work, [(one, None) for one in entries]))
    return sorted(one.display_name for one in people.values())


def registered(offer: PasskeyOffer, organisation_id: UUID, now: datetime, entry_id: UUID) -> Passkey:
    """What is offered, as it signs for an organisation from now on, by the entry that names it."""
    return Passkey(uuid4(), offer.person_id, organisation_id, offer.credential_id, offer.public_key, now, entry_id)
