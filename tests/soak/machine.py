"""A machine of its own: Debian from its archive in a folder, booted with its own systemd beside this one's network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "nsenter": "util-linux"}
BOOTS_WITHIN = 60.0
"""Seconds: a machine that does not boot should not be waited for for ever."""
ENTERED = ("-m", "-u", "-i", "-p", "-C", "-r", "-w")
"""Every namespace of it but the network's, which is this machine's."""
PORTS = (80, 443, 8000)
"""Where its proxy and pages listen."""
FREE_WITHIN = 120.0
"""Seconds: for a minute after a server's end its port is not free (TIME_WAIT)."""
LEFT_IN = "/run/left-in"
"""A file there with the folder that lines are typed in: it is changed by `cd` alone, as in one shell."""
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Machine:
    """A booted machine: `root` is its file system, `first` its process 1 as this machine numbers it."""

    root: Path
    first: int

    def run(self, line: str, typed: str = "", *, may_fail: bool = False) -> str:
        """Run a line as root there, in the folder that the line before left; what it printed. Fails with that."""
        environment = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        words = ["env", "-i", *(f"{name}={value}" for name, value in environment.items())]
        script = f"cd $(cat {LEFT_IN} 2>/dev/null || echo /root); trap 'pwd > {LEFT_IN}' EXIT; set -eo pipefail; {line}"
        ran = subprocess.run(
            ["nsenter", "-t", str(self.first), *ENTERED, *words, "bash", "-c", script],
            input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode and not may_fail:
            pytest.fail(f"{line}\n{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def path(self, inside: str) -> Path:
        """Where a file of it is, seen from here."""
        return self.root / inside.lstrip("/")


def debian(root: Path) -> Path:
    """Debian's smallest system from its archive, in a folder. Fails where a tool for it is missing."""
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing or os.geteuid():
        pytest.fail(f"a fresh machine is made by root, with {', '.join(missing) or 'what is here'}")
    include = "--include=ca-certificates,dbus,systemd,systemd-sysv"
    subprocess.run(
        ["debootstrap", "--variant=minbase", include, "bookworm", str(root)], check=True, capture_output=True
    )
    if AUTHORITIES.exists():
        shutil.copy(AUTHORITIES, root / AUTHORITIES.relative_to("/"))  # whom this machine trusts to give it packages
    return root


@contextmanager
def fresh_machine(system: Path, root: Path) -> Iterator[Machine]:
    """A copy of a system in `root`, booted until the block ends. Fails where its servers' ports are taken here."""
    until = time.monotonic() + FREE_WITHIN
    while taken := [port for port in PORTS if not _is_free(port)]:
        assert time.monotonic() < until, f"a fresh machine shares this one's network, where {taken} are taken"
        time.sleep(1)
    subprocess.run(["cp", "-a", str(system), str(root)], check=True)
    command = ["systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--register=no", "--keep-unit"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as boot:
        try:
            machine = Machine(root, _first_of(boot.pid))
            until = time.monotonic() + BOOTS_WITHIN
            while machine.run("systemctl is-system-running", may_fail=True).strip() not in ("running", "degraded"):
                assert time.monotonic() < until, "the machine did not get ready"
                time.sleep(0.5)
            yield machine
        finally:
            boot.terminate()
            boot.wait()


def _is_free(port: int) -> bool:
    with socket.socket() as door:
        try:
            door.bind(("", port))
        except OSError:
            return False
    return True


def _first_of(launcher: int) -> int:
    until = time.monotonic() + BOOTS_WITHIN
    while time.monotonic() < until:
        children = Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
            return int(children[0])
        time.sleep(0.2)
    pytest.fail("the machine did not boot")
