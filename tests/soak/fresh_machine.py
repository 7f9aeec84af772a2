"""The page of installing, line by line on a fresh machine, to one request answered and proved; minutes are printed."""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.messages.servers import Authority, Post, listening
from tests.soak.agencies import AGENCIES, EXCHANGE, JUSTICE, STRONG, TOWN, Caller, Letters, sign_ins
from tests.soak.keyboard import CERTIFICATES, Keyboard, parts_of, prepare
from tests.soak.machine import Machine, debian, fresh_machine
from tests.soak.one_request import answer, ask, open_it, prove
from tests.soak.owners import Signer, approve_all

ROOT = Path(__file__).resolve().parents[2]
PAGE, TOKEN = ROOT / "app/installing/README.md", ROOT / "app/installing/TOKEN.md"
HUB, PARTNER = "Madeupshire MASH", "Moorland Probation"
LOG = f"The log of {HUB} and {PARTNER}"
IDLE = 48
"""Lines of which nobody says a word: twice as many as once stopped a server without a proxy."""
WORDS = {
    "ADDRESS": "/srv/exchange.git", "SEAL": "host", "WHO APPROVES": "Ada Approver", "HUB": HUB,
    "COUNCIL": "Madeupshire Council", "SERVICE": "Safeguarding", "TELEPHONE": "01632 960100", "KEY": TOWN.key,
    "PROVIDER": "Town", "ISSUER": f"https://{TOWN.sign_in}", "CLIENT": "exchange", "DOMAIN": TOWN.domain,
    "VALUE": STRONG,
}  # fmt: skip
ALWAYS = "--from 2026-01-05 --holidays none --by APPROVER every=0:00-24:00"
PARTNER_JOINS = (
    f'organisations register probation "{PARTNER}" --controller Justice --service Enquiries --telephone "01632 960122"',
    "partnerships make HUB ORGANISATION --agreement MADE-UP-1",
    f"providers register {JUSTICE.key} Justice https://{JUSTICE.sign_in} exchange --domain {JUSTICE.domain}",
    f"providers strong {JUSTICE.key} {STRONG}",
    f"clocks hours HUB {ALWAYS}",
    f"clocks hours ORGANISATION {ALWAYS}",
    'clocks duty HUB --name "Emergency Duty Team" --telephone "01632 960150" --by APPROVER',
    'clocks cover ORGANISATION --nobody --telephone "01632 960122" --by APPROVER',
    "clocks adopt HUB standard --by APPROVER",
)
"""A partner with a sign-in of its own, and when both are there: commands of `prx --admin`."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian as its archive gives it, for both machines."""
    began = time.monotonic()
    made = debian(tmp_path_factory.mktemp("system") / "debian")
    print(f"\n{_minutes(began)}  Debian from its archive")
    return made


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is committed here, as somebody clones it."""
    bare = tmp_path_factory.mktemp("repository") / "exchange.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(ROOT), str(bare)], check=True)
    return bare


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers find the exchange and the sign-ins by their names: the machine shares this one's network."""
    ask_for, here = socket.getaddrinfo, {EXCHANGE, *(one.sign_in for one in AGENCIES)}
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: ask_for("127.0.0.1" if host in here else host, *rest, **more),
    )


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("keys", ["credential", "token"])
def test_from_nothing_to_a_request_answered_and_proved(
    system: Path, repository: Path, tmp_path: Path, keys: str
) -> None:
    authority, post, began = Authority(tmp_path), Post(), time.monotonic()
    with ExitStack() as stack:
        machine = stack.enter_context(fresh_machine(system, tmp_path / "machine"))
        tls = authority.server_side()
        mail_port = stack.enter_context(listening(post, tls_context=tls, require_starttls=True))
        prepare(machine, authority, repository)
        keyboard = Keyboard(machine, dict(WORDS), stack.enter_context(sign_ins()), _settings(mail_port))
        print(f"\n{_minutes(began)}  A fresh machine, for keys in a {keys}")
        people = {
            key: Caller(one, key, machine.path(f"{CERTIFICATES}/authority.pem"))
            for one in AGENCIES
            for key in one.people
        }
        try:
            _install(keyboard, people["ingrid"], token=keys == "token")
            _take_part(keyboard, people)
            _approve(keyboard, people)
            _one_request(machine, people, Letters(post, people), tmp_path)
        except BaseException:
            print(machine.run("journalctl --no-pager -n 40 -u 'prx-*'", may_fail=True))
            raise
    assert post.encrypted
    assert all(post.encrypted)
    print(f"{_minutes(began)}  Altogether")


