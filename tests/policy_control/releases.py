"""Policy releases in other words, put in force as an administrator's program does."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from app.services.policy_control.record_release import record_release
from app.services.runtime import PolicyInForce
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release, release_from_canonical
from policies.engine.release import PolicyRelease
from tests.services.exchange import POLICIES, Exchange

LABEL, OTHER_LABEL = "Rent arrears", "Arrears of rent"


def other_words(folder: Path, label: str = OTHER_LABEL) -> Path:
    """The policy files, in a folder to be made, with one label worded otherwise."""
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__"))
    housing = folder / "fields" / "housing.toml"
    housing.write_text(housing.read_text().replace(f'label = "{LABEL}"', f'label = "{label}"'))
    return folder


def in_other_words(release: PolicyRelease, label: str = OTHER_LABEL) -> PolicyRelease:
    """A release with the same label worded otherwise."""
    words = release.canonical.decode().replace(f'"label":"{LABEL}"', f'"label":"{label}"')
    return release_from_canonical(words.encode())


def recorded(exchange: Exchange, folder: Path) -> PolicyInForce:
    """These policy files once they are in force."""
    release = load_release(folder)
    return record_release(replace(exchange.admin, policy=PolicyInForce(0, release, compile_policy(release))))
