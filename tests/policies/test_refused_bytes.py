"""Only the canonical bytes of a policy are read back as one."""

from __future__ import annotations

import json

import pytest

from policies.engine.canonical import canonical
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, release_from_canonical
from tests.policies.small_policy import SMALL


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"format":"prx/policy/0","files":{}}', b'{"format":"prx/policy/1"}'])
def test_what_is_not_a_canonical_policy_is_refused(data: bytes) -> None:
    with pytest.raises(PolicyError, match="canonical policy"):
        release_from_canonical(data)


def test_canonical_bytes_written_another_way_are_refused() -> None:
    document = json.loads(load_release(SMALL).canonical)
    with pytest.raises(PolicyError, match="not written the canonical way"):
        release_from_canonical(json.dumps(document).encode())
    assert release_from_canonical(canonical(document)).digest == load_release(SMALL).digest
