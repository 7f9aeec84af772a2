"""Take in a person who has not signed in: somebody who approves others, or whose account is known beforehand."""

from __future__ import annotations

from dataclasses import replace

from app.domain.identity import Identity, Person
from app.domain.short_words import short_words
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime


def add_person(runtime: Runtime, person: Person) -> None:
    """Store a person without an account. It gives access to nothing: that is a membership's to do.

    Raises InvalidInput for a name that is none.
    """
    person = replace(person, display_name=short_words("name", person.display_name))
    with runtime.database.work(None) as work:
        work.identity.add_person(person)
        work.commit()


def add_account(runtime: Runtime, account: Identity) -> None:
    """Say that an account at a provider is a person's. Raises Stale when it is somebody's already."""
    with runtime.database.work(None) as work:
        work.identity.add_identity(account)
        entry = administered(runtime, work, "account_added", [("identity", str(account.id))])
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
