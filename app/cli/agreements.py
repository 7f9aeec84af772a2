"""`flask agreements …`: under what hubs and partners share. What is said of one, people sign on their pages."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, listing, proposed
from app.cli.moments import DAY
from app.cli.running import administering, working
from app.domain.agreements import Agreement
from app.domain.time_of_day import london
from app.services.administration.propose_agreement import Typed, propose_agreement_for
from app.services.identity.named_by_id import organisation_named

agreements = Administration("agreements", help="Under what hubs and partners share.")


@agreements.command("record")
@click.argument("organisation", type=click.UUID)
@click.argument("others", type=click.UUID, nargs=-1, required=True)
@click.option("--reference", required=True, help="What it is called in disclosures: ISA 2026/14.")
@click.option("--version", required=True, help="Which version of it this is: 1.")
@click.option("--title", required=True, help="As it stands on the document.")
@click.option(
    "--document", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The document."
)
@click.option("--from", "starts", type=DAY, required=True, help="Its first day: 2026-12-01.")
@click.option("--review", "review_at", type=DAY, required=True, help="By when somebody looks at it again.")
@click.option("--until", "ends", type=DAY, help="Its last day, where it has one.")
@click.option(
    "--by", "proposer", type=click.UUID, required=True, help="The id of the administrator who signs it first."
)
def record(
    organisation: UUID,
    others: tuple[UUID, ...],
    document: Path,
    starts: datetime,
    review_at: datetime,
    ends: datetime | None,
    proposer: UUID,
    **words: str,
) -> Answer:
    """Propose to record what ORGANISATION and OTHERS have signed, in the name of one of its administrators.

    One of them is a hub. Prints the page on which it is signed. Of the document only its SHA-256 is kept.
    """
    runtime = administering()
    typed = Typed(
        others=others,
        **words,
        document=hashlib.sha256(document.read_bytes()).hexdigest(),
        starts=starts.date(),
        review_at=review_at.date(),
        ends=None if ends is None else ends.date(),
    )
    return proposed(runtime, propose_agreement_for(runtime, proposer, organisation, typed))


@agreements.command("list")
@click.argument("organisation", type=click.UUID)
def list_them(organisation: UUID) -> Answer:
    """Print the agreements in which ORGANISATION has a side: how each stands, and when it is looked at again."""
    runtime = working()
    with runtime.database.work(None) as work:
        organisation_named(work, organisation)
        found = work.partnerships.agreements.of(organisation)
    today = london(runtime.clock.now()).date()
    rows = [{**_said(one), "state": one.state(today)} for one in found]
    return listing(rows, [f"{row['id']}  {row['name']}: {row['state']}, review by {row['review_at']}" for row in rows])


def _said(one: Agreement) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.named,
        "hub": str(one.hub_id),
        "title": one.title,
        "document": f"sha256:{one.document}",
        "starts": one.starts.isoformat(),
        "review_at": one.review_at.isoformat(),
        "ends": None if one.ends is None else one.ends.isoformat(),
        "sides": [
            {
                "id": str(side.organisation_id),
                "signed": None if side.signed_at is None else side.signed_at.isoformat(),
                "ended": None if side.ended_at is None else side.ended_at.isoformat(),
            }
            for side in one.sides
        ],
    }
