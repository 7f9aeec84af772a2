"""`flask policies …`: the policy files. Only `begin` and `propose` need settings and a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.answering import Answer, Answering, listing
from app.cli.moments import DAY, MINUTE
from app.cli.running import administering, listed, releasing, tell
from app.domain.opening_hours import LONDON
from app.services.administration.approved_entries import where_all_stand
from app.services.administration.propose_release import propose_release
from app.services.clocks.holidays_known import ending_words
from app.services.policy_control.record_release import begin_with_release
from app.wiring import today
from crypto.printing import one_line
from policies.engine import documentation
from policies.engine.comparing import EFFECTS, Difference, compare
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.errors import PolicyError
from policies.engine.examples import comes_out_otherwise, read_examples
from policies.engine.invariants import do_not_hold, read_invariants
from policies.engine.law_in_force import law_in_force
from policies.engine.loading import load_release

FOLDER = Path(__file__).resolve().parents[2] / "policies"

NOT_BEGUN = (
    "Nobody at this hub can sign for it yet: two of its administrators offer passkeys on their page, and you register "
    "both with flask admin begin."
)
policies = AppGroup("policies", help="The policy files.")


@policies.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def check(folder: Path) -> None:
    """Load the policy files in FOLDER, try its worked examples and its invariants, and say what they hold.

    Says what is wrong with them instead: the first file and key that cannot be read, or else every example that comes
    out otherwise and every invariant that does not hold, with a case.
    """
    policy, examples, invariants = _sound(folder)
    release = policy.release
    tell(
        f"{len(release.catalogue)} fields, {len(release.legal_bases)} legal bases, {len(release.rules)} rules, "
        f"{len(release.question_sets)} question sets. "
        f"{examples} examples come out, {invariants} invariants hold. "
        f"Digest {release.digest}."
    )
    for one in release.calendars.values():
        until = f"Bank holidays of {one.label} are known until {one.known_until}."
        tell(ending_words(one) if one.ends_soon(today()) else until)


def _sound(folder: Path) -> tuple[CompiledPolicy, int, int]:
    """A folder that nothing is wrong with, and how many examples and invariants it has."""
    try:
        release = load_release(folder)
        examples, invariants = read_examples(folder, release), read_invariants(folder, release)
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    policy = compile_policy(release)
    if wrong := (*comes_out_otherwise(policy, examples), *do_not_hold(policy, invariants)):
        raise click.ClickException(f"These do not hold:\n{listed(wrong)}")
    return policy, len(examples), len(invariants)


@policies.command("compare", cls=Answering)
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def compare_folders(old: Path, new: Path) -> Answer:
    """Say in sentences what the policy files in NEW say otherwise than those in OLD: what gives more, and what less."""
    try:
        found = compare(load_release(old), load_release(new))
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    return Answer([asdict(one) for one in found], "\n".join(difference_lines(found)))


def difference_lines(found: Sequence[Difference]) -> Sequence[str]:
    """Those that give more first."""
    of_each = {words: [one.says for one in found if one.effect == effect] for effect, words in EFFECTS.items()}
    lines = [f"{words} ({len(of_it)}):\n{listed(of_it)}" for words, of_it in of_each.items() if of_it]
    return lines or ["They say the same."]


@policies.command("approvals", cls=Answering)
def approvals() -> Answer:
    """Say for each organisation what its accountable owners approve of the policy in force, and what they object to.

    In production each organisation sends by what is approved alone; what is not is not in use.
    """
    found = where_all_stand(administering())
    rows = [
        {
            "organisation": str(one.organisation.id),
            "name": one.organisation.name,
            "entries": one.entries,
            "objected": list(one.objected),
            "not_approved": list(one.not_approved),
        }
        for one in found
    ]
    lines = []
    for one in found:
        approved = one.entries - len(one.objected) - len(one.not_approved)
        against = f", objects to {', '.join(one.objected)}" if one.objected else ""
        lines.append(f"{one.organisation.name}: {approved} of {one.entries} approved{against}")
    return listing(rows, lines)


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


@policies.command("begin", cls=Answering)
def begin() -> Answer:
    """Put the policy files of PRX_POLICIES in force as the first release, with an entry in the log.

    Refuses where a release is in force: from then on `propose`, and two administrators sign. Needs ADMIN_DATABASE_URL.
    """
    policy = begin_with_release(releasing())
    digest = policy.release.digest
    return Answer(
        {"number": policy.number, "digest": digest}, f"Policy release {policy.number} is in force, digest {digest}."
    )


@policies.command("propose", cls=Answering)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", "hub", required=True, type=click.UUID, help="The hub whose administrators sign for it.")
@click.option("--from", "begins", type=MINUTE, help="When it begins, in London; once it is signed unless given.")
def propose(folder: Path, hub: UUID, begins: datetime | None) -> Answer:
    """Propose the policy files in FOLDER to a hub, and say what they change in the release in force.

    Nobody decides under them before two of its administrators have signed for them on the page "Policy", and `changes
    work` has seen to it. Refuses what `check` would find wrong, and, naming each, what would take away a word that
    earlier records use. Needs ADMIN_DATABASE_URL.
    """
    release = _sound(folder)[0].release
    runtime = administering()
    found = propose_release(runtime, hub, release, begins.replace(tzinfo=LONDON) if begins else None)
    if not found.begun:
        tell(NOT_BEGUN, err=True)
    page = f"{runtime.public_address}/policy/proposed/{found.proposed.id}"
    row = {"id": str(found.proposed.id), "page": page, "digest": release.digest, "follows": found.follows}
    told = f"Its administrators are written to: {page}"
    lines = [
        *difference_lines(found.differences),
        f"Proposed to follow release {found.follows}, digest {release.digest}. {told}",
    ]
    return Answer({**row, "differences": [asdict(one) for one in found.differences]}, "\n".join(lines))


@policies.command("docs")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def write_documentation(folder: Path) -> None:
    """Write README.md and the documents of FOLDER from the data, and say which were out of date."""
    try:
        written = documentation.write(folder)
    except PolicyError as failure:
        raise click.ClickException(one_line(str(failure))) from failure
    tell(f"Were out of date, and say what the policy says now: {', '.join(written)}." if written else "All up to date.")
