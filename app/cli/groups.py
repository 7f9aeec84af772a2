"""`flask groups …`: which groups of a sign-in let people in, for those who automate. All need ADMIN_DATABASE_URL."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, listing, proposed
from app.cli.running import administering
from app.domain.changes import GROUP_MAPPED, GROUP_UNMAPPED, OVERSEE
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_group import BY_NAME, NO_CLAIM
from app.services.identity.named_by_id import organisation_named
from app.services.identity.register_provider import known

groups = Administration("groups", help="Groups of sign-ins that let people in.")
BY: Final = click.option("--by", type=click.UUID, required=True, help="The id of whoever signs it first.")


@groups.command("list")
@click.argument("organisation", type=click.UUID)
def list_them(organisation: UUID) -> Answer:
    """Print the groups that let people in at ORGANISATION: id, group, role, and how many are in by it."""
    with administering().database.work(None) as work:
        organisation_named(work, organisation)
        found = work.groups.in_organisation(organisation)
        names = {one.id: one.key for one in work.identity.providers()}
    rows = [
        {
            "id": str(one.id),
            "provider": names.get(one.provider_id),
            "group": one.group,
            "role": one.role,
            "since": one.created_at.isoformat(),
            "inside": inside,
        }
        for one, inside in found
    ]
    lines = [f"{row['id']}  {row['group']} of {row['provider']}, as {row['role']}: {row['inside']} in" for row in rows]
    return listing(rows, lines, "No group lets anybody in.")


@groups.command("map")
@click.argument("organisation", type=click.UUID)
@click.argument("provider")
@click.argument("group")
@click.argument("role")
@BY
def map_one(organisation: UUID, provider: str, group: str, role: str, by: UUID) -> Answer:
    """Propose that whoever PROVIDER, by its key, says is in GROUP may act as ROLE; print the page where it is signed.

    It is worth nothing until --by has signed it, and then another; it counts an hour later.
    """
    runtime = administering()
    found = known(runtime, provider)
    if found.groups_claim is None:
        raise click.ClickException(NO_CLAIM.format(key=found.key))
    with runtime.database.work(None) as work:
        kind = organisation_named(work, organisation).kind
    roles = [one.key for one in runtime.policy.release.roles.values() if kind in one.organisations]
    if role not in roles:
        raise click.ClickException(f"{role} is no role there. Give any of {', '.join(roles)}.")
    if role in OVERSEE:
        raise click.ClickException(BY_NAME)
    change = propose_for(runtime, by, GROUP_MAPPED, organisation, found.id, {"group": group, "role": role})
    return proposed(runtime, change)


@groups.command("end")
@click.argument("organisation", type=click.UUID)
@click.argument("mapping", type=click.UUID)
@BY
def end_one(organisation: UUID, mapping: UUID, by: UUID) -> Answer:
    """Propose that the group of MAPPING lets nobody in any more; print the page on which --by alone signs it.

    Each role that came by it ends at once then. To end one at once yourself: `flask members end`.
    """
    runtime = administering()
    return proposed(runtime, propose_for(runtime, by, GROUP_UNMAPPED, organisation, mapping, {}))
