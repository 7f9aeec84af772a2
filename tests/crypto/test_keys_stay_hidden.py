"""No key may reach a log line or an error page: no repr, message or traceback of ours carries one."""

import dataclasses
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.errors import CryptoError, DevelopmentOnlyWarning
from crypto.keys.file_provider import FileKeyProvider
from crypto.opening import open_field, open_grant
from crypto.organisation_keys import generate_organisation_key, load_private, load_public
from crypto.sealing import GrantEntry, issue_grant, seal_field
from crypto.wrapping import open_bytes, seal_bytes, unwrap_key, wrap_key
from tests.crypto.builders import a_field_place, a_grant_place, a_wrap_place

KEY = b"KEY-MATERIAL-THAT-MUST-NOT-SHOW!"


def _forms(key: bytes) -> list[str]:
    return [repr(key)[2:-1], key.hex(), str(list(key)), key.decode("latin-1")]


def _hidden(text: str, key: bytes = KEY) -> None:
    assert not [form for form in _forms(key) if form in text]


def test_a_grant_entry_does_not_show_its_key() -> None:
    entry = GrantEntry("police_note", "full", 1, KEY, bytes(32))
    _hidden(repr(entry))
    _hidden(f"{entry} {(entry,)!r}")


def test_organisation_keys_do_not_show_theirs() -> None:
    der, jwk = generate_organisation_key()
    private, public = load_private(der), load_public(jwk)
    scalar = private.jose.as_dict(private=True)["d"]
    assert str(scalar) not in repr(private) + str(private)
    assert repr(private) == f"OrganisationPrivateKey(kid='{jwk['kid']}')"
    assert repr(public) == f"OrganisationPublicKey(kid='{jwk['kid']}')"


def test_the_file_provider_does_not_show_its_keys(tmp_path: Path) -> None:
    with pytest.warns(DevelopmentOnlyWarning):
        provider = FileKeyProvider.create(tmp_path / "keys")
    assert repr(provider) == f"FileKeyProvider({str(tmp_path / 'keys')!r})"
    _hidden(repr(provider), (tmp_path / "keys" / "root.key").read_bytes())


def test_no_failure_shows_a_key_or_a_text() -> None:
    field, grant, wrap = a_field_place(), a_grant_place(), a_wrap_place()
    der, jwk = generate_organisation_key()
    entry = GrantEntry("police_note", "full", 1, KEY, bytes(32))
    sealed = issue_grant(load_public(jwk), grant, [entry])
    other = dataclasses.replace(grant, file=grant.tenant)
    attempts: list[Callable[[], object]] = [
        lambda: open_field(KEY, seal_field(KEY, KEY, field), dataclasses.replace(field, version=2)),
        lambda: open_grant(load_private(der), sealed, other),
        lambda: unwrap_key(KEY, wrap_key(KEY, KEY, wrap)[:-1], wrap),
        lambda: open_bytes(KEY, seal_bytes(KEY, KEY, wrap)[:-1], wrap),
    ]
    for attempt in attempts:
        with pytest.raises(CryptoError) as caught:
            attempt()
        _hidden("".join(traceback.format_exception(caught.value)) + repr(caught.value.args))
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("entries", [[GrantEntry("police_note", "full", 1, KEY + b"x", bytes(32))]])
def test_no_refusal_to_seal_shows_a_key(entries: list[GrantEntry]) -> None:
    _, jwk = generate_organisation_key()
    with pytest.raises(ValueError, match="32 bytes") as caught:
        issue_grant(load_public(jwk), a_grant_place(), entries)
    _hidden(str(caught.value))
    with pytest.raises(ValueError, match="32 bytes") as caught:
        seal_field(KEY + b"x", b"", a_field_place())
    _hidden(str(caught.value))
