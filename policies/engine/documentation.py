"""Writes `policies/README.md` and its `documents` from the release: what people read is what the engine decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from policies.engine import (
    document_clocks,
    document_open_law,
    document_protections,
    document_rules,
    document_unseen,
    markdown,
)
from policies.engine.document_fields import field_pages
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from policies.engine.roles import Role

README = "README.md"
DOCUMENTS = "documents"
INTRODUCTION = """# The policy: what is recorded, who may know it, and why

Written from the files in this folder by `policies.engine.documentation`; a test fails when it is out of date.

A decision is the best permit, never above the tightest cap: `withheld` < `gist` < `masked` < `full`. What no permit
gives is withheld; what is unknown helps nobody. This is a starter set: in production an organisation sends only what
its own accountable owners have approved, entry by entry, on pages of the exchange. To change the policy, edit the TOML
files, run `flask policies check`, then `flask policies docs`."""


def write(folder: Path) -> tuple[str, ...]:
    """Write the pages of a policy folder that do not say so already, and take away those of files that are gone.

    Returns the names of both, sorted; nothing when all was up to date. Raises PolicyError.
    """
    pages = render(load_release(folder))
    (folder / DOCUMENTS).mkdir(exist_ok=True)
    gone = [path for path in (folder / DOCUMENTS).glob("*.md") if f"{DOCUMENTS}/{path.name}" not in pages]
    for path in gone:
        path.unlink()
    stale = [name for name, text in pages.items() if _read(folder / name) != text]
    for name in stale:
        (folder / name).write_text(pages[name], encoding="utf-8")
    return tuple(sorted([*stale, *(f"{DOCUMENTS}/{path.name}" for path in gone)]))


def render(release: PolicyRelease) -> Mapping[str, str]:
    """Return the text of each page by its name: one for each file of fields, so that a change touches its own."""
    fields = {f"{DOCUMENTS}/{name}.md": text for name, text in field_pages(release).items()}
    law = {f"{DOCUMENTS}/legal_bases.md": document_rules.law(release)}
    looked_at = {
        f"{DOCUMENTS}/never_seen.md": document_unseen.page(release),
        f"{DOCUMENTS}/open_law.md": document_open_law.page(release),
        f"{DOCUMENTS}/protections.md": document_protections.page(release),
    }
    return {README: _readme(release, (*fields, *law, *looked_at)), **fields, **law, **looked_at}


def _readme(release: PolicyRelease, pages: tuple[str, ...]) -> str:
    linked = ", ".join(f"[{Path(name).stem}]({name})" for name in pages)
    return markdown.page(
        INTRODUCTION,
        "A page for each file of fields, one for the law, and three of which a test holds reviewed copies: which law is"
        f" open to whom, what each field is protected as, and what each role never sees: {linked}.",
        *document_rules.rules(release),
        *_people(release),
    )


def _reading(role: Role) -> str:
    only = f", only in cases rated {', '.join(role.only_rated)}" if role.only_rated else ""
    only += ", only in cases handed over to them" if role.only_handed_over else ""
    return f"`{role.reads_as}`{only}" if role.reads_as else ""


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _people(release: PolicyRelease) -> list[str]:
    roles = (
        (one.code or "", f"`{one.key}`", one.label, one.about, ", ".join(one.may), _reading(one),
         markdown.kinds(release, one.organisations))
        for one in release.roles.values()
    )  # fmt: skip
    masks = ((f"`{mask.id}`", mask.label, ", ".join(mask.field_types)) for mask in release.masks.values())
    duties = ((f"`{one.id}`", one.phase, one.label, one.about) for one in release.obligations.values())
    purposes = (
        (one.label, one.about, ", ".join(one.before_sending), ", ".join(one.before_outcome), one.statute)
        for one in release.purposes.values()
    )
    statements = (
        (f"`{one.key}`", one.label, one.about, markdown.roles(release, one.who), markdown.coded(one.words),
         ", ".join(one.codes))
        for one in release.statements.values()
    )  # fmt: skip
    periods = ((f"`{one.keep_for}`", one.label, one.because, one.source) for one in release.periods.values())
    telling = ((f"`{one.key}`", one.label, ", ".join(one.words)) for one in release.telling.values())
    sets = (
        (markdown.kinds(release, (one.organisation,)), ", ".join(release.purposes[key].label for key in one.purposes),
         one.because, " ".join(each.question for each in one.questions), markdown.coded(one.items))
        for one in release.question_sets.values()
    )  # fmt: skip
    return [
        "## What each kind of partner is usually asked",
        "Where asking starts: nobody is ticked by it, and it is changed on the page before anything is sent.",
        markdown.table(("Partner", "For", "Because", "Questions", "Items"), sets),
        "## Words that tell",
        markdown.table(("Key", "What they tell", "Words"), telling),
        "## Roles",
        markdown.table(("Code", "Role", "Label", "About", "May", "Reads as", "In"), roles),
        "## Purposes",
        markdown.table(("Purpose", "About", "Before sending", "Before an outcome", "Statute"), purposes),
        "## Recorded decisions",
        markdown.table(("Kind", "Label", "Of", "By", "Words", "Codes"), statements),
        *document_clocks.clocks(release),
        "## How long it is kept after closing",
        markdown.table(("Period", "What", "Because", "Source"), periods),
        "## For how many days after closing it is opened",
        release.access.because,
        markdown.table(
            ("Record", "Days"), [(one, str(days)) for one, days in release.access.days_after_closing.items()]
        ),
        "## Masks",
        markdown.table(("Mask", "Shows", "Field types"), masks),
        "## Obligations",
        markdown.table(("Obligation", "When", "What", "About"), duties),
    ]
