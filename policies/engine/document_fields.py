"""One page for each file of fields: what is recorded there, who needs it, what a request to that partner carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policies.engine import markdown
from policies.engine.catalogue import Field
from policies.engine.compiled import carriage
from policies.engine.organisations import Organisation
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB

FOUNDING = (("case", "The hub’s case"), ("request", "Every request"), ("envelope", "Every return"))
TOLD = """The audience needs a field before the rules: tags, protection, conflict and assignment lower it.
Short names of roles are under [Roles](../README.md#roles). “Nothing found for the rest” answers only what says so
under Rest: never what keeps somebody safe, an order, a licence, a condition or a plan of protection."""


def field_pages(release: PolicyRelease) -> dict[str, str]:
    """Return each page's text by the name of its file of fields."""
    partners = [one for one in release.organisations.values() if one.key != HUB]
    found = {name: markdown.page(f"# {title}", *_fields(release, name)) for name, title in FOUNDING}
    return found | {
        one.key: markdown.page(f"# {one.label}", *_fields(release, one.key), *_asked(release, one)) for one in partners
    }


def _fields(release: PolicyRelease, name: str) -> tuple[str, ...]:
    fields = [one for one in release.catalogue.values() if one.file == f"fields/{name}.toml"]
    head = (
        *("Field", "Label", "Type", "Category", "Tags", "Audience", "In part", "Second person"),
        *("Onward", "Rest", "Keep"),
    )
    rows = (_row(release, one) for one in fields)
    return (f"{len(fields)} fields.", TOLD, markdown.table(head, rows))


def _row(release: PolicyRelease, field: Field) -> Sequence[str]:
    gist = markdown.roles(release, field.gist_audience) or "whoever a cap leaves it to"
    part = [
        *([release.masks[field.mask].label] if field.mask else []),
        *([f"gist for {gist}"] if field.gist else []),
        *(f"“{value}” masks every location of the return" for value in field.protects),
    ]
    return (
        f"`{field.key}`",
        field.label + (f" (retired {field.retired})" if field.retired else ""),
        field.type + (f": {field.check}" if field.check else ""),
        field.category,
        ", ".join(field.tags),
        markdown.roles(release, field.audience),
        "; ".join(part),
        field.approval or "",
        field.onward or "",
        "yes" if field.rest else "",
        field.keep_for,
    )


def _asked(release: PolicyRelease, partner: Organisation) -> tuple[str, ...]:
    requested = release.catalogue.fields_for("request", partner.key)
    readers = partner.answers_read_by
    told = (("Who at the hub learns how it answers", f"only {markdown.coded(readers)}"),) if readers else ()
    rows = (
        *told,
        ("Starts ticked", ", ".join(partner.suggests)),
        ("Alleged, starts ticked", ", ".join(partner.suggests_alleged)),
        ("Never asked about", ", ".join(partner.never_about)),
        ("Must carry", _carried(release, partner, requested, "must")),
        ("And one of", markdown.coded(partner.request_one_of)),
        ("Carries where it is held", _carried(release, partner, requested, "if_held")),
        ("May carry, by choice", _carried(release, partner, requested, "may")),
        ("Must not carry", partner.must_not_carry or "whatever is not above"),
        ("Said before anything is sent", partner.warns or ""),
        ("Words it is not told", ", ".join(release.telling[one].label for one in partner.not_told_of)),
        ("Route", partner.route or ""),
        ("Second person for the whole return", partner.approval),
    )
    return ("## What a request to it carries", markdown.table(("", ""), rows))


def _carried(release: PolicyRelease, partner: Organisation, fields: Iterable[Field], how: str) -> str:
    return markdown.coded(one.key for one in fields if carriage(release, partner.key, one) == how)
