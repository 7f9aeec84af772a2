"""Loads a policy folder, or the canonical JSON made from one. What it does not know, it refuses."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from policies.engine import checks, reading_law, reading_lists
from policies.engine.canonical import FORMAT, canonical, digest, ordered_options, plain
from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.reading import Table
from policies.engine.reading_fields import read_catalogue
from policies.engine.reading_lists import read_keys, read_list
from policies.engine.reading_rules import Words, fact_values, read_rules
from policies.engine.release import LegalBasis, PolicyRelease, Provision

FILES: Final = (
    "organisations.toml", "roles.toml", "purposes.toml", "legal_bases.toml", "masks.toml", "obligations.toml",
    "reasons.toml", "feasible.toml",
)  # fmt: skip
FOLDERS: Final = ("fields", "rules")


def load_release(folder: Path) -> PolicyRelease:
    """Return the release a folder describes; PolicyError names the file and the key of the first fault."""
    release = _build({name: _read(folder, name) for name in _names(folder)})
    checks.check_statements(release.legal_bases, release.catalogue)  # a stored release was held to the rules of its day
    return release


def release_from_canonical(data: bytes) -> PolicyRelease:
    """Return the release these bytes describe, with the same digest; PolicyError when they are not canonical."""
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
    return _build(files)


def _names(folder: Path) -> tuple[str, ...]:
    found = sorted(path.name for path in folder.glob("*.toml"))
    for name in found:
        if name not in FILES:
            raise PolicyError(name, "", f"is not a file of a policy.{did_you_mean(name, FILES)}")
    inner = sorted(f"{part}/{path.name}" for part in FOLDERS for path in (folder / part).glob("*.toml"))
    return (*found, *inner)


def _read(folder: Path, name: str) -> object:
    try:
        content = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        found = plain(ordered_options(content) if name.startswith("fields/") else content)
    except (ValueError, RecursionError) as error:
        raise PolicyError(name, "", f"is not TOML: {error}.") from None
    try:
        canonical(found)
    except (ValueError, RecursionError) as error:  # nan and inf, a number of thousands of digits
        raise PolicyError(name, "", f"holds what has no place in a policy: {error}.") from None
    return found


def _build(files: Mapping[str, object]) -> PolicyRelease:
    for name in FILES:
        if name not in files:
            raise PolicyError(name, "", "is missing.")
    for name in files:
        if name not in FILES and name.partition("/")[0] not in FOLDERS:
            raise PolicyError(name, "", f"is not a file of a policy.{did_you_mean(name, FILES)}")
    kinds = read_keys("organisations.toml", files["organisations.toml"], "organisation")
    role_keys = read_keys("roles.toml", files["roles.toml"], "role")
    purpose_keys = read_keys("purposes.toml", files["purposes.toml"], "purpose")
    for file, keys in (("organisations.toml", kinds), ("roles.toml", role_keys), ("purposes.toml", purpose_keys)):
        checks.check_keys(file, keys)
    checks.check_hub(kinds)

    def listed(name: str) -> tuple[str, object]:
        return f"{name}.toml", files[f"{name}.toml"]

    organisations = read_list(*listed("organisations"), "organisation", "key", reading_lists.read_organisation)
    roles = read_list(*listed("roles"), "role", "key", reading_lists.role_reader(kinds))
    purposes = read_list(*listed("purposes"), "purpose", "key", reading_lists.read_purpose)
    masks = read_list(*listed("masks"), "mask", "id", reading_lists.read_mask)
    obligations = read_list(*listed("obligations"), "obligation", "id", reading_lists.read_obligation)
    reasons = read_list(*listed("reasons"), "reason", "code", reading_lists.read_reason)
    provisions, bases = _law(files["legal_bases.toml"], kinds, purpose_keys)
    catalogue = read_catalogue(_under(files, "fields"), kinds, role_keys)
    checks.check_reasons(reasons)
    checks.check_masks(masks, catalogue)
    checks.check_carriage(organisations, catalogue)
    words = Words(fact_values(kinds, role_keys, purpose_keys), catalogue, tuple(obligations), tuple(reasons))
    rules = read_rules(_under(files, "rules"), ("feasible.toml", files["feasible.toml"]), words)
    data = canonical({"format": FORMAT, "files": files})
    return PolicyRelease(
        canonical=data,
        digest=digest(data),
        catalogue=catalogue,
        organisations=organisations,
        roles=roles,
        purposes=purposes,
        provisions=provisions,
        legal_bases=bases,
        masks=masks,
        obligations=obligations,
        reasons=reasons,
        rules=rules,
    )


def _under(files: Mapping[str, object], part: str) -> dict[str, object]:
    return {name: files[name] for name in sorted(files) if name.startswith(f"{part}/")}


def _law(
    content: object, kinds: tuple[str, ...], purposes: tuple[str, ...]
) -> tuple[Mapping[str, Provision], Mapping[str, LegalBasis]]:
    """Read both arrays of legal_bases.toml; a page with one of them taken out is read for the other."""
    file = "legal_bases.toml"
    page = Table(file, "", content).content
    citations = {key: value for key, value in page.items() if key != "legal_basis"}
    bundles = {key: value for key, value in page.items() if key != "provision"}
    provisions = read_list(file, citations, "provision", "id", reading_law.read_provision)
    reader = reading_law.basis_reader(provisions, kinds, purposes)
    return provisions, read_list(file, bundles, "legal_basis", "key", reader)
