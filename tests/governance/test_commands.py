"""The commands: what they print, how they end, and that none needs more than it uses."""

from __future__ import annotations

import base64
import random
import re
import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.cli.application import create_cli
from app.services.governance.prove_entry import prove_entry
from app.services.governance.summaries import publish_summary
from app.services.governance.verifier_keys import verifier_keys
from crypto.errors import VerificationError
from crypto.log.note import VerifierKey, parse_verifier_key
from crypto.verify import verify_receipt
from tests.governance.commands import flask, program, verify
from tests.services.exchange import POLICIES, Exchange
from tests.services.played import answered


def test_a_whole_log_holds(own_exchange: Exchange) -> None:
    answered(own_exchange)
    check = flask(own_exchange.runtime, "log", "check")
    assert check.code == 0, check.error
    assert f"The log holds: {len(own_exchange.leaves())} leaves, root " in check.out


@pytest.mark.parametrize("name", ["\x1b[2JThe log holds: 9 leaves, root 00.", "a\x9b2J", "madeup\u202ebad", "a b"])
def test_nothing_in_the_database_acts_on_the_terminal(own_exchange: Exchange, name: str) -> None:
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    own_exchange.rows("UPDATE log_summary SET text = %s || substr(text, position(E'\\n' in text))", name)
    check = flask(own_exchange.runtime, "log", "check")
    assert check.code == 1
    assert "The last checkpoint in the database, of" in check.error
    assert all(line.isprintable() for line in (check.out + check.error).split("\n"))


def test_commands_print_in_one_place_alone() -> None:
    printing = [path.name for path in (POLICIES.parent / "app" / "cli").glob("*.py")
                if "click.echo" in path.read_text() or "print(" in path.read_text()]  # fmt: skip
    assert printing == ["running.py"]


def test_a_receipt_or_checkpoint_that_acts_on_the_terminal_is_not_printed(own_exchange: Exchange) -> None:
    answered(own_exchange)
    own_exchange.rows("ALTER TABLE log_leaf DISABLE TRIGGER ALL")
    own_exchange.rows("UPDATE log_leaf SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), "
                      "'request_sent', U&'\\009b2J'), 'UTF8')")  # fmt: skip
    entry = next(entry for _, entry, kind in own_exchange.leaves() if kind == "request_sent")
    receipt = flask(own_exchange.runtime, "log", "receipt", str(entry))
    assert (receipt.code, receipt.out) == (1, "")
    assert "it was changed" in receipt.error


def test_openssl_verifies_a_published_checkpoint(own_exchange: Exchange, tmp_path: Path) -> None:
    answered(own_exchange)
    publish = flask(own_exchange.runtime, "log", "publish")
    assert publish.code == 0, publish.error
    key = parse_verifier_key(publish.error.strip().rsplit(" ", 1)[1])
    text, _, signed = publish.out.partition("\n\n")
    pem = Ed25519PublicKey.from_public_bytes(key.public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "signature").write_bytes(base64.b64decode(signed.split()[-1])[4:])
    (tmp_path / "text").write_text(f"{text}\n")
    (tmp_path / "changed").write_text(f"{text}\n".replace("\n", "1\n", 1))
    openssl = shutil.which("openssl")
    assert openssl, "openssl is needed: apt-get install openssl"
    for name, code in (("text", 0), ("changed", 1)):
        command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", name]
        done = subprocess.run([*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == code, done.stderr


def test_receipts_verify_and_one_changed_byte_does_not(own_exchange: Exchange, tmp_path: Path) -> None:
    played = answered(own_exchange)
    with own_exchange.runtime.database.work(None) as work:
        log = work.log.log_numbered(played.returned.entry.log)
    (line,) = verifier_keys(own_exchange.runtime, log)
    key = parse_verifier_key(line)
    own = prove_entry(own_exchange.runtime, played.responder, played.returned.entry.id)
    printed = flask(own_exchange.runtime, "log", "receipt", str(played.returned.entry.id))
    (tmp_path / "key").write_text(key.encode())
    for text in (own, printed.out):
        (tmp_path / "receipt").write_text(text)
        told = verify(tmp_path / "receipt", tmp_path / "key")
        assert told.code == 0, told.error
        assert "return_released" in told.out
        for changed in sampled(text):
            assert refused(changed, key), changed
    assert "openings" in own
    assert "openings" not in printed.out  # an operator's receipt opens nothing


def sampled(text: str) -> list[str]:
    """The receipt with one byte changed, at a hundred places."""
    chance = random.Random(7)
    places = chance.sample(range(len(text)), 100)
    return [text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :] for place in places]


def refused(text: str, key: VerifierKey) -> bool:
    """Whether the receipt is refused."""
    try:
        verify_receipt(text, [key])
    except VerificationError:
        return True
    return False


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("log", "receipt", str(UUID(int=7))), f"No log has an entry {UUID(int=7)}"),
        (("log", "receipt", "-1"), "-1"),
        (("log", "receipt", "many"), "many"),
        (("log", "burn"), "No such command"),
    ],
)
def test_wrong_words_end_in_a_sentence(own_exchange: Exchange, arguments: tuple[str, ...], told: str) -> None:
    ran = flask(own_exchange.runtime, *arguments)
    assert ran.code != 0
    assert told in ran.error
    assert "Traceback" not in ran.error


