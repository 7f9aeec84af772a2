"""The page of installing, line by line on a fresh machine, to the first sign-in; its minutes are printed."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests

from app.demonstration.identity_provider.visitor import Form
from tests.governance.approving import approved_policies
from tests.messages.servers import Authority, Post, listening
from tests.oidc.running import real_provider
from tests.oidc.test_real_provider import form_address
from tests.soak.machine import Machine, filled, fresh_machine, lines_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "app/installing/README.md"
NAME, SIGN_IN, DOMAIN = "exchange.example", "sign-in.example", "town.example"
ISSUER, SECRET = f"https://{SIGN_IN}", "made-up-secret"
WORDS = {
    "ADDRESS": "/srv/exchange.git", "SEAL": "host", "WHO APPROVES": "Ada Approver", "HUB": "Madeupshire MASH",
    "COUNCIL": "Madeupshire Council", "SERVICE": "Safeguarding", "TELEPHONE": "01632 960100", "KEY": "town",
    "PROVIDER": "Town", "ISSUER": ISSUER, "CLIENT": "exchange", "DOMAIN": DOMAIN, "VALUE": "mfa",
}  # fmt: skip
HERE = {NAME: "127.0.0.1", SIGN_IN: "127.0.0.1"}
"""Where a browser finds them: the machine shares this one's network."""
ROLES = ("prx_owner", "prx_app", "prx_admin", "prx_destroyer", "prx_backup")
PASSWORDS = {role: secrets.token_hex(16) for role in ROLES}
PROXY = f"""
server {{
    listen 443 ssl;
    server_name {SIGN_IN};
    ssl_certificate /etc/ssl/prx/{SIGN_IN}.pem;
    ssl_certificate_key /etc/ssl/prx/{SIGN_IN}.key;
    location / {{
        proxy_pass HERE;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto https;
    }}
}}
"""


def test_from_nothing_to_the_first_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: ask(HERE.get(host, host), *rest, **more))
    begun = time.monotonic()
    client = {
        "client_id": "exchange", "client_secret": SECRET,
        "redirect_uris": [f"https://{NAME}/account/return/town"],
        "post_logout_redirect_uris": [f"https://{NAME}/account/signed-out"],
    }  # fmt: skip
    authority = Authority(tmp_path)
    with (
        fresh_machine(tmp_path) as machine,
        listening(Post(), tls_context=authority.server_side(), require_starttls=True) as mail_port,
        real_provider(host="127.0.0.3", algorithms=["RS256"], client=client, issuer=ISSUER) as here,
    ):
        _prepare(machine, tmp_path, here)
        shutil.copy(authority.file, machine.path("/etc/ssl/prx/mail.pem"))
        made = time.monotonic()
        print(f"\na fresh Debian: {made - begun:.0f} s")
        visitor, ids = _visitor(machine), dict[str, str]()
        for line in lines_of(PAGE):
            began = time.monotonic()
            if "REFERENCE" in line:
                ids["REFERENCE"] = _reference(_sign_in(visitor))
            said = _typed(machine, filled(line, WORDS | ids), mail_port)
            for word, command in {"APPROVER": "people add", "ORGANISATION": "organisations register"}.items():
                if command in line:
                    ids[word] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", said)[-1]
            print(f"{time.monotonic() - began:6.1f} s  {line[:90]}")
        page = _sign_in(visitor)
        assert "Madeupshire MASH" in page.text
        assert machine.run("systemctl is-active prx-web prx-worker").split() == ["active", "active"]
        assert requests.get("http://127.0.0.1:8000/health/ready", timeout=10).status_code == 200
        assert visitor.get(f"https://{NAME}/health/ready").status_code == 403, "for the operator alone"
        print(f"from the page's first line to the first sign-in: {(time.monotonic() - made) / 60:.1f} minutes")


