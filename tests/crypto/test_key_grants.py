"""Key grants: only the recipient, only at its place, only our one algorithm, only what policy listed."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.errors import JoseError

from crypto.canonical import canonical
from crypto.encoding import b64u, b64u_decode
from crypto.opening import GrantEntry, Undecryptable, open_grant, open_granted_field
from crypto.organisation_keys import generate_organisation_key, load_private, load_public
from crypto.places import GrantPlace
from crypto.sealing import issue_grant, seal_field
from tests.crypto.builders import a_grant_place, a_sealed_entry, an_id, registry

DER, JWK = generate_organisation_key()
PRIVATE, PUBLIC = load_private(DER), load_public(JWK)
PLACE = a_grant_place()
ENTRY, BOX = a_sealed_entry(PLACE)
GRANT = issue_grant(PUBLIC, PLACE, [ENTRY])

_EVERYTHING = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128GCM", "A256GCM", "A256CBC-HS512", "DEF"]


def _header(grant: str) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(b64u_decode(grant.split(".", maxsplit=1)[0]))
    return header


def _encrypted(header: dict[str, Any], plaintext: bytes) -> str:
    """A grant as an attacker who knows the public key would make it, with any header and text."""
    attacker = jwe.JWERegistry(algorithms=_EVERYTHING, strict_check_header=False)
    attacker.max_ciphertext_length = 2**20
    return jwe.encrypt_compact(header, plaintext, PUBLIC.jose, registry=attacker)


def _honest() -> tuple[dict[str, Any], dict[str, Any]]:
    header = _header(GRANT)
    del header["epk"]
    entry = {"n": ENTRY.field, "r": "full", "ver": 1, "k": b64u(ENTRY.key), "box": b64u(ENTRY.box_sha256)}
    context = {"tenant": PLACE.tenant, "file": PLACE.file, "record": PLACE.record, "author": PLACE.author}
    return header, {"v": 1, "ctx": {name: str(value) for name, value in context.items()}, "fields": [entry]}


def _refused(grant: str, place: GrantPlace = PLACE) -> None:
    with pytest.raises(Undecryptable) as caught:
        open_grant(PRIVATE, grant, place)
    assert str(caught.value) == "This value could not be opened."


def test_a_grant_opens_to_its_entries_sorted() -> None:
    entries = [a_sealed_entry(PLACE, field)[0] for field in ("police_c", "police_a", "police_b")]
    opened = open_grant(PRIVATE, issue_grant(PUBLIC, PLACE, entries), PLACE)
    assert opened == tuple(sorted(entries, key=lambda entry: entry.field))


def test_a_grant_of_nothing_opens_to_nothing() -> None:
    assert open_grant(PRIVATE, issue_grant(PUBLIC, PLACE, []), PLACE) == ()


def test_the_box_of_an_entry_opens() -> None:
    (entry,) = open_grant(PRIVATE, GRANT, PLACE)
    assert open_granted_field(entry, BOX, PLACE) == b"none"


def test_another_box_under_the_same_key_and_place_is_refused() -> None:
    other = seal_field(ENTRY.key, b"something else", ENTRY.place(PLACE))
    with pytest.raises(Undecryptable):
        open_granted_field(ENTRY, other, PLACE)


def test_the_header_is_as_documented() -> None:
    header = _header(GRANT)
    assert set(header.pop("epk")) == {"kty", "crv", "x", "y"}
    assert header == {
        "alg": "ECDH-ES+A256KW", "enc": "A256GCM", "typ": "prx-grant+json", "kid": JWK["kid"],
        "prx_file": str(PLACE.file), "prx_rec": str(PLACE.record), "prx_org": str(PLACE.organisation),
    }  # fmt: skip


def test_what_an_attacker_would_make_honestly_opens() -> None:
    """The refusals below prove something only if the same tool makes a grant that opens."""
    header, body = _honest()
    assert open_grant(PRIVATE, _encrypted(header, canonical(body)), PLACE) == (ENTRY,)


@pytest.mark.parametrize("part", ["tenant", "file", "record", "author", "organisation"])
def test_a_grant_moved_anywhere_else_is_refused(part: str) -> None:
    _refused(GRANT, dataclasses.replace(PLACE, **{part: an_id(99)}))


def test_another_organisations_key_is_refused() -> None:
    der, _ = generate_organisation_key()
    with pytest.raises(Undecryptable):
        open_grant(load_private(der), GRANT, PLACE)


def test_every_changed_character_is_refused() -> None:
    for index, character in enumerate(GRANT):
        _refused(GRANT[:index] + ("A" if character != "A" else "B") + GRANT[index + 1 :])


@pytest.mark.parametrize("part", range(5))
def test_no_part_has_a_second_spelling(part: int) -> None:
    """The last character of base64url may have bits that mean nothing: two texts must not be one grant."""
    parts = GRANT.split(".")
    for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=":
        changed = parts[part][:-1] + character
        if changed != parts[part]:
            _refused(".".join([*parts[:part], changed, *parts[part + 1 :]]))


@pytest.mark.parametrize("changes", [{"alg": "ECDH-ES"}, {"alg": "ECDH-ES+A128KW"}, {"enc": "A128GCM"}, {"zip": "DEF"}])
def test_our_registry_alone_refuses_what_the_header_check_should_have(changes: dict[str, str]) -> None:
    header, body = _honest()
    grant = _encrypted(header | changes, canonical(body))
    with pytest.raises(JoseError):
        jwe.decrypt_compact(grant, PRIVATE.jose, registry=registry())


@given(
    st.text(max_size=200) | st.binary(max_size=200).map(b64u) | st.lists(st.binary(max_size=40).map(b64u)).map(".".join)
)
def test_nonsense_is_refused_like_anything_else(grant: str) -> None:
    _refused(grant)


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "other"}, {"kid": None}, {"typ": "JWT"}, {"zip": "DEF"}, {"cty": "JWT"}, {"crit": ["prx_file"]},
        {"apu": "AAAA"}, {"apv": "AAAA"}, {"jku": "https://keys.example"}, {"jwk": JWK}, {"made_up": "x"},
        {"alg": "ECDH-ES"}, {"alg": "ECDH-ES+A128KW"}, {"enc": "A128GCM"}, {"enc": "A256CBC-HS512"},
        {"prx_file": str(an_id(99))}, {"prx_rec": str(an_id(99))}, {"prx_org": str(an_id(99))}, {"prx_file": 1},
        {"alg": None}, {"enc": None}, {"typ": None}, {"prx_org": None},
    ],
)  # fmt: skip
def test_any_other_header_is_refused_even_when_it_decrypts(changes: dict[str, Any]) -> None:
    header, body = _honest()
    header = {name: value for name, value in (header | changes).items() if value is not None}
    try:
        grant = _encrypted(header, canonical(body))
    except (KeyError, JoseError):  # joserfc will not even make this one: put the header on an honest grant
        ephemeral = {"epk": _header(GRANT)["epk"]}
        grant = ".".join([b64u(canonical(header | ephemeral)), *GRANT.split(".")[1:]])
    _refused(grant)


@pytest.mark.parametrize(
    "changes",
    [{"kty": "OKP"}, {"crv": "P-384"}, {"x": "AAAA"}, {"x": 1}, {"x": "A" * 43}, {"d": "AAAA"}, {"y": None}],
)
def test_any_other_ephemeral_key_is_refused(changes: dict[str, Any]) -> None:
    header = _header(GRANT)
    header["epk"] = {name: value for name, value in (header["epk"] | changes).items() if value is not None}
    _refused(".".join([b64u(canonical(header)), *GRANT.split(".")[1:]]))


@pytest.mark.parametrize("ephemeral", [None, "text", [], 1])
def test_a_header_without_an_ephemeral_key_is_refused(ephemeral: Any) -> None:
    header = _header(GRANT) | {"epk": ephemeral}
    _refused(".".join([b64u(canonical(header)), *GRANT.split(".")[1:]]))


@pytest.mark.parametrize("header", [b"[]", b'"epk"', b"1", b"null", b"{}", b"{", b"\xff"])
def test_a_header_that_is_no_object_is_refused(header: bytes) -> None:
    _refused(".".join([b64u(header), *GRANT.split(".")[1:]]))


def _with_entry(**changes: Any) -> bytes:
    _, body = _honest()
    body["fields"][0] |= changes
    return canonical(body)


_BODY = _honest()[1]


@pytest.mark.parametrize(
    "plaintext",
    [
        b"", b"{}", b"[]", b"null", b"{", b'"text"', canonical(_BODY) + b" ", canonical(_BODY | {"more": 1}),
        canonical(_BODY | {"v": 2}), canonical(_BODY | {"ctx": {}}), canonical(_BODY | {"fields": None}),
        canonical(_BODY | {"fields": [1]}), canonical(_BODY | {"fields": [{}]}),
        canonical(_BODY | {"fields": _BODY["fields"] * 2}), _with_entry(more=1), _with_entry(n="Not a key"),
        _with_entry(r="whole"), _with_entry(ver=0), _with_entry(ver="1"), _with_entry(k="AAAA"),
        _with_entry(box="AAAA"), canonical(_BODY | {"v": True}), _with_entry(ver=True),
        _with_entry(k=1), _with_entry(n=1), _with_entry(k="A" * 42 + "B"), canonical(_BODY | {"fields": {"n": "a"}}),
    ],
)  # fmt: skip
def test_a_plaintext_that_issuing_would_not_write_is_refused(plaintext: bytes) -> None:
    _refused(_encrypted(_honest()[0], plaintext))


def test_entries_out_of_order_are_refused() -> None:
    _, body = _honest()
    body["fields"] = [body["fields"][0] | {"n": name} for name in ("police_b", "police_a")]
    _refused(_encrypted(_honest()[0], canonical(body)))


@pytest.mark.parametrize(
    "entries",
    [[ENTRY, ENTRY], [ENTRY._replace(key=b"short")], [ENTRY._replace(box_sha256=b"")],
     [ENTRY._replace(rendition="whole")]],
)  # fmt: skip
def test_a_grant_that_could_not_be_opened_is_never_issued(entries: list[GrantEntry]) -> None:
    with pytest.raises(ValueError, match=r"once|32 bytes|rendition"):
        issue_grant(PUBLIC, PLACE, entries)


def test_a_grant_of_a_thousand_entries_opens() -> None:
    entries = [ENTRY._replace(field=f"police_{number:04}") for number in range(1000)]
    assert len(open_grant(PRIVATE, issue_grant(PUBLIC, PLACE, entries), PLACE)) == 1000


def test_all_keys_against_all_boxes_open_exactly_what_was_granted() -> None:
    keys = [generate_organisation_key() for _ in range(4)]
    sealed = [a_sealed_entry(PLACE, f"police_{number}", str(number).encode()) for number in range(12)]
    given_to = {i: {number for number in range(12) if number % (i + 2) == 0} for i in range(4)}
    for i, (_, jwk) in enumerate(keys):
        place = a_grant_place(organisation=an_id(10 + i))
        grant = issue_grant(load_public(jwk), place, [sealed[number][0] for number in given_to[i]])
        for j, (other, _) in enumerate(keys):
            if i == j:
                entries = open_grant(load_private(other), grant, place)
            else:
                with pytest.raises(Undecryptable):
                    open_grant(load_private(other), grant, place)
        opened = set()
        for number, (_, box) in enumerate(sealed):
            for entry in entries:
                try:
                    assert open_granted_field(entry, box, place) == str(number).encode()
                    opened.add(number)
                except Undecryptable:
                    continue
        assert opened == given_to[i]
