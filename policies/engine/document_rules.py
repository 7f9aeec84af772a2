"""What the derived pages say of rules and of the law."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from policies.engine import markdown, vocabulary
from policies.engine.reading_rules import FIELD_CONDITIONS, fact_values
from policies.engine.release import LegalBasis, PolicyRelease, Provision, Rule

TITLES = {"permit": "Permits", "cap": "Caps", "impossible": "Combinations that cannot be"}


def rules(release: PolicyRelease) -> list[str]:
    """Return the parts about permits, caps, what cannot be, and what has been withdrawn."""
    named = tuple(key for key in release.roles if release.reads_as(key) == key)
    known = fact_values(tuple(release.organisations), named, tuple(release.purposes))
    about = _about_fields(release)
    head = ("Rule", "Level", "Because", "When", "Also needed", "Lifted by")
    parts = []
    for kind, title in TITLES.items():
        rows = [
            _rule_row(rule, known, about.get(rule.id, []), waits=_waits(release, rule))
            for rule in release.rules
            if rule.kind == kind
        ]
        parts += [f"## {title}", markdown.table(head, rows)]
    gone = [(f"`{ident}`", because) for ident, because in release.withdrawn.items()]
    if release.not_built:
        waiting = ((f"{one.fact}: {', '.join(one.values)}", one.because) for one in release.not_built)
        parts += ["## Not built yet: nothing sets this", markdown.table(("Fact", "Because"), waiting)]
    return [*parts, "## Withdrawn rules", markdown.table(("Rule", "Because"), gone)] if gone else parts


def law(release: PolicyRelease) -> str:
    """Return the page of legal bases and provisions."""
    head = ("Legal basis", "Rests on", "Regime", "For", "Purposes", "Acts", "Needs", "In force", "Approved")
    cited = ("Provision", "Citation", "Type", "Who may rely on it", "About", "Conditions", "Status", "Legal bases")
    return markdown.page(
        "# Legal bases",
        "A basis without a starting date is not in force.",
        "## What each kind of organisation is in law",
        "Unless something else is recorded of one of them: a housing association is no council landlord.",
        markdown.table(("Kind", "In law"), _in_law_rows(release)),
        "## Bases",
        markdown.table(head, (_basis_row(release, basis) for basis in release.legal_bases.values())),
        "## Provisions of law",
        "What no legal basis rests on is no ground for sharing here, and says why.",
        markdown.table(cited, (_provision_row(release, one) for one in release.provisions.values())),
    )


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


def _waits(release: PolicyRelease, rule: Rule) -> bool:
    """Whether a rule can bind on nothing that is built."""
    unset = {vocabulary.UNKNOWN}
    return any(rule.when[one.fact] <= unset.union(one.values) for one in release.not_built if one.fact in rule.when)


def _rule_row(rule: Rule, known: Mapping[str, tuple[str, ...]], about: list[str], *, waits: bool) -> Sequence[str]:
    when = [f"{fact}: {_values(admitted, known[fact])}" for fact, admitted in rule.when.items()]
    return (
        f"`{rule.id}`" + (" (not built yet)" if waits else ""),
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


def _provision_row(release: PolicyRelease, one: Provision) -> Sequence[str]:
    bases = ", ".join(f"`{basis.key}`" for basis in release.legal_bases.values() if one.id in basis.rests_on)
    return (f"`{one.id}`", one.citation, one.type, one.who, one.subject, one.conditions, one.status, bases or "none")


def _in_law_rows(release: PolicyRelease) -> Iterator[Sequence[str]]:
    for one in release.organisations.values():
        yield one.label, ", ".join(words for fact, words in vocabulary.IN_LAW.items() if fact in one.in_law)


def _only(basis: LegalBasis) -> Sequence[str]:
    return (
        *(f"only {vocabulary.IN_LAW[one]}" for one in basis.holds),
        *(f"not {vocabulary.IN_LAW[one]}" for one in basis.lacks),
    )


def _basis_row(release: PolicyRelease, basis: LegalBasis) -> Sequence[str]:
    until = f" to {basis.in_force_to}" if basis.in_force_to else ""
    return (
        f"{basis.label} (`{basis.key}`)",
        ", ".join(basis.rests_on),
        basis.regime,
        "; ".join((", ".join(release.organisations[key].short for key in basis.available_to), *_only(basis))),
        ", ".join(basis.purposes),
        ", ".join(basis.acts),
        ", ".join(basis.requires),
        f"from {basis.in_force_from}{until}" if basis.in_force_from else "**no**",
    )
