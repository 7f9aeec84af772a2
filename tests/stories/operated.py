"""What operating the exchange leaves behind in clear: figures, what commands say, and backup sets."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import requests

from app.demonstration.database import Cluster
from app.demonstration.installation import Installation
from app.domain.backup import DUMPS
from tests.governance.backups import addresses
from tests.governance.commands import Ran, administering, program_in

Place = tuple[str, bytes]
COMMANDS: Final = (("setup", "check"), ("log", "check"), ("clocks", "show"), ("providers", "check", "council"))
"""What an operator looks after it with day by day; the worker has a log of its own."""


def figures(installation: Installation) -> Place:
    """What is asked for its figures answers."""
    answer = requests.get(f"http://{installation.environment['PRX_METRICS']}/metrics", timeout=60)
    assert answer.status_code == 200
    return "figures", answer.content


def ran(installation: Installation, *arguments: str) -> Ran:
    """A command as an operator gives it, with all addresses there are, as a program of its own."""
    assert installation.cluster is not None
    settings = installation.settings
    known = {name: value for name, value in installation.environment.items() if name.startswith("PRX_")}
    given = {**administering(settings), **known, **addresses(settings, installation.cluster)}
    return program_in({**given, "PRX_METRICS": ""}, *arguments)


def said(installation: Installation) -> Iterator[Place]:
    """All that each command says, results and errors."""
    for command in COMMANDS:
        done = ran(installation, *command)
        assert done.code == 0, f"{command}: {done.error}"
        yield f"flask {' '.join(command)}", f"{done.out}\n{done.error}".encode()


def sets(installation: Installation) -> Iterator[Place]:
    """A backup set as it is made now: archives unpacked, as restoring does, each other file as it lies there."""
    assert installation.cluster is not None
    with tempfile.TemporaryDirectory(prefix="prx-set-", dir="/tmp") as folder:
        halves = {half: Path(folder) / half for half in DUMPS}
        made = ran(installation, "backup", "make", *map(str, halves.values()))
        assert made.code == 0, made.error
        yield "flask backup make", f"{made.out}\n{made.error}".encode()
        for half, where in halves.items():
            plain = (path for path in sorted(where.iterdir()) if path.name != DUMPS[half])
            yield from ((f"set {half}/{path.name}", path.read_bytes()) for path in plain)
            yield f"set {half}, unpacked", unpacked(installation.cluster, where / DUMPS[half])


def unpacked(cluster: Cluster, archive: Path) -> bytes:
    """The rows of a copied database as text: an archive is compressed, and a mark in it looks like none."""
    command = [cluster.programs.path("pg_restore"), "--file=-", str(archive)]
    return subprocess.run(command, capture_output=True, check=True).stdout
