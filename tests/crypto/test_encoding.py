import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import b64, b64_decode, b64u, b64u_decode


@given(st.binary(max_size=100))
def test_what_is_encoded_is_decoded(data: bytes) -> None:
    assert b64u_decode(b64u(data)) == b64_decode(b64(data)) == data


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AA==", "A A", "AA\n", "+/AA", "é", "AA=A", "AAAAA"])
def test_base64url_has_one_form(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        b64u_decode(text)


@pytest.mark.parametrize("text", ["A", "AA", "AB==", "AAB=", "AA==\n", " AA==", "_-AA", "é", "AA=="[:3], "AAAA===="])
def test_base64_has_one_form(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        b64_decode(text)
