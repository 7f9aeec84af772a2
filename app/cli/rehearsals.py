"""`flask rehearsal …`: a hub tries everything on made-up cases, with twins of its partners, before it goes live."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, listing
from app.cli.running import administering, erasing, working
from app.domain.identity import Organisation
from app.services.identity.begin_rehearsal import begin_rehearsal
from app.services.identity.end_rehearsal import end_rehearsal
from app.services.identity.named_by_id import organisation_named

rehearsal = Administration("rehearsal", help="A hub rehearses on made-up cases.")


@rehearsal.command("begin")
@click.argument("hub", type=click.UUID)
@click.option("--partner", "partners", type=click.UUID, multiple=True, help="Whom it rehearses with; once for each.")
def begin(hub: UUID, partners: tuple[UUID, ...]) -> Answer:
    """Make twins of HUB and of each partner, with keys and logs of their own, for made-up cases alone.

    Who acts in the real ones finds their roles in the twins under “Change organisation or role”, but for roles that
    administer or answer for the policy. Nobody is told by mail. Needs ADMIN_DATABASE_URL.
    """
    made = begin_rehearsal(administering(), hub, partners)
    twins = (made.hub, *made.partners)
    return Answer(
        {"hub": _said(made.hub), "partners": list(map(_said, made.partners)), "roles": made.roles},
        "\n".join([*map(_line, twins), f"Begun, with {made.roles} roles."]),
    )


@rehearsal.command("list")
def list_them() -> Answer:
    """Print every twin there is, by rehearsal: id, kind and name."""
    with working().database.work(None) as work:
        twins = work.identity.twins()
    return listing([_said(one) for one in twins], [_line(one) for one in twins])


@rehearsal.command("end")
@click.argument("hub", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is done.")
def end(hub: UUID, *, yes: bool) -> Answer:
    """End the rehearsal of HUB for good: its twins take part no more, and each of their cases is erased by its key.

    HUB is the real one, which nothing happens to. Stopped in between, run it again. Needs ADMIN_DATABASE_URL and
    DESTROYER_KEYSTORE_URL.
    """
    runtime = erasing()
    if not yes:
        with runtime.database.work(None) as work:
            name = organisation_named(work, hub).name
        raise click.ClickException(
            f"Nothing was done. Nobody can ever open a case of the rehearsal of {name} again afterwards. Where that is "
            "certain, add --yes."
        )
    over = end_rehearsal(runtime, hub)
    return Answer(
        {"twins": over.twins, "roles": over.roles, "files": over.files},
        f"Ended: {over.twins} twins and {over.roles} roles in them, and {over.files} files erased.\n"
        "Backups and the write-ahead log of the key store still hold their wrapped keys until you let them go.",
    )


def _line(one: Organisation) -> str:
    return f"{one.id}  {one.kind}  {one.name}"


def _said(one: Organisation) -> dict[str, Any]:
    twin = {} if one.rehearsal is None else {"of": str(one.rehearsal.of), "rehearsal": str(one.rehearsal.id)}
    return {
        "id": str(one.id),
        "kind": one.kind,
        "name": one.name,
        **twin,
        "since": one.created_at.isoformat(),
    }
