"""Take an organisation in: its row, its own log, its keys, and leaves that name them and say which public key is now
its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.administered import RowName
from app.domain.errors import Stale
from app.domain.identity import Organisation
from app.domain.log_entry import Entry, Whose
from app.domain.ports import Work
from app.domain.short_words import short_words_of
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.make_partnership import HUB, begin_log
from app.services.keys.key_changed import key_changed, organisation_row, public_part, tenant_row
from app.services.runtime import Runtime

REGISTERED: Final = "organisation_registered"
"""What its entry says was done."""
LABELS: Final = {"name": "Name", "controller": "Controller", "service": "Service", "telephone": "Telephone"}
"""What the boxes for its words are called."""


def register_organisation(runtime: Runtime, organisation: Organisation) -> None:
    """Store an organisation with a log and fresh keys; a hub also gets those that wrap its files' keys and seal its
    slips.

    Raises Stale when an organisation of that name is there already, InvalidInput for words that are none,
    KeysUnavailable when keys cannot be made.
    """
    organisation = in_few_words(organisation)
    with runtime.database.work(None) as work:
        there = work.identity.organisation_called(organisation.name)
        if there is not None:
            raise Stale(f"An organisation {there.name} is there already: {there.id}")
        rows, keyed = take_in(runtime, work, organisation)
        registered = administered(runtime, work, REGISTERED, rows, to_id=organisation.id)
        make_durable(runtime, work, record(runtime, work, [(registered, None), (keyed, None)]))


def in_few_words(organisation: Organisation) -> Organisation:
    """It with its words as they are kept. Raises InvalidInput, by the field, for all words that are none."""
    words = short_words_of({name: (getattr(organisation, name), label) for name, label in LABELS.items()})
    return replace(
        organisation,
        name=words["name"],
        controller=words["controller"],
        service=words["service"],
        telephone=words["telephone"],
    )


def take_in(runtime: Runtime, work: Work, organisation: Organisation) -> tuple[Sequence[RowName], Entry]:
    """Store it with a log and keys within a transaction: its row, and the entry of its keys. Raises KeysUnavailable."""
    now = runtime.clock.now()
    purposes = ["organisation", "detail", *(["file", "figures", "index"] if organisation.kind == HUB else [])]
    work.keys.lock()  # none is wrapped under a root key that somebody is about to retire
    work.identity.add_organisation(organisation)
    begin_log(work, Whose(organisation.id, organisation.id), now)
    wraps = {purpose: runtime.keys.new_tenant_key(organisation.id, purpose) for purpose in purposes}
    for wrap in wraps.values():
        work.keys.add_tenant_key(wrap, now)
    key = runtime.keys.new_organisation_key(organisation.id, wraps["organisation"])
    work.keys.add_organisation_key(key, now)
    rows = [*(tenant_row(one) for one in wraps.values()), organisation_row(key)]
    keyed = key_changed(runtime, work, organisation.id, rows, said=public_part(key))
    return [("organisation", str(organisation.id))], keyed