def _prepare(machine: Machine, folder: Path, here: str) -> None:
    """What a real machine has before: the repository, approved entries, certificates, and names."""
    subprocess.run(["git", "clone", "-q", "--bare", str(ROOT), str(machine.path(WORDS["ADDRESS"]))], check=True)
    machine.path("/etc/gitconfig").write_text("[safe]\n    directory = *\n")
    approved_policies(machine.path("/srv/policies"))
    certificates = machine.path("/etc/ssl/prx")
    certificates.mkdir(parents=True)
    _certify(certificates, folder)
    machine.path("/srv/sign-in.conf").write_text(PROXY.replace("HERE", here))
    with machine.path("/etc/hosts").open("a") as hosts:
        hosts.write(f"127.0.0.1 localhost {NAME} {SIGN_IN}\n")


def _certify(into: Path, folder: Path) -> None:
    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, capture_output=True)

    ca, key = folder / "ca.pem", folder / "ca.key"
    plain = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        "req", "-x509", *plain, "-days", "2", "-subj", "/CN=Made-up authority", "-keyout", str(key), "-out", str(ca)
    )
    for name, file in ((NAME, "exchange"), (SIGN_IN, SIGN_IN)):
        request, extra = folder / f"{file}.csr", folder / f"{file}.ext"
        extra.write_text(f"subjectAltName=DNS:{name}\n")
        openssl("req", *plain, "-subj", f"/CN={name}", "-keyout", str(into / f"{file}.key"), "-out", str(request))
        openssl(
            *("x509", "-req", "-in", str(request), "-CA", str(ca), "-CAkey", str(key), "-CAcreateserial", "-days", "2"),
            *("-extfile", str(extra), "-out", str(into / f"{file}.pem")),
        )
    (into / "authority.pem").write_bytes(ca.read_bytes())


def _typed(machine: Machine, line: str, mail_port: int) -> str:
    """A line as somebody types it: passwords where they are asked for, and what is theirs in the files they edit."""
    if "\\password" in line:  # one after the other, as psql takes all that was typed ahead
        assert line.startswith(f"for role in {' '.join(ROLES)}; do ")
        once = line.partition("; do ")[2].removesuffix("; done")
        return "".join(machine.run(f"role={role}; {once}", f"{word}\n{word}\n") for role, word in PASSWORDS.items())
    if not line.startswith("editor "):
        return machine.run(line)
    for file in line.split()[1:]:
        if file.startswith("/etc/prx/") and file.endswith("secrets"):
            machine.path(file).write_text(f"town={SECRET}\n")
        elif file.startswith("/etc/prx/"):
            there = machine.path(file).read_text()
            machine.edit(
                file, *((f"{role}:PASSWORD", f"{role}:{word}") for role, word in PASSWORDS.items() if role in there)
            )
            if file.endswith("environment"):
                machine.edit(
                    file, ("RANDOM", secrets.token_hex(32)), ("PRX_SMTP=.*", f"PRX_SMTP=127.0.0.1:{mail_port}")
                )
                with machine.path(file).open("a") as settings:
                    settings.write("PRX_POLICIES=/srv/policies\nPRX_PROVIDER_AUTHORITY=/etc/ssl/prx/authority.pem\n")
                    settings.write("PRX_SMTP_AUTHORITY=/etc/ssl/prx/mail.pem\n")
        else:
            with machine.path(file).open("a") as proxy:
                proxy.write(machine.path("/srv/sign-in.conf").read_text())
    return ""


def _visitor(machine: Machine) -> requests.Session:
    session = requests.Session()
    session.verify = str(machine.path("/etc/ssl/prx/authority.pem"))
    session.trust_env = False
    return session


def _sign_in(visitor: requests.Session) -> requests.Response:
    visitor.cookies.clear()
    page = visitor.get(f"https://{NAME}/account/sign-in")
    going = visitor.post(f"https://{NAME}/account/sign-in", {**Form(page.text).hidden, "email": f"amina@{DOMAIN}"})
    onwards = Form(going.text).onwards
    assert onwards is not None, going.text
    page = visitor.get(onwards)
    page = visitor.post(form_address(page), {"prompt": "login", "login": "amina", "password": "anything"})
    return visitor.post(form_address(page), {"prompt": "consent"})


def _reference(page: requests.Response) -> str:
    return str(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.text)[0])
