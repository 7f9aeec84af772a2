"""Groups of a sign-in that let people in: what a change of one is about, and what it writes when it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import GROUP_MAPPED, GROUP_UNMAPPED, OVERSEE, Change
from app.domain.errors import NotFound, WrongState
from app.domain.groups import GroupMapping
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject
from app.services.administration.written import Written
from app.services.identity.approve_member import end_in

THERE: Final = "This group has this role already."


def group_subject(work: Work, what: str, own_id: UUID, about_id: UUID, asked: Mapping[str, Any]) -> Subject:
    """Of a group. Raises NotFound for another's, and for one of a sign-in that is not there or reads no groups;
    WrongState where it has the role, or has ended.
    """
    if what == GROUP_UNMAPPED:
        found = work.groups.mappings([about_id]).get(about_id)
        if found is None or found.organisation_id != own_id:
            raise NotFound
        if found.ended_at is not None:
            raise WrongState("This group lets nobody in already.")
        provider = work.identity.provider_by_id(found.provider_id)
        named = {"name": found.group, "sign_in": provider.name if provider else "", "role": found.role}
        return Subject(named, digest_of_row(asdict(found)))
    provider = work.identity.provider_by_id(about_id)
    if provider is None or provider.groups_claim is None or asked["role"] in OVERSEE:
        raise NotFound
    standing = [one for one in work.groups.at_provider(provider.id) if one.organisation_id == own_id]
    if any((one.group, one.role) == (asked["group"], asked["role"]) for one in standing):
        raise WrongState(THERE)
    body = {
        **{name: asked[name] for name in ("group", "role")},
        "name": asked["group"],
        "sign_in": provider.name,
        "issuer": provider.issuer,
        "claim": provider.groups_claim,
    }
    return Subject(body, digest_of_row({"provider": provider.id, "claim": provider.groups_claim}))


def write_group(work: Work, change: Change, now: datetime) -> Written:
    """Write it, within the transaction that settles the change; with its end goes every role that came by it."""
    if change.what == GROUP_MAPPED:
        group, role = change.body["group"], change.body["role"]
        work.groups.add(GroupMapping(change.id, change.organisation_id, change.about_id, group, role, now))
        return Written([("group_mapping", str(change.id))])
    for one in work.groups.end(change.about_id, now):
        end_in(work, one, now)
    return Written([("group_mapping", str(change.about_id))])
