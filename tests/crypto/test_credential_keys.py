"""What the credential provider refuses and what it can tell of the seal, beside what every provider promises."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.errors import ProviderError, UnwrapError
from crypto.keys.credential_provider import NOT_KNOWN, NOT_SEALED, CredentialKeyProvider, sealed_facts
from crypto.keys.credential_seal import read_seal
from tests.crypto.builders import a_wrap_place
from tests.crypto.credentials import new_credentials

HOST = "5a1c6a86df9d4096b1d5a65e0862f19a"
TPM = (
    "0c7cc07b117645919c4b0bea08bc20fe",
    "faf7eb9341e3412ca1a436f95a29362f",
    "93a894094874449090caf2fc93cab553",
    "af4950a849134eb1a73846304ff30c05",
)
NOTHING = "058469daf6f543248005 49da0f8ea2fb".replace(" ", "")
"""Sealed by nothing, which systemd offers for machines without a TPM: how it marks its ways (creds-util.h)."""


def sealed(folder: Path, *ways: str) -> Path:
    """`folder` with both credentials sealed in these ways, as far as the first bytes tell."""
    folder.mkdir()
    for name, way in zip(("prx-root", "prx-log"), ways, strict=True):
        (folder / name).write_bytes(base64.encodebytes(bytes.fromhex(way) + bytes(100)))
    return folder


def test_outside_a_unit_it_says_how_to_be_in_one() -> None:
    with pytest.raises(ProviderError, match="systemd-run --pipe --wait"):
        CredentialKeyProvider(None)


@pytest.mark.parametrize("name", ["prx-root", "prx-log"])
def test_a_missing_credential_is_named_with_what_the_unit_needs(tmp_path: Path, name: str) -> None:
    new_credentials(tmp_path / "unit")
    (tmp_path / "unit" / name).unlink()
    with pytest.raises(ProviderError, match=f"The credential {name} cannot be read.*LoadCredentialEncrypted={name}"):
        CredentialKeyProvider(tmp_path / "unit")


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33), bytes(5000)])
def test_a_credential_of_another_length_is_refused(tmp_path: Path, content: bytes) -> None:
    new_credentials(tmp_path / "unit")
    (tmp_path / "unit" / "prx-root").write_bytes(content)
    with pytest.raises(ProviderError, match="prx-root must have exactly 32 bytes"):
        CredentialKeyProvider(tmp_path / "unit")


def test_a_signing_key_of_another_root_is_refused(tmp_path: Path) -> None:
    new_credentials(tmp_path / "one")
    new_credentials(tmp_path / "other")
    (tmp_path / "one" / "prx-log").write_bytes((tmp_path / "other" / "prx-log").read_bytes())
    with pytest.raises(UnwrapError):
        CredentialKeyProvider(tmp_path / "one")


def test_health_notices_keys_that_were_exchanged(tmp_path: Path) -> None:
    new_credentials(tmp_path / "unit")
    new_credentials(tmp_path / "other")
    provider = CredentialKeyProvider(tmp_path / "unit")
    for path in (tmp_path / "other").iterdir():
        (tmp_path / "unit" / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ProviderError, match="restart"):
        provider.health()


@pytest.mark.parametrize("way", TPM)
def test_a_seal_by_a_tpm_is_known(tmp_path: Path, way: str) -> None:
    facts = sealed_facts(sealed(tmp_path / "store", way, way))
    assert facts.warnings == ()
    assert {key.made_on for key in facts.keys} == {datetime.now(UTC).date()}


@pytest.mark.parametrize("ways", [(HOST, HOST), (TPM[0], HOST), (HOST, TPM[0])])
def test_a_seal_by_the_disk_alone_is_warned_of(tmp_path: Path, ways: tuple[str, str]) -> None:
    assert sealed_facts(sealed(tmp_path / "store", *ways)).warnings == (NOT_SEALED,)


@pytest.mark.parametrize("way", [NOTHING, "00" * 16, "ab"])
def test_no_other_seal_is_taken_for_one(tmp_path: Path, way: str) -> None:
    assert sealed_facts(sealed(tmp_path / "store", TPM[0], way)).warnings == (NOT_KNOWN,)


def test_what_cannot_be_seen_is_not_said(tmp_path: Path) -> None:
    facts = sealed_facts(tmp_path)
    assert facts.warnings == (NOT_KNOWN,)
    assert {key.made_on for key in facts.keys} == {None}
    (tmp_path / "prx-root").write_text("no base64: ä")
    assert read_seal(tmp_path / "prx-root") is None


def test_what_systemd_seals_on_this_machine_is_known_and_bound_to_its_name(tmp_path: Path) -> None:
    new_credentials(tmp_path / "unit")
    for name in ("prx-root", "prx-log"):
        command = ["systemd-creds", "encrypt", "--with-key=host", f"--name={name}"]
        plain, cipher = str(tmp_path / "unit" / name), str(tmp_path / name)
        subprocess.run([*command, plain, cipher], capture_output=True, check=True)
    assert sealed_facts(tmp_path).warnings == (NOT_SEALED,)
    unseal = ["systemd-creds", "decrypt", "--name=prx-log", str(tmp_path / "prx-root"), "-"]
    assert subprocess.run(unseal, capture_output=True, check=False).returncode != 0
    unseal[2], again = "--name=prx-root", tmp_path / "again"
    again.mkdir()
    for name in ("prx-root", "prx-log"):
        unseal = ["systemd-creds", "decrypt", f"--name={name}", str(tmp_path / name), str(again / name)]
        subprocess.run(unseal, capture_output=True, check=True)
    wrapped = CredentialKeyProvider(tmp_path / "unit").wrap(bytes(32), a_wrap_place())
    assert CredentialKeyProvider(again).unwrap(wrapped, a_wrap_place()) == bytes(32)


def test_a_unit_says_where_its_root_key_can_be_exchanged(tmp_path: Path) -> None:
    new_credentials(tmp_path / "unit")
    provider = CredentialKeyProvider(tmp_path / "unit")
    for act in (provider.begin_root, provider.retire_roots):
        with pytest.raises(ProviderError, match="as root, outside of a unit"):
            act()
    assert len(provider.root_names()) == 1
    assert provider.root_secret() == (tmp_path / "unit" / "prx-root").read_bytes()
