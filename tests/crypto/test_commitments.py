import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.commitments import commit, new_salt, opens

SALT = bytes(range(32))


def test_a_commitment_is_an_hmac_anyone_can_make() -> None:
    digest = hmac.new(SALT, b'["police_note",1]', hashlib.sha256).digest()
    assert commit(SALT, ["police_note", 1]) == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_commitment_opens_to_its_own_value_only(value: str, other: str) -> None:
    assert opens(commit(SALT, [value]), SALT, [other]) == (value == other)


def test_equal_values_under_fresh_salts_do_not_look_equal() -> None:
    assert len({commit(new_salt(), "police") for _ in range(100)}) == 100
    assert not opens(commit(SALT, "police"), new_salt(), "police")


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_salts_of_another_length_are_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit(salt, "police")


def test_text_that_is_no_commitment_does_not_open() -> None:
    assert not opens("é", SALT, "police")
