"""What an operator types on a fresh machine: the lines of a page with their own words, and what they edit."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.messages.servers import Authority
from tests.soak.agencies import AGENCIES, EXCHANGE, SECRET
from tests.soak.machine import Machine

ROLES = ("prx_owner", "prx_app", "prx_admin", "prx_destroyer", "prx_backup")
CERTIFICATES = "/etc/ssl/prx"
PROXY = """
server {
    listen 443 ssl;
    server_name NAME;
    ssl_certificate /etc/ssl/prx/NAME.pem;
    ssl_certificate_key /etc/ssl/prx/NAME.key;
    location / {
        proxy_pass HERE;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto https;
    }
}
"""
"""How an agency's sign-in is reached: behind the same nginx, as the machine shares this one's network."""


@dataclass(slots=True)
class Keyboard:
    """An operator at a machine: `words` are theirs for what a page has in capitals, `settings` what they change."""

    machine: Machine
    words: dict[str, str]
    sign_ins: Mapping[str, str]
    settings: dict[str, str]
    passwords: Mapping[str, str] = field(default_factory=lambda: {role: secrets.token_hex(16) for role in ROLES})

    def type(self, line: str) -> str:
        """Type a line, and passwords where they are asked for; what it printed."""
        line = filled(line, self.words)
        if line.startswith("editor "):
            for file in line.split()[1:]:
                self._edit(file)
            return ""
        if "\\password" in line:  # one after the other, as psql takes all that was typed ahead
            once = line.partition("; do ")[2].removesuffix("; done")
            assert line == f"for role in {' '.join(ROLES)}; do {once}; done"
            asked = self.passwords.items()
            return "".join(self.machine.run(f"role={one}; {once}", f"{word}\n" * 2) for one, word in asked)
        if "softhsm2-util" in line:  # which reads PINs from a terminal alone
            return self.machine.run(f"script -qec '{line}' /dev/null", "12345678\n12345678\n" + f"{PIN}\n" * 2)
        said = self.machine.run(line)
        for word, command in PRINTED.items():
            if command in line:
                self.words[word] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", said)[-1]
        return said

    def _edit(self, file: str) -> None:
        path = self.machine.path(file)
        text = path.read_text()
        if file == "/etc/prx/provider-secrets":
            text = "".join(f"{one.key}={SECRET}\n" for one in AGENCIES)
        elif file == "/etc/prx/pin":
            text = f"{PIN}\n"
        elif file == "/etc/nginx/conf.d/exchange.conf":
            text += "".join(PROXY.replace("NAME", name).replace("HERE", to) for name, to in self.sign_ins.items())
        elif file in ("/etc/prx/environment", "/etc/prx/administration", "/etc/prx/changes"):
            port = self.machine.run("pg_lsclusters --no-header").split()[2]
            for role, word in self.passwords.items():
                text = text.replace(f"{role}:PASSWORD@127.0.0.1/", f"{role}:{word}@127.0.0.1:{port}/")
            for name, value in self.settings.items() if file.endswith("environment") else ():
                before = re.search(rf"(?m)^{name}=.*\n", text)
                text = (text.replace(before[0], "") if before else text) + f"{name}={value}\n"
        else:
            raise AssertionError(f"nobody knows what to write in {file}")
        path.write_text(text)


PRINTED = {"APPROVER": "people add", "ORGANISATION": "organisations register"}
"""Words that are ids which a command has printed."""
PIN = "made-up-pin-73"


def prepare(machine: Machine, authority: Authority, repository: Path) -> None:
    """What a real machine has before: the repository, certificates, and names."""
    shutil.copytree(repository, machine.path("/srv/exchange.git"))
    machine.path("/etc/gitconfig").write_text("[safe]\n    directory = *\n")
    certificates = machine.path(CERTIFICATES)
    certificates.mkdir(parents=True)
    names = {EXCHANGE: "exchange", **{one.sign_in: one.sign_in for one in AGENCIES}}
    for name, file in names.items():
        both = authority.certificate(name)
        for ending in ("pem", "key"):
            shutil.copy(both, certificates / f"{file}.{ending}")
    shutil.copy(authority.file, certificates / "authority.pem")
    with machine.path("/etc/hosts").open("a") as hosts:
        hosts.write(f"127.0.0.1 localhost {' '.join(names)}\n")


def parts_of(page: Path) -> list[tuple[str, list[str]]]:
    """The parts of a page, by what is bold at their beginning, and the lines to type of each: indented by four."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in page.read_text("utf-8").splitlines():
        if begun := re.match(r"\*\*(.+?)\*\*", line):
            parts.append((begun[1].strip(",."), []))
        elif line.startswith("    "):
            parts[-1][1].append(line.strip())
    return [(part, lines) for part, lines in parts if lines]


def filled(line: str, words: Mapping[str, str]) -> str:
    """The line with what stands in capitals replaced by what somebody has for it."""
    known = "|".join(sorted(words, key=len, reverse=True))
    return re.sub(rf"\b({known})\b", lambda found: words[found[0]], line)
