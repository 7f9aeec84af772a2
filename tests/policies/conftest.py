from __future__ import annotations

from pathlib import Path

import pytest

from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.policies.naive import Naive
from tests.policies.small_policy import SMALL

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="session")
def release() -> PolicyRelease:
    """The policy the exchange ships with."""
    return load_release(POLICIES)


@pytest.fixture(scope="session")
def policy(release: PolicyRelease) -> CompiledPolicy:
    return compile_policy(release)


@pytest.fixture(scope="session")
def naive(release: PolicyRelease) -> Naive:
    return Naive(release.canonical)


@pytest.fixture(scope="session")
def small() -> PolicyRelease:
    """The small policy of the fixtures."""
    return load_release(SMALL)
