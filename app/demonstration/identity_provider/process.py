"""Running development identity providers beside the exchange, as processes of their own."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from app.demonstration.identity_provider.__main__ import FROM_ENVIRONMENT, READY
from app.demonstration.identity_provider.settings import MadeUpPerson
from app.domain.errors import RefusesToStart

PATIENCE = 20.0
"""Seconds a provider may take to start."""
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running_provider(
    *,
    name: str,
    people: Sequence[MadeUpPerson],
    client_id: str,
    client_secret: str,
    return_address: str,
    signed_out_address: str,
    host: str = "127.0.0.2",
    port: int = 0,
) -> Iterator[str]:
    """A provider that runs until the block ends; gives its issuer. Raises `RefusesToStart` if it does not come up."""
    with tempfile.TemporaryDirectory(prefix="prx-people-") as folder:
        file = Path(folder, "people.json")
        file.write_text(json.dumps([asdict(person) for person in people]), "utf-8")
        command = [
            *(sys.executable, "-m", "app.demonstration.identity_provider"),
            *("--host", host, "--port", str(port), "--name", name, "--people", str(file)),
            *("--client-id", client_id, "--return-address", return_address),
            *("--signed-out-address", signed_out_address, "--with-parent"),
        ]
        environment = {**os.environ, FROM_ENVIRONMENT: client_secret}
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True, start_new_session=True
        ) as process:
            try:
                yield wait_for_issuer(process.stdout, name)
            finally:
                process.terminate()


def wait_for_issuer(output: IO[str] | None, name: str) -> str:
    """The address a starting provider prints. Raises `RefusesToStart` after `PATIENCE`, or when it ends."""
    until = time.time() + PATIENCE
    while output is not None and (left := until - time.time()) > 0:
        if not select.select([output], [], [], left)[0]:
            break
        line = output.readline()
        if not line:
            break
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    raise RefusesToStart(f"The development identity provider of {name} did not start; its own words are above.")