@pytest.mark.slow
def test_without_settings_every_missing_one_is_named() -> None:
    ran = program(None, "log", "check")
    assert ran.code == 1
    assert "DATABASE_URL: missing" in ran.error
    assert "PRX_CHECKPOINTS: missing" in ran.error
    assert "Traceback" not in ran.error


@pytest.mark.slow
def test_policy_commands_need_no_settings(tmp_path: Path) -> None:
    whole = program(None, "policies", "check")
    assert whole.code == 0, whole.error
    assert re.search(r" [0-9]+ question sets\. [0-9]{3} examples", whole.out)
    assert re.search(r"[0-9]{2} invariants hold\. Digest ", whole.out)
    assert re.search(r"\nBank holidays of England and Wales are known until [0-9-]{10}\.\n", whole.out)
    copy = shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("engine", "README.md"))
    told = "Were out of date, and say what the policy says now: README.md.\n"
    assert flask(None, "policies", "docs", str(copy)).out == told
    assert flask(None, "policies", "docs", str(copy)).out == "All up to date.\n"
    assert (copy / "README.md").read_text() == (POLICIES / "README.md").read_text()
    holidays = (copy / "calendars/england-and-wales.toml").read_text()
    known = 'known_until = 2026-12-31\n\n[[day]]\non = 2026-12-25\nname = "Christmas Day"\n\n[end]\nday = 1\n'
    (copy / "calendars/england-and-wales.toml").write_text(holidays.partition("known_until = ")[0] + known)
    assert "are known until 31 December 2026. After that" in flask(None, "policies", "check", str(copy)).out
    rules = (copy / "rules/caps.toml").read_text()
    (copy / "rules/caps.toml").write_text(rules.replace('conflict = ["declared"]', 'conflict = ["none"]'))
    broken = flask(None, "policies", "check", str(copy))
    assert broken.code == 1
    assert "scenarios/own_returns.toml: scenario." in broken.error
    assert "invariants.toml: never.conflict-nothing: " in broken.error
    (copy / "rules/caps.toml").write_text(rules)
    purposes = (copy / "purposes.toml").read_text()
    (copy / "purposes.toml").write_text(purposes.replace("[[purpose]]", "[[purpose]]\nsurprise = 1", 1))
    wrong = flask(None, "policies", "check", str(copy))
    assert wrong.code == 1
    assert "purposes.toml" in wrong.error
    assert "surprise" in wrong.error


def test_the_worker_does_what_is_due(own_exchange: Exchange) -> None:
    once = flask(own_exchange.runtime, "jobs", "work", "--once")
    assert once.code == 0, once.error
    assert once.out == "0 done.\n"


def test_commands_record_nothing(own_exchange: Exchange) -> None:
    before = own_exchange.leaves()
    for arguments in (("log", "check"), ("log", "publish"), ("log", "key"), ("jobs", "work", "--once")):
        assert flask(own_exchange.runtime, *arguments).code == 0
    assert own_exchange.leaves() == before


def test_flask_run_serves_nothing() -> None:
    answer = create_cli().test_client().get("/log")
    assert answer.status_code == 503
    assert "gunicorn wsgi:app" in answer.text


def law_on(day: str) -> dict[tuple[str, str, str], list[str]]:
    """What the command says that day, by kind, purpose and whom it is about."""
    ran = flask(None, "policies", "law", "--on", day)
    assert ran.code == 0, ran.error
    found: dict[tuple[str, str, str], list[str]] = {}
    place = ["", "", ""]
    for line in ran.out.splitlines():
        deep = (len(line) - len(line.lstrip())) // 2
        if deep < 3:
            place[deep] = line.strip()
        else:
            found.setdefault((place[0], place[1], place[2]), []).append(line.strip())
    return found


def test_the_law_is_told_as_it_is_and_as_it_will_be() -> None:
    child = ("Housing", "Child in need (section 17)", "about child, unborn child, adult, address, case")
    before, after = law_on("2026-09-29")[child], law_on("2026-09-30")[child]
    assert "from 2026-09-30: duty_child" in before
    assert "open: duty_child" in after
    assert not [one for one in after if "housing_association" in one]
    school = ("Education", "Child in need (section 17)", "about child, unborn child, adult, address, case")
    assert "no date yet: duty_designated_agency" in law_on("2026-09-30")[school]
    assert "open: vital_interests_child (exceptional)" in after
    assert "open: handling_public_authority (handling alone, nothing held is given)" in after
