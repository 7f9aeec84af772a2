"""Another policy release in force: the shipped policy files in some other words."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.services.policy_control.record_release import record_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release
from tests.services.exchange import POLICIES

Changes = Mapping[str, tuple[tuple[str, str], ...]]
"""By file of the policy, what is replaced by what."""


def under_other_words(runtime: Runtime, admin: Runtime, folder: Path, changes: Changes) -> Runtime:
    """The runtime once these words have been recorded as the release in force; `folder` is for the files."""
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, words in changes.items():
        text = (folder / name).read_text()
        for old, new in words:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text)
    release = load_release(folder)
    policy = PolicyInForce(0, release, compile_policy(release))
    return replace(runtime, policy=record_release(replace(admin, policy=policy)))
