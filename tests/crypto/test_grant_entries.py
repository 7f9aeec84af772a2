"""The entries of a grant have one form, and nothing else is read: what is read is what issuing would write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.grant_format import GrantEntry, decode_entries, encode_entries
from tests.crypto.builders import a_grant_place, a_sealed_entry

PLACE = a_grant_place()
FIELD_NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,254}", fullmatch=True)
RENDITIONS = st.sampled_from(["full", "masked", "gist"])
LISTED = sorted(
    [a_sealed_entry(PLACE, field)[0] for field in ("a", "police_b", "police_b2")], key=lambda one: one.field
)
WRITTEN = encode_entries(PLACE, LISTED)


@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 3), st.binary(max_size=3))
def test_whatever_is_read_as_entries_is_what_issuing_would_write(at: int, gone: int, put: bytes) -> None:
    changed = WRITTEN[:at] + put + WRITTEN[at + gone :]
    try:
        found = decode_entries(PLACE, changed)
    except ValueError:
        return
    assert encode_entries(PLACE, found) == changed


def test_each_single_byte_changed_is_refused_or_says_something_else_in_its_one_form() -> None:
    for at in range(len(WRITTEN)):
        for other in b'"AB09_-aez{}[],:\\ \n\xc3':
            changed = WRITTEN[:at] + bytes([other]) + WRITTEN[at + 1 :]
            try:
                found = decode_entries(PLACE, changed)
            except ValueError:
                continue
            assert encode_entries(PLACE, found) == changed


@given(st.lists(st.tuples(FIELD_NAMES, RENDITIONS, st.integers(1, 2**32 - 1)), unique=True, max_size=6))
def test_whatever_issuing_writes_is_read(names: list[tuple[str, str, int]]) -> None:
    key, digest = LISTED[0].key, LISTED[0].box_sha256
    entries = [GrantEntry(*name, key, digest) for name in sorted(names)]
    assert decode_entries(PLACE, encode_entries(PLACE, entries)) == tuple(entries)


@pytest.mark.parametrize(
    "version", [b"0", b"01", b"1.0", b"1e0", b"-1", b"4294967296", b"99999999999", b"true", b'"1"']
)
def test_a_version_that_no_box_can_have_is_refused(version: bytes) -> None:
    with pytest.raises(ValueError, match="issuing writes"):
        decode_entries(PLACE, WRITTEN.replace(b'"ver":1', b'"ver":' + version, 1))


@pytest.mark.parametrize("spelled", [b",,", b", ", b""])
def test_entries_are_parted_by_one_comma(spelled: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry"):
        decode_entries(PLACE, WRITTEN.replace(b"},{", b"}" + spelled + b"{", 1))
    with pytest.raises(ValueError, match="not a"):
        decode_entries(PLACE, WRITTEN.replace(b"[{", b"[,{", 1))
    with pytest.raises(ValueError, match="not a"):
        decode_entries(PLACE, WRITTEN.replace(b"}]", b"},]", 1))
