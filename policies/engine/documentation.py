"""Writes `policies/README.md` from the release, so that what people read is what the engine decides."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from policies.engine import vocabulary
from policies.engine.catalogue import Field
from policies.engine.compiled import audience_fit, carriage
from policies.engine.loading import load_release
from policies.engine.reading_rules import FIELD_CONDITIONS, fact_values
from policies.engine.release import LegalBasis, PolicyRelease, Provision, Rule

INTRODUCTION = """# The policy: what is recorded, who may know it, and why

Written from the files in this folder by `policies.engine.documentation`; a test fails when it is out of date.

A decision is the best permit, never above the tightest cap: `withheld` < `gist` < `masked` < `full`. What no permit
gives is withheld; what is unknown helps nobody. **Unapproved** means that nobody with authority has approved the entry
yet; pages say so, and production settings refuse to rely on it. Short names of roles (CO, DM, …) are under
[Roles](#roles). To change the policy, edit the TOML files, run `flask policies check`, then `flask policies docs`."""


def write(folder: Path) -> bool:
    """Write README.md into a policy folder, unless it says so already; return whether it had to be written."""
    path = folder / "README.md"
    text = render(load_release(folder))
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def render(release: PolicyRelease) -> str:
    """Return the whole text of README.md."""
    unapproved = sum(not field.approved for field in release.catalogue.values())
    count = f"{len(release.catalogue)} fields, {unapproved} of them unapproved. {len(release.rules)} rules."
    parts = [INTRODUCTION, count, *_rules(release), *_matrix(release), *_carriage(release), *_law(release)]
    return "\n\n".join([*parts, *_catalogue(release), *_people(release)]) + "\n"


def _catalogue(release: PolicyRelease) -> list[str]:
    parts = ["## Data catalogue"]
    groups = [("The hub's case", "case", vocabulary.HUB), ("Every request", "request", vocabulary.HUB)]
    shared = [field for field in release.catalogue.values() if field.shared]
    parts += [f"### {title}\n\n{_field_table(release, _own(release, record, key))}" for title, record, key in groups]
    parts.append(f"### Every return\n\n{_field_table(release, shared)}")
    for key, organisation in release.organisations.items():
        own = _own(release, "return", key)
        if own:
            parts.append(f"### {organisation.label}\n\n{_field_table(release, own)}")
    return parts


def _own(release: PolicyRelease, record: str, organisation: str) -> list[Field]:
    fields = release.catalogue.values()
    return [one for one in fields if one.record == record and one.organisation == organisation and not one.shared]


def _field_table(release: PolicyRelease, fields: Iterable[Field]) -> str:
    head = (
        "Field",
        "Label",
        "Type",
        "Category",
        "Tags",
        "Audience",
        "In part",
        "Second person",
        "Onward",
        "Keep",
        "Approved",
    )
    return _table(head, (_field_row(release, field) for field in fields))


def _field_row(release: PolicyRelease, field: Field) -> Sequence[str]:
    gist = [f"gist for {', '.join(field.gist_audience) or 'whoever a cap leaves it to'}"] if field.gist else []
    mask = [release.masks[field.mask].label] if field.mask else []
    protects = [f"“{value}” masks every location of the return" for value in field.protects]
    retired = f" (retired {field.retired})" if field.retired else ""
    return (
        f"`{field.key}`",
        field.label + retired,
        field.type,
        field.category,
        ", ".join(field.tags),
        ", ".join(_code(release, role) for role in field.audience),
        "; ".join([*mask, *gist, *protects]),
        field.approval or "",
        field.onward or "",
        field.keep_for,
        f"{field.approved_by}, {field.approved_on}" if field.approved else "**no**",
    )


def _matrix(release: PolicyRelease) -> list[str]:
    fields = [field for field in release.catalogue.values() if field.record != "request"]
    roles = [role for role in release.roles.values() if any(audience_fit(one, [role.key]) != "none" for one in fields)]
    marks = {"full": "full", "gist": "gist", "none": ""}
    head = ("Field", *(role.code or role.key for role in roles))
    rows = ((f"`{field.key}`", *(marks[audience_fit(field, [role.key])] for role in roles)) for field in fields)
    told = "Who needs which field, before the rules above: tags, protection, conflict and assignment lower it."
    return ["## Need to know", told, _table(head, rows)]


def _carriage(release: PolicyRelease) -> list[str]:
    asked = [one for one in release.organisations.values() if one.key != vocabulary.HUB]
    requested = _own(release, "request", vocabulary.HUB)
    marks = {"must": "must", "may": "may", "never": ""}
    rows = (
        (f"`{field.key}`", *(marks[carriage(release, organisation.key, field)] for organisation in asked))
        for field in requested
    )
    told = "What a request to each kind of organisation must and may carry; a blank is never sent."
    limits = [(one.label, one.must_not_carry or "", one.route or "", one.approval) for one in asked]
    return [
        "## What a request carries",
        told,
        _table(("Field", *(one.short for one in asked)), rows),
        _table(("Organisation", "Must not carry", "Route", "Approval of the whole return"), limits),
    ]


def _rules(release: PolicyRelease) -> list[str]:
    known = fact_values(tuple(release.organisations), tuple(release.roles), tuple(release.purposes))
    about = _about_fields(release)
    parts = []
    for kind, title in (("permit", "Permits"), ("cap", "Caps"), ("impossible", "Combinations that cannot be")):
        rows = [_rule_row(rule, known, about.get(rule.id, [])) for rule in release.rules if rule.kind == kind]
        parts += [f"## {title}", _table(("Rule", "Level", "Because", "When", "Also needed", "Lifted by"), rows)]
    gone = [(f"`{ident}`", because) for ident, because in release.withdrawn.items()]
    return [*parts, "## Withdrawn rules", _table(("Rule", "Because"), gone)] if gone else parts


def _about_fields(release: PolicyRelease) -> Mapping[str, list[str]]:
    """For each rule its conditions on fields, as the files state them: read, they have become a set of fields."""
    files = json.loads(release.canonical)["files"]
    written = [one for page in files.values() for kind in ("permit", "cap", "impossible") for one in page.get(kind, [])]
    return {one["id"]: [f"{name}: {_condition(one['when'][name])}" for name in FIELD_CONDITIONS if name in one["when"]]
            for one in written}  # fmt: skip


def _condition(stated: list[str] | dict[str, list[str]]) -> str:
    if isinstance(stated, list):
        return ", ".join(stated)
    signs = {"any": "", "none": "not ", "not": "not "}
    return "; ".join(f"{signs[sign]}{', '.join(words)}" for sign, words in stated.items())


def _rule_row(rule: Rule, known: Mapping[str, tuple[str, ...]], about: list[str]) -> Sequence[str]:
    when = [f"{fact}: {_values(admitted, known[fact])}" for fact, admitted in rule.when.items()]
    return (
        f"`{rule.id}`",
        rule.level.word,
        rule.because,
        "; ".join([*when, *about]),
        ", ".join(rule.oblige),
        ", ".join(rule.lifted_by),
    )


def _values(admitted: frozenset[str], known: tuple[str, ...]) -> str:
    """Return the values as a person would say them: those that count, or those that do not when they are fewer."""
    named = [value for value in known if value in admitted]
    others = [value for value in known if value not in admitted]
    if not named:
        return vocabulary.UNKNOWN
    return ", ".join(named) if len(named) <= len(others) else f"not {', '.join(others)}"


def _law(release: PolicyRelease) -> list[str]:
    head = ("Legal basis", "Rests on", "Regime", "For", "Purposes", "Acts", "Needs", "In force", "Approved")
    told = "A basis without a starting date is not in force."
    bases = _table(head, (_basis_row(release, basis) for basis in release.legal_bases.values()))
    cited = ("Provision", "Citation", "Type", "Who may rely on it", "About", "Conditions", "Status", "Legal bases")
    provisions = _table(cited, (_provision_row(release, one) for one in release.provisions.values()))
    none = "What no legal basis rests on is no ground for sharing here; the conditions say why."
    return ["## Legal bases", told, bases, "## Provisions of law", none, provisions]


def _provision_row(release: PolicyRelease, one: Provision) -> Sequence[str]:
    bases = ", ".join(f"`{basis.key}`" for basis in release.legal_bases.values() if one.id in basis.rests_on)
    return (f"`{one.id}`", one.citation, one.type, one.who, one.subject, one.conditions, one.status, bases or "none")


def _basis_row(release: PolicyRelease, basis: LegalBasis) -> Sequence[str]:
    until = f" to {basis.in_force_to}" if basis.in_force_to else ""
    return (
        f"{basis.label} (`{basis.key}`)",
        ", ".join(basis.rests_on),
        basis.regime,
        ", ".join(release.organisations[key].short for key in basis.available_to),
        ", ".join(basis.purposes),
        ", ".join(basis.acts),
        ", ".join(basis.requires),
        f"from {basis.in_force_from}{until}" if basis.in_force_from else "**no**",
        f"{basis.approved_by}, {basis.approved_on}" if basis.approved else "**no**",
    )


def _people(release: PolicyRelease) -> list[str]:
    roles = (
        (one.code or "", f"`{one.key}`", one.label, one.about, ", ".join(one.may), _kinds(release, one.organisations))
        for one in release.roles.values()
    )
    masks = ((f"`{mask.id}`", mask.label, ", ".join(mask.field_types)) for mask in release.masks.values())
    duties = ((f"`{one.id}`", one.phase, one.label, one.about) for one in release.obligations.values())
    purposes = ((one.label, one.about, ", ".join(one.before_sending), one.statute) for one in release.purposes.values())
    statements = (
        (f"`{one.key}`", one.label, one.about, ", ".join(_code(release, role) for role in one.who),
         ", ".join(f"`{key}`" for key in one.words), ", ".join(one.codes))
        for one in release.statements.values()
    )  # fmt: skip
    return [
        "## Roles",
        _table(("Code", "Role", "Label", "About", "May", "In"), roles),
        "## Purposes",
        _table(("Purpose", "About", "Recorded before sending", "Statute"), purposes),
        "## Recorded decisions",
        _table(("Kind", "Label", "Of", "By", "Words", "Codes"), statements),
        "## Masks",
        _table(("Mask", "Shows", "Field types"), masks),
        "## Obligations",
        _table(("Obligation", "When", "What", "About"), duties),
    ]


def _kinds(release: PolicyRelease, kinds: tuple[str, ...]) -> str:
    partners = [key for key in release.organisations if key != vocabulary.HUB]
    everybody = "every partner" if set(partners) <= set(kinds) else ""
    named = [release.organisations[key].short for key in kinds if not everybody or key == vocabulary.HUB]
    return ", ".join([*named, everybody] if everybody else named)


def _code(release: PolicyRelease, role: str) -> str:
    return release.roles[role].code or role


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
