"""What PRX_KEYS may say, and that each fault is named with its fix and never with a PIN."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.key_source import SEALED_IN, CredentialKeys, FileKeys, TokenKeys, read_key_source

MODULE = "/usr/lib/softhsm/libsofthsm2.so"


def faults(text: str, credentials: str | None = None) -> str:
    """What is said of a setting that is refused."""
    with pytest.raises(ValueError) as refused:
        read_key_source(text, credentials)
    return "\n".join(str(one) for one in refused.value.args)


def test_each_form_is_read() -> None:
    assert read_key_source("file:/keys", None) == FileKeys(Path("/keys"))
    assert read_key_source("credential:", "/run/unit") == CredentialKeys(Path("/run/unit"), Path(SEALED_IN))
    assert read_key_source("credential:/sealed", None) == CredentialKeys(None, Path("/sealed"))
    assert read_key_source(f"pkcs11:{MODULE}?token=prx&pin-source=file:/etc/prx/pin", None) == TokenKeys(
        Path(MODULE), "prx", Path("/etc/prx/pin"), private=True
    )
    assert read_key_source(
        f"pkcs11:{MODULE}?pin-source=credential:pin&token=the%20one%26only", "/run/unit"
    ) == TokenKeys(Path(MODULE), "the one&only", Path("/run/unit/pin"), private=False)


@pytest.mark.parametrize("text", ["/keys", "keys", "file:", "FILE:/keys", "vault:/keys", "pkcs12:/m.so"])
def test_another_form_is_refused_with_those_there_are(text: str) -> None:
    told = faults(text)
    assert all(
        form in told for form in ("credential:", "pkcs11:MODULE?token=LABEL&pin-source=file:PATH", "file:FOLDER")
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("credential:sealed", "the whole path"),
        ("pkcs11:softhsm2.so?token=prx&pin-source=file:/pin", "the module's whole path"),
        (f"pkcs11:{MODULE}?pin-source=file:/pin", "token: missing"),
        (f"pkcs11:{MODULE}?token=&pin-source=file:/pin", "token: missing"),
        (f"pkcs11:{MODULE}?token=prx", "pin-source: give file:PATH"),
        (f"pkcs11:{MODULE}?token=prx&pin-source=/pin", "pin-source: give file:PATH"),
        (f"pkcs11:{MODULE}?token=prx&pin-source=file:pin", "pin-source: give file:PATH"),
        (f"pkcs11:{MODULE}?token=prx&pin-source=credential:a/b", "pin-source: give file:PATH"),
        (f"pkcs11:{MODULE}?token=prx&pin-source=credential:pin", "CREDENTIALS_DIRECTORY is not set"),
        (f"pkcs11:{MODULE}?token=prx&token=two&pin-source=file:/pin", "once each"),
        (f"pkcs11:{MODULE}?token=prx&slot=1&pin-source=file:/pin", "only token and pin-source"),
    ],
)
def test_a_fault_is_named_with_its_fix(text: str, told: str) -> None:
    assert told in faults(text)


def test_all_faults_are_named_at_once_and_no_pin_is_repeated() -> None:
    told = faults("pkcs11:m.so?pin-value=73918&73918&73918=73918")
    assert "73918" not in told
    for one in ("whole path", "a PIN never stands in the address", "only token", "token: missing", "pin-source: "):
        assert one in told
