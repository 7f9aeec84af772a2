"""Give an organisation a new key pair: what is sent from now on is for that one, what was sent before opens still."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import NotFound
from app.domain.ports_keys import KeyRotation
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.keys.key_changed import key_changed, organisation_row, public_part
from app.services.keys.rotate_tenant import PRIVATE
from app.services.runtime import Runtime

PAIR, REPLACED = "organisation", "organisation_key_replaced"
NO_KEYS = "There is no organisation {} with keys."


def look_at_organisation(runtime: Runtime, organisation: UUID) -> str:
    """The id of the key for which things are sent now; nothing is changed. Raises NotFound."""
    with runtime.database.work(None) as work:
        found = work.keys.organisation_keys([organisation])
    if organisation not in found:
        raise NotFound(NO_KEYS.format(organisation))
    return found[organisation].kid


def rotate_organisation(runtime: Runtime, keys: KeyRotation, organisation: UUID) -> str:
    """Make the pair and put those before out of use for what is sent, in one transaction; the new key's id.

    Raises NotFound for no such organisation, KeysUnavailable.
    """
    with runtime.database.work(None) as work:
        work.keys.lock()
        wrap = work.keys.tenant_key(organisation, PRIVATE)
        if wrap is None:
            raise NotFound(NO_KEYS.format(organisation))
        now = runtime.clock.now()
        replaced = work.keys.revoke_organisation_keys(organisation, now)
        key = keys.new_organisation_key(organisation, wrap)
        work.keys.add_organisation_key(key, now)
        names = [("organisation_key", kid) for kid in replaced]
        ended = administered(runtime, work, REPLACED, names, to_id=organisation, ended=True)
        keyed = key_changed(runtime, work, organisation, [organisation_row(key)], what=PAIR, said=public_part(key))
        make_durable(runtime, work, record(runtime, work, [(ended, None), (keyed, None)]))
    return key.kid
