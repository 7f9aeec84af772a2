"""`flask setup …`: the first hour of an installation."""

from __future__ import annotations

import os
import re

import click
from flask.cli import AppGroup

from app.cli.answering import Answer, Answering, listing
from app.cli.evidence_rows import evidence_row
from app.cli.key_making import create
from app.cli.running import hand_out, plainly, tell, working
from app.http.away import away_page
from app.services.administration.find_evidence import evidence_of_hubs
from app.setting_names import KEYSTORE_OWNER, OWNER
from app.setting_up import database_sql, find_problems, find_stopped_logs, migrate_databases
from app.settings import address_in, numbers_alone

setup = AppGroup("setup", help="The first hour of an installation.")
setup.add_command(create, "keys")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def _name(_context: click.Context, _option: click.Parameter, text: str) -> str:
    if not NAME.fullmatch(text):
        raise click.BadParameter("give small letters, digits and underscores, at most 63, not beginning with a digit")
    return text


@setup.command("database")
@click.option("--main", default="prx", show_default=True, callback=_name, help="The main database's name.")
@click.option("--keystore", default="prx_keys", show_default=True, callback=_name, help="The key store's name.")
@plainly
def database(main: str, keystore: str) -> None:
    """Print the SQL that makes roles and databases, for psql as a superuser. Runs nothing; needs no setting."""
    if main == keystore:
        raise click.BadParameter("The key store is a database of its own: give it another name.")
    hand_out(database_sql(main, keystore))


@setup.command("migrate")
@plainly
def migrate() -> None:
    """Bring both databases to the schema of this version. Needs OWNER_DATABASE_URL and OWNER_KEYSTORE_URL alone."""
    for done in migrate_databases({"main": address_in(OWNER), "keystore": address_in(KEYSTORE_OWNER)}):
        tell(done)


@setup.command("check")
@plainly
def check() -> None:
    """Name everything that keeps this installation from starting, mailing or signing anybody in, with the fix.

    Asks every part, also where others fail, and changes nothing. Run it as the service's user, with its settings. Exit
    code 0 when there is nothing, 1 when there is something.
    """
    number = 0
    for number, problem in enumerate(find_problems(os.environ), 1):
        tell(f"{number}. {problem}")
    if number:
        raise click.ClickException(f"{number} problem{'s' if number > 1 else ''}. The exchange is not fit to serve.")
    tell("Fit to serve: settings, databases, keys, checkpoints, policy, log, mail and every identity provider.")
    if stopped := find_stopped_logs(os.environ):
        tell(f"Somebody is needed: nothing is shown or sent of {', '.join(stopped)}. `flask log check` says why.")


@setup.command("evidence", cls=Answering)
def evidence() -> Answer:
    """Print for each hub what is missing of what has to be there before it goes live. Needs a fit installation.

    Its administrators say it on their page “Before going live”, and sign it; what the exchange sees itself it adds.
    """
    found = evidence_of_hubs(working())
    lines = [
        line
        for one in found
        for line in (f"{one.hub.name}: {len(one.gaps)} missing", *(f"  {gap}" for gap in one.gaps))
    ]
    return listing([evidence_row(one) for one in found], lines, "There is no hub.")


@setup.command("away")
@plainly
def away() -> None:
    """Print the page that a reverse proxy shows while the exchange does not answer. Needs PRX_EMERGENCY_NUMBERS alone.

    The numbers stand in it: print it again when they change.
    """
    hand_out(away_page(numbers_alone()))
