"""`flask policies …`: the policy files. Only `record` needs settings and a database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cli.moments import DAY
from app.cli.running import listed, plainly, releasing, tell
from app.services.clocks.holidays_known import ending_words
from app.services.policy_control.record_release import record_release
from app.wiring import today
from crypto.printing import one_line
from policies.engine import documentation
from policies.engine.compiled import compile_policy
from policies.engine.errors import PolicyError
from policies.engine.examples import comes_out_otherwise, read_examples
from policies.engine.invariants import do_not_hold, read_invariants
from policies.engine.law_in_force import law_in_force
from policies.engine.loading import load_release

FOLDER = Path(__file__).resolve().parents[2] / "policies"

policies = AppGroup("policies", help="The policy files.")


@policies.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def check(folder: Path) -> None:
    """Load the policy files in FOLDER, try its worked examples and its invariants, and say what they hold.

    Says what is wrong with them instead: the first file and key that cannot be read, or else every example that comes
    out otherwise and every invariant that does not hold, with a case.
    """
    try:
        release = load_release(folder)
        examples, invariants = read_examples(folder, release), read_invariants(folder, release)
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    policy = compile_policy(release)
    if wrong := (*comes_out_otherwise(policy, examples), *do_not_hold(policy, invariants)):
        raise click.ClickException(f"These do not hold:\n{listed(wrong)}")
    unapproved = sum(not field.approved for field in release.catalogue.values())
    unapproved += sum(not basis.approved for basis in release.legal_bases.values())
    tell(
        f"{len(release.catalogue)} fields, {len(release.legal_bases)} legal bases, {len(release.rules)} rules, "
        f"{len(release.question_sets)} question sets; "
        f"{unapproved} not yet approved. {len(examples)} examples come out, {len(invariants)} invariants hold. "
        f"Digest {release.digest}."
    )
    for one in release.calendars.values():
        until = f"Bank holidays of {one.label} are known until {one.known_until}."
        tell(ending_words(one) if one.ends_soon(today()) else until)


@policies.command("law")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
@click.option("--on", type=DAY, help="The day to say it for; today unless given.")
def law(folder: Path, on: datetime | None) -> None:
    """Say for each kind of organisation, purpose and kind of subject in FOLDER which legal bases are open, and which
    will be, on which date.
    """
    try:
        release = load_release(folder)
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    for line in law_in_force(release, on.date() if on else today()):
        tell(line)


@policies.command("record")
@plainly
def put_in_force() -> None:
    """Put the policy files of PRX_POLICIES in force as a numbered release with an entry in the log.

    Refuses, naming each, when a word that earlier records use would vanish. Servers go on with what they were started
    on; they start on this release only. Needs ADMIN_DATABASE_URL.
    """
    policy = record_release(releasing())
    tell(f"Policy release {policy.number} is in force, digest {policy.release.digest}. Start the servers again.")


@policies.command("docs")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def write_documentation(folder: Path) -> None:
    """Write README.md and the documents of FOLDER from the data, and say which were out of date."""
    try:
        written = documentation.write(folder)
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    tell(f"Were out of date, and say what the policy says now: {', '.join(written)}." if written else "All up to date.")
