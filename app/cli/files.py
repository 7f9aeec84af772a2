"""`flask files …`: the end of a file, and what keeps it from that."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, proposed
from app.cli.everything import everything_row
from app.cli.moments import DAY
from app.cli.running import administering, erasing, working
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.services.administration.destroying import propose_destroying_for
from app.services.disclosure.duties import HUB_CLOSES, roles_for
from app.services.governance.erase_file import erase_file, look_at_file
from app.services.governance.everything_on import people_of
from app.services.governance.hold_file import hold_file, release_hold
from app.services.identity.acting_as import acting_as
from app.services.runtime import Runtime

files = Administration("files", help="Cases and requests as files with a key each.")


@files.command("erase")
@click.argument("file", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is erased.")
@click.option("--by", "proposer", type=click.UUID, help="The id of an administrator of its hub: propose it for them.")
@click.option("--why", default="", help="The reason, without anybody's name; with --by.")
def erase(file: UUID, *, yes: bool, proposer: UUID | None, why: str) -> Answer:
    """Destroy the key of FILE (its id) for good: nobody opens it again, at the hub or at a partner.

    Once two administrators of its hub have passkeys, it first has to be signed by two of them: --by and --why propose
    it and print the page on which they sign; then, within fourteen days, run this again with --yes. Before that it is
    one person's act, believed because they have both addresses. Each log concerned says so first. Stopped in between,
    run it again. Needs ADMIN_DATABASE_URL and, to erase, DESTROYER_KEYSTORE_URL.
    """
    if proposer is not None:
        return _propose(file, proposer, why)
    runtime = erasing()
    if not look_at_file(runtime, file) and not yes:
        raise click.ClickException(
            f"Nothing was erased. Nobody can ever open file {file} again afterwards. Where that is certain, add --yes."
        )
    at = erase_file(runtime, file)
    since = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return Answer(
        {"file": str(file), "erased_at": since},
        f"Erased. It counts as erased since {since}.\n"
        "Backups and the write-ahead log of the key store still hold the wrapped key until you let them go.",
    )


def _propose(file: UUID, by: UUID, why: str) -> Answer:
    runtime = administering()
    try:
        change = propose_destroying_for(runtime, by, file, why)
    except InvalidInput as wrong:
        raise click.ClickException(f"{wrong.errors['why']} Use --why.") from wrong
    return proposed(runtime, change)


@files.command("hold")
@click.argument("file", type=click.UUID)
@click.option("--by", "person", type=click.UUID, required=True, help="The id of an IG officer of its hub.")
@click.option("--why", "reason", required=True, help="Why, without anybody's name.")
@click.option("--heard", required=True, help="Who told them, how and when.")
@click.option("--look-again", "again", type=DAY, required=True, help="The day on which they are told to look again.")
def hold(file: UUID, person: UUID, reason: str, heard: str, again: datetime) -> Answer:
    """Hold the case that FILE (its id) is of, or is, with all its requests, in the name of --by: nothing is erased.

    Other cases of the same people are not linked to it: hold each. Needs settings, and nothing that administers.
    """
    runtime = working()
    actor = _officer(runtime, file, person)
    case = hold_file(runtime, actor, file, reason, heard, again.date())
    day = f"{again:%Y-%m-%d}"
    said = {"case": str(case), "held": True, "look_again": day, "by": str(person)}
    return Answer(said, f"Held: case {case}. It is looked at again on {day}.")


@files.command("release")
@click.argument("file", type=click.UUID)
@click.option("--by", "person", type=click.UUID, required=True, help="The id of an IG officer of its hub.")
@click.option("--why", "reason", required=True, help="Why, without anybody's name.")
def release(file: UUID, person: UUID, reason: str) -> Answer:
    """End the hold of the case that FILE (its id) is of, or is, in the name of --by. Nothing is erased by it."""
    runtime = working()
    case = release_hold(runtime, _officer(runtime, file, person), file, reason)
    said = {"case": str(case), "held": False, "by": str(person)}
    return Answer(said, f"The hold on case {case} has ended.")


@files.command("everything")
@click.argument("reference")
@click.option("--at", "hub", type=click.UUID, required=True, help="The id of the hub.")
@click.option("--by", "person", type=click.UUID, required=True, help="The id of an IG officer of it.")
@click.option("--about", type=click.UUID, help="The id of one of its people; listed without it.")
@click.option("--why", "reason", default="", help="Why it is read, without anybody's name; with --about.")
def everything(reference: str, hub: UUID, person: UUID, about: UUID | None, reason: str) -> Answer:
    """Print, as JSON, every record about one person of the case of REFERENCE, and who was shown something of it.

    No value and no name of whom it is about. Only that case, with the references of the others in which somebody has
    said they are; nor drafts, words about somebody else, paper and telephone.
    """
    runtime = working()
    with runtime.database.work(None) as work:
        actor = acting_as(runtime, work, person, hub, roles_for(runtime.policy.release, HUB_CLOSES))
    if about is None:
        found = people_of(runtime, actor, reference)
        rows = [{"id": str(one.subject_id), "kind": one.kind} for one in found.subjects]
        return Answer(rows, json.dumps(rows, indent=2))
    said = everything_row(runtime, actor, reference, about, reason)
    return Answer(said, json.dumps(said, indent=2))


def _officer(runtime: Runtime, file: UUID, person: UUID) -> Actor:
    """Who governs the hub of a file, as they act there."""
    with runtime.database.work(None) as work:
        request = work.files.request(file)
        case = work.files.case(request.case_id if request else file)
        if case is None:
            raise NotFound(f"There is no file {file}. The id stands in the address of a case or request.")
        return acting_as(runtime, work, person, case.tenant_id, roles_for(runtime.policy.release, HUB_CLOSES))