def _settings(mail_port: int) -> dict[str, str]:
    return {
        "PRX_SECRET": secrets.token_hex(32),
        "PRX_SMTP": f"127.0.0.1:{mail_port}",
        "PRX_SMTP_AUTHORITY": f"{CERTIFICATES}/authority.pem",
        "PRX_PROVIDER_AUTHORITY": f"{CERTIFICATES}/authority.pem",
    }


def _install(keyboard: Keyboard, ingrid: Caller, *, token: bool) -> None:
    """From the page's first line to the first sign-in."""
    began, machine = time.monotonic(), keyboard.machine
    for part, lines in parts_of(PAGE):
        at = time.monotonic()
        for line in lines:
            if "REFERENCE" in line:
                keyboard.words["REFERENCE"] = ingrid.reference()
            if token and "keys create" in line:
                keyboard.settings["PRX_KEYS"] = re.findall(r"`PRX_KEYS=(\S+)`", TOKEN.read_text("utf-8"))[0]
                for _, instead in parts_of(TOKEN):
                    for one in instead:
                        keyboard.type(one)
            else:
                keyboard.type(line)
        print(f"{_minutes(at)}  {part}")
    assert HUB in ingrid.arrive().html
    print(f"{_minutes(began)}  From the page's first line to the first sign-in")
    assert machine.run("systemctl is-active prx-web prx-worker").split() == ["active", "active"]
    assert requests.get("http://127.0.0.1:8000/health/ready", timeout=10).status_code == 200
    ingrid.go(f"https://{EXCHANGE}/health/ready", status=403)
    by_tls = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL"
    assert machine.run(f'runuser -u postgres -- psql -tAc "{by_tls}"').split() == ["t"], "PostgreSQL is spoken to so"
    _hold_up(machine, ingrid)
    assert ("token" if token else "credential") in machine.run("prx keys status")


def _hold_up(machine: Machine, visitor: Caller) -> None:
    """Lines that say nothing hold up nobody; and while the exchange does not run, the proxy says whom to ring."""
    with ExitStack() as stack:
        for _ in range(IDLE):
            stack.enter_context(socket.create_connection(("127.0.0.1", 443)))
        visitor.go(f"https://{EXCHANGE}/")
    machine.run("systemctl stop prx-web")
    page = visitor.go(f"https://{EXCHANGE}/", status=502)
    assert "01632 960100" in page.html
    assert "do not wait for this service" in page.line
    machine.run("systemctl start prx-web")
    visitor.go(f"https://{EXCHANGE}/")


def _take_part(keyboard: Keyboard, people: dict[str, Caller]) -> None:
    """A partner joins, and everybody's membership is approved once they have signed in."""
    began, words = time.monotonic(), keyboard.words
    hub = words["HUB"] = words["ORGANISATION"]
    for command in PARTNER_JOINS:
        keyboard.type(f"prx --admin {command}")
    at = {TOWN.key: hub, JUSTICE.key: words["ORGANISATION"]}
    for agency in AGENCIES:
        for key, (_, role) in agency.people.items():
            if key != "ingrid":
                reference = people[key].reference()
                keyboard.type(f"prx --admin members approve {reference} {at[agency.key]} {role} --by APPROVER")
                people[key].arrive()
    print(f"{_minutes(began)}  A partner and twelve people take part")


def _approve(keyboard: Keyboard, people: dict[str, Caller]) -> None:
    """The owners of both approve, by their pages, what is asked, returned and relied on: only that is sent."""
    where = {keyboard.words["HUB"]: ("ada", "ben", "owen"), keyboard.words["ORGANISATION"]: ("alma", "bert", "olga")}
    for organisation, here in where.items():
        began, (ada, ben, owner) = time.monotonic(), (Signer(people[one]) for one in here)
        begin = partial(_begin, keyboard, organisation)
        print(f"{_minutes(began)}  {approve_all([ada, ben], owner, begin)} entries approved")
    print(keyboard.type("prx --admin policies approvals"))


def _begin(keyboard: Keyboard, organisation: str, codes: Sequence[str]) -> None:
    keyboard.type(f"prx --admin admin begin {organisation} {' '.join(codes)}")


def _one_request(machine: Machine, people: dict[str, Caller], letters: Letters, folder: Path) -> None:
    began = time.monotonic()
    case, reference = ask(people, PARTNER)
    request = answer(people, reference, letters.mailed)
    open_it(people, case, reference, letters.mailed)
    for said in prove(people, request, LOG, machine.run("prx log key"), folder):
        print(said.splitlines()[0])
    print(machine.run("prx log check"))
    print(f"{_minutes(began)}  A request sent, answered, approved, opened and proved")


def _minutes(since: float) -> str:
    return f"{(time.monotonic() - since) / 60:5.1f} min"
