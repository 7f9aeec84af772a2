"""Running the real provider beside a test."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.identity.exchange import SECRET
from tests.programs import find_node

FOLDER = Path(__file__).parent


def our_address() -> tuple[str, int]:
    """Where an exchange of a test will answer, and on which port: a free one, as its provider has to be told before."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    return f"http://127.0.0.1:{port}", port


def client_of(address: str, algorithm: str = "ES256", **more: Any) -> Mapping[str, Any]:
    """What its provider is told of an exchange at an address, by the metadata of OpenID Connect Registration 1.0."""
    return {
        "client_id": "exchange",
        "client_secret": SECRET,
        "redirect_uris": [f"{address}/account/return/town"],
        "post_logout_redirect_uris": [f"{address}/account/signed-out"],
        "id_token_signed_response_alg": algorithm,
        **more,
    }


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
