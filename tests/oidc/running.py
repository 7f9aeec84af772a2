"""Running the real provider beside a test."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.programs import find_node

FOLDER = Path(__file__).parent


@contextmanager
def real_provider(*, host: str, algorithms: list[str], client: Mapping[str, Any], **more: Any) -> Iterator[str]:
    """Npm's oidc-provider until the block ends; gives where it answers, which is its issuer unless it has another.

    `more` are its `issuer`, the `domain` and `names` of its people, and the `acr` by which they prove themselves.
    """
    if not (FOLDER / "node_modules").is_dir():
        pytest.fail("tests/oidc/node_modules is missing: `make test` installs it")
    pipe = subprocess.PIPE
    command = [find_node(), "provider.mjs"]
    with subprocess.Popen(
        command, cwd=FOLDER, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        told = {"host": host, "algorithms": algorithms, "client": client, **more}
        try:
            running.stdin.write(json.dumps(told) + "\n")
            running.stdin.flush()
            line = running.stdout.readline()
            assert line, "the provider did not start"
            yield str(json.loads(line)["here"])
        finally:
            running.terminate()
