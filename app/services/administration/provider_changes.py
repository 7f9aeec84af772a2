"""Where people sign in: what a change of it is about, and what it writes when it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import PROVIDER_REGISTERED, Change
from app.domain.errors import NotFound, WrongState
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject
from app.services.administration.trial import provider_of
from app.services.administration.written import Written
from app.services.identity.make_partnership import HUB
from app.services.identity.register_provider import store_provider

WORDS: Final = (
    "id",
    "key",
    "name",
    "issuer",
    "client_id",
    "client_authentication",
    "algorithms",
    "groups_claim",
    "domains",
)
"""What a change says of a sign-in that is taken in, besides what came of its trial and what counts as strong there."""
TAKEN: Final = "Its key, or one of its domains, leads or led to another sign-in by now."


def provider_subject(work: Work, what: str, own_id: UUID, provider_id: UUID, asked: Mapping[str, Any]) -> Subject:
    """Of a sign-in. Raises NotFound for whoever is of no hub, and for an unknown one; WrongState where it is taken."""
    if work.identity.organisation(own_id).kind != HUB:
        raise NotFound
    if what == PROVIDER_REGISTERED:
        if str(provider_id) != asked["id"]:
            raise NotFound
        if work.identity.taken(asked["key"], asked["domains"]):
            raise WrongState(TAKEN)
        body = {name: asked[name] for name in (*WORDS, "strong", "came")}
        return Subject(body, digest_of_row({"key": asked["key"]}))
    found = work.identity.provider_by_id(provider_id)
    if found is None:
        raise NotFound
    said = {"key": found.key, "name": found.name, "issuer": found.issuer}
    return Subject({**said, "domains": list(work.identity.domains_of(found.id))}, digest_of_row(asdict(found)))


def write_provider(work: Work, change: Change, now: datetime) -> Written:
    """Write it, within the transaction that settles the change."""
    if change.what == PROVIDER_REGISTERED:
        made = provider_of(change.body, now, change.body["strong"])
        return Written(store_provider(work, made, change.body["domains"]))
    work.identity.retire_provider(change.about_id, now)
    return Written([("identity_provider", str(change.about_id))])
