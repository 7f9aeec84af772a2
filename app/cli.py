"""Commands: `flask log check | publish | receipt N | resume`, `flask policies check | docs`, `flask jobs work`."""

from __future__ import annotations

import time
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from rich.progress import Progress

from app.domain.errors import ExchangeError
from app.services.governance.check_log import check_log
from app.services.governance.checkpoints import log_key, publish_checkpoint
from app.services.governance.prove_entry import prove_number
from app.services.messages.run_jobs import run_jobs
from app.services.runtime import Runtime
from policies.engine import documentation
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release

log = AppGroup("log", help="The disclosure log.")
policies = AppGroup("policies", help="The policy files.")
jobs = AppGroup("jobs", help="Messages waiting to be sent.")
POLICIES = Path(__file__).resolve().parents[1] / "policies"


def register_commands(app: Flask) -> None:
    """Add the commands to an application."""
    for group in (log, policies, jobs):
        app.cli.add_command(group)


def runtime() -> Runtime:
    """The application's runtime."""
    found: Runtime = current_app.extensions["runtime"]
    return found


@log.command("check")
def check() -> None:
    """Verify the whole tree: every leaf, node, root and checkpoint."""
    with Progress(transient=True) as progress:
        task = progress.add_task("Verifying the log")
        result = check_log(runtime(), lambda done, of: progress.update(task, completed=done, total=of))
    if result.problems:
        raise click.ClickException("The log does not hold.\n" + "\n".join(f"  {one}" for one in result.problems))
    click.echo(f"The log holds: {result.size} leaves, root {result.root}.")
    if result.checkpoint_size is not None:
        click.echo(f"The last checkpoint, of {result.checkpoint_size} leaves, fits it.")


@log.command("publish")
def publish() -> None:
    """Sign a checkpoint now and print it, with the key that verifies it."""
    try:
        published = publish_checkpoint(runtime())
    except ExchangeError as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(published.text, nl=False)
    click.echo(f"\nVerify with: {log_key(runtime(), published.checkpoint.origin).encode()}", err=True)


@log.command("receipt")
@click.argument("number", type=click.IntRange(min=0))
def receipt(number: int) -> None:
    """Print the receipt of entry NUMBER, for `python -m crypto verify`."""
    try:
        click.echo(prove_number(runtime(), number), nl=False)
    except ExchangeError as failure:
        raise click.ClickException(str(failure)) from failure


@policies.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=POLICIES)
def check_policies(folder: Path) -> None:
    """Load the policy files in FOLDER and say what they hold, or what is wrong with them."""
    try:
        release = load_release(folder)
    except PolicyError as failure:
        raise click.ClickException(str(failure)) from failure
    unapproved = sum(not field.approved for field in release.catalogue.values())
    unapproved += sum(not basis.approved for basis in release.legal_bases.values())
    click.echo(
        f"{len(release.catalogue)} fields, {len(release.legal_bases)} legal bases, {len(release.rules)} rules; "
        f"{unapproved} not yet approved. Digest {release.digest}."
    )


@policies.command("docs")
def write_documentation() -> None:
    """Write policies/README.md anew from the data."""
    documentation.write(POLICIES)
    click.echo("policies/README.md is up to date.")


@jobs.command("work")
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def work(*, once: bool) -> None:
    """Send waiting messages, for as long as this runs."""
    while True:
        done = run_jobs(runtime())
        if once:
            click.echo(f"{done} messages sent.")
            return
        time.sleep(1 if done == 0 else 0)
