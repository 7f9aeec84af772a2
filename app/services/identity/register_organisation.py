"""Take an organisation in: its row, its own log, its keys, and leaves that name them and say which public key is now
its own.
"""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import Stale
from app.domain.identity import Organisation
from app.domain.log_entry import Whose
from app.domain.short_words import short_words, telephone_number
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.make_partnership import begin_log
from app.services.keys.key_changed import key_changed, organisation_row, public_part, tenant_row
from app.services.runtime import Runtime


def register_organisation(runtime: Runtime, organisation: Organisation) -> None:
    """Store an organisation with a log and fresh keys; a hub also gets those that wrap its files' keys and seal its
    slips.

    Raises Stale when an organisation of that name is there already, InvalidInput for words that are none,
    KeysUnavailable when keys cannot be made.
    """
    now = runtime.clock.now()
    organisation = replace(
        organisation,
        name=short_words("name", organisation.name),
        controller=short_words("controller", organisation.controller),
        service=short_words("service", organisation.service),
        telephone=telephone_number(organisation.telephone),
    )
    purposes = ["organisation", "detail", *(["file", "figures"] if organisation.kind == "hub" else [])]
    with runtime.database.work(None) as work:
        there = next((one for one in work.identity.organisations() if one.name == organisation.name), None)
        if there is not None:
            raise Stale(f"An organisation {there.name} is there already: {there.id}")
        work.keys.lock()  # none is wrapped under a root key that somebody is about to retire
        work.identity.add_organisation(organisation)
        begin_log(work, Whose(organisation.id, organisation.id), now)
        wraps = {purpose: runtime.keys.new_tenant_key(organisation.id, purpose) for purpose in purposes}
        for wrap in wraps.values():
            work.keys.add_tenant_key(wrap, now)
        key = runtime.keys.new_organisation_key(organisation.id, wraps["organisation"])
        work.keys.add_organisation_key(key, now)
        registered = administered(
            runtime, work, "organisation_registered", [("organisation", str(organisation.id))], to_id=organisation.id
        )
        rows = [*(tenant_row(one) for one in wraps.values()), organisation_row(key)]
        keyed = key_changed(runtime, work, organisation.id, rows, said=public_part(key))
        make_durable(runtime, work, record(runtime, work, [(registered, None), (keyed, None)]))
