"""What each role never sees, by kind of subject: so that a field nobody thought of is noticed before it is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import PurePath

from policies.engine import markdown
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import CONTEXT, Facts, Recipient, admitted, column_of
from policies.engine.release import PolicyRelease
from policies.engine.roles import Role
from policies.engine.vocabulary import FIELD_RECORDS, HUB, SENT, SUBJECTS, UNKNOWN, UNPROTECTED, Level

TITLE = "# What each role never sees"
TOLD = """Whatever the purpose, opened or revealed with a reason: on the case, without a conflict, of a person who needs
no protection, shared on a legal basis, and not even in outline or in part. What a partner's people would read of
another partner's answer they would read in an edition, and editions are not built yet. A kind of subject that a field
is not about does not count. A test holds the copy of this page that was last looked at: whoever changes the page looks
first at what it then hides."""
AT_THE_HUB = (("case", "author"), ("request", "author"), ("return", "asker"))
AT_A_PARTNER = (("request", "addressee"), ("return", "author"), ("product", "addressee"))
KINDS = tuple(one for one in SUBJECTS if one != UNKNOWN)


def page(release: PolicyRelease) -> str:
    """Return the page; roles that see nothing at all are named at its end."""
    policy = compile_policy(release)
    parts, blind = [], []
    for role in (one for one in release.roles.values() if one.reads_as is None):
        seen = {kind: seen_by(policy, role, kind) for kind in KINDS}
        if any(seen.values()):
            parts += [
                f"## {role.label}",
                *_who_reads_as(release, role),
                markdown.table(("Of", "About", "Never sees"), _rows(release, seen)),
            ]
        else:
            blind.append(role.label)
    return markdown.page(TITLE, TOLD, *parts, "## See nothing of all this", f"{', '.join(blind) or 'Nobody'}.")


def _who_reads_as(release: PolicyRelease, role: Role) -> Iterator[str]:
    """That others read as this role does, where some do."""
    others = [one for one in release.roles.values() if one.reads_as == role.key]
    named = (f"{one.label}{_only(one)}" for one in others)
    if others:
        yield f"The same holds of: {', '.join(named)}."


def _only(role: Role) -> str:
    if role.only_handed_over:
        return " (only what was handed over)"
    return f" (only {markdown.coded(role.only_rated)})" if role.only_rated else ""


def seen_by(policy: CompiledPolicy, role: Role, subject: str) -> frozenset[str]:
    """Return the fields about such a subject that the role comes to see in some organisation that has it."""
    about = [one for one in policy.release.catalogue.values() if one.is_about(subject)]
    keys = {record: [one.key for one in about if one.record == record] for record in FIELD_RECORDS}
    found: set[str] = set()
    for kind in role.organisations:
        for record, standing in AT_THE_HUB if kind == HUB else AT_A_PARTNER:
            wanted = keys.get(record, keys["return"])
            found.update(_opened(policy, Recipient(kind, role.key, standing, "yes"), record, subject, wanted))
    return frozenset(found)


def _opened(policy: CompiledPolicy, who: Recipient, record: str, subject: str, keys: Iterable[str]) -> Iterator[str]:
    for action, purpose in product(("open", "reveal"), policy.release.purposes):
        facts = Facts(action, record, purpose, subject, "fits", UNPROTECTED, SENT, "none", "no")
        bits, cells = column_of(policy, admitted(policy, CONTEXT, facts[: len(CONTEXT)]), who)
        yield from (key for key in keys if policy.outcomes[bits & cells[key][0]].level is not Level.WITHHELD)


def _rows(release: PolicyRelease, seen: dict[str, frozenset[str]]) -> Iterator[tuple[str, str, str]]:
    """By file: kinds of subject of which the same is never seen stand together."""
    files = dict.fromkeys(one.file for one in release.catalogue.values())
    for file in files:
        fields = [one for one in release.catalogue.values() if one.file == file]
        alike: dict[str, list[str]] = {}
        for kind in KINDS:
            about = [one.key for one in fields if one.is_about(kind)]
            alike.setdefault(_unseen(about, seen[kind]), []).append(kind.replace("_", " "))
        for words, kinds in alike.items():
            if words:
                yield PurePath(file).stem, "whatever" if len(kinds) == len(KINDS) else ", ".join(kinds), words


def _unseen(about: list[str], seen: frozenset[str]) -> str:
    """Those never seen, in the fewest words: none of them, all, all but some, or each by name."""
    never, known = [one for one in about if one not in seen], [one for one in about if one in seen]
    if not never:
        return ""
    if not known:
        return "all"
    if len(known) < len(never):
        return f"all but {markdown.coded(known)}"
    return markdown.coded(never)
