"""Loads a policy folder, or the canonical JSON made from one. What it does not know, it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from policies.engine import (
    checks,
    checks_law,
    checks_roles,
    reading_clocks,
    reading_law,
    reading_lists,
    reading_question_sets,
    reading_statements,
    retention,
)
from policies.engine.canonical import FORMAT, canonical, digest
from policies.engine.errors import PolicyError
from policies.engine.folder import FILES, read_folder
from policies.engine.reading import StoredTable, Table
from policies.engine.reading_fields import read_catalogue
from policies.engine.reading_lists import read_keys, read_list
from policies.engine.reading_rules import Words, fact_values, read_not_built, read_rules, read_withdrawn
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import FOLLOW_UP

T = TypeVar("T")


def load_release(folder: Path) -> PolicyRelease:
    """Return the release a folder describes; PolicyError names the file and the key of the first fault."""
    return read_release(read_folder(folder))


def read_release(files: Mapping[str, object]) -> PolicyRelease:
    """Return the release that the files' contents describe, held to every check of this version.

    PolicyError names the file and the key of the first fault.
    """
    release = _build(files, Table)
    checks.check_reasons(release.reasons)
    checks.check_masks(release.masks, release.catalogue)
    checks.check_carriage(release.organisations, release.catalogue)
    checks.check_tags(release.catalogue)
    checks.check_rest(release.catalogue)
    checks.check_audiences(release.catalogue, release.rules)
    checks_roles.check_reads_as(release.roles)
    checks_roles.check_said_by_readers(release.roles, release.statements, release.purposes)
    checks.check_readers(release.organisations, release.roles, release.catalogue)
    reading_clocks.check_clocks(release.ratings, release.profiles)
    retention.check_periods(release.periods, release.catalogue)
    retention.check_access(release.access, release.renewal)
    checks_law.check_statements(release)
    checks_law.check_in_force(release)
    checks_law.check_grounds(release)
    checks_law.check_purposes(release)
    checks_law.check_reach(release)
    reading_question_sets.check_question_sets(release)
    checks.check_answers(release.roles, release.organisations)
    checks.check_duties(release.roles, release.organisations, release.catalogue)
    return release


def release_from_canonical(data: bytes) -> PolicyRelease:
    """Return the stored release these bytes describe, with the same digest; PolicyError when they are not canonical.

    It is read, not checked: it was held to the checks of its day, and its digest stands in the log.
    """
    try:
        document = json.loads(data)
        written = canonical(document)
    except (ValueError, RecursionError) as error:
        raise PolicyError("canonical policy", "", f"is not JSON: {error}.") from None
    if written != data:
        raise PolicyError("canonical policy", "", "is not written the canonical way.")
    table = Table("canonical policy", "", document)
    table.word("format", (FORMAT,))
    files = table.inner("files").content
    table.finish()
    return _build(files, StoredTable)


def _build(files: Mapping[str, object], read_as: type[Table]) -> PolicyRelease:
    pages = {name: read_as(name, "", files.get(name, {})) for name in (*FILES, *sorted(set(files) - set(FILES)))}
    renewal, protection = (pages["statements.toml"].inner(one) for one in ("renewal", "protection"))
    access = retention.read_access(pages["retention.toml"].inner("access"))
    listing = ("organisation", "role", "purpose", "statement")
    keys = {name: read_keys(pages[f"{name}s.toml"], name) for name in listing}
    kinds, _, purpose_keys, _ = keys.values()
    if read_as.today:
        checks.check_keys(keys)

    def listed(name: str, table: str, key: str, read: Callable[[Table], T], beside: str = "") -> Mapping[str, T]:
        return read_list(pages[f"{name}.toml"], table, key, read, beside)

    def under(part: str) -> tuple[Table, ...]:
        return tuple(pages[name] for name in sorted(files) if name.startswith(f"{part}/"))

    telling = listed("telling", "telling", "key", reading_lists.read_telling)
    ratings = listed("clock_profiles", "rating", "key", reading_clocks.read_rating, beside="profile")
    read_profile = reading_clocks.profile_reader(ratings)
    profiles = listed("clock_profiles", "profile", "key", read_profile, beside="rating")
    calendars = {one.key: one for one in map(reading_clocks.read_calendar, under("calendars"))}
    organisations = listed("organisations", "organisation", "key", reading_lists.organisation_reader(telling))
    roles = listed("roles", "role", "key", reading_lists.role_reader(kinds, ratings))
    named = tuple(key for key, role in roles.items() if role.reads_as is None)
    purposes = listed("purposes", "purpose", "key", reading_lists.purpose_reader(keys["statement"]))
    masks = listed("masks", "mask", "id", reading_lists.read_mask)
    obligations = listed("obligations", "obligation", "id", reading_lists.read_obligation)
    reasons = listed("reasons", "reason", "code", reading_lists.read_reason)
    provisions = listed("legal_bases", "provision", "id", reading_law.read_provision, beside="legal_basis")
    read_basis = reading_law.basis_reader(provisions, kinds, purpose_keys)
    bases = listed("legal_bases", "legal_basis", "key", read_basis, beside="provision")
    catalogue = read_catalogue(under("fields"), kinds, named)
    say = (*named, *(key for key, role in roles.items() if FOLLOW_UP in role.may and role.reads_as))
    statements = listed("statements", "statement", "key", reading_statements.statement_reader(catalogue, say))
    read_set = reading_question_sets.question_set_reader(kinds, purpose_keys)
    asked = listed("question_sets", "question_set", "key", read_set)
    words = Words(fact_values(kinds, named, purpose_keys), catalogue, tuple(obligations), tuple(reasons))
    periods = listed("retention", "period", "keep_for", retention.read_period)
    rules = read_rules(under("rules"), pages["feasible.toml"], words)
    data = canonical({"format": FORMAT, "files": files})
    return PolicyRelease(
        canonical=data,
        digest=digest(data),
        catalogue=catalogue,
        organisations=organisations,
        roles=roles,
        purposes=purposes,
        statements=statements,
        renewal=reading_statements.read_renewal(renewal, catalogue, ratings),
        protection=reading_statements.read_protection(protection, purpose_keys, catalogue),
        provisions=provisions,
        legal_bases=bases,
        masks=masks,
        obligations=obligations,
        reasons=reasons,
        telling=telling,
        question_sets=asked,
        periods=periods,
        access=access,
        ratings=ratings,
        profiles=profiles,
        calendars=MappingProxyType(calendars),
        rules=rules,
        withdrawn=read_withdrawn(under("rules"), rules),
        not_built=read_not_built(pages["feasible.toml"], words),
    )
