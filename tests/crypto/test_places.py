import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.places import FieldPlace
from tests.crypto.builders import a_field_place, a_grant_place, a_wrap_place, an_event_place, an_id

_PLACES = st.builds(
    FieldPlace,
    st.uuids(),
    st.uuids(),
    st.uuids(),
    st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True),
    st.sampled_from(["gist", "masked", "full"]),
    st.integers(1, 2**32 - 1),
    st.uuids(),
)


def _lp(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_the_bytes_of_a_field_place_are_as_documented() -> None:
    parts = _lp(
        *(an_id(1).bytes, an_id(2).bytes, an_id(3).bytes, b"police_warning_markers", b"full"),
        *(b"\x00\x00\x00\x01", an_id(4).bytes),
    )
    assert a_field_place().encoded() == b"prx/field/v1\x00" + parts


def test_the_bytes_of_a_grant_place_are_as_documented() -> None:
    assert a_grant_place().encoded() == b"prx/grant/v1\x00" + _lp(*(an_id(n).bytes for n in range(1, 6)))


def test_the_bytes_of_an_event_place_are_as_documented() -> None:
    at = b"2026-01-02T03:04:05.000006+00:00"
    parts = (an_id(1).bytes, b"\x00\x00\x00\x01", b"assigned", *(an_id(n).bytes for n in (2, 3, 4)), at)
    assert an_event_place().encoded() == b"prx/event/v1\x00" + _lp(*parts, b'{"rating":"red"}', bytes(32))


def test_what_is_by_or_about_nobody_is_no_persons() -> None:
    at = b"2026-01-02T03:04:05.000006+00:00"
    parts = (an_id(1).bytes, b"\x00\x00\x00\x01", b"assigned", b"", b"", an_id(4).bytes, at)
    nobodys = an_event_place(about=None, by=None)
    assert nobodys.encoded() == b"prx/event/v1\x00" + _lp(*parts, b'{"rating":"red"}', bytes(32))
    assert len({one.encoded() for one in (nobodys, an_event_place(by=None), an_event_place(about=None))}) == 3


def test_the_bytes_of_a_wrap_place_are_as_documented() -> None:
    parts = _lp(b"key_file", an_id(2).bytes, b"file", b"\x00\x00\x01\x02")
    assert a_wrap_place(version=258).encoded() == b"prx/wrap/v1\x00" + parts


@given(_PLACES, _PLACES)
def test_two_places_have_the_same_bytes_only_if_they_are_the_same(one: FieldPlace, other: FieldPlace) -> None:
    assert (one.encoded() == other.encoded()) == (one == other)


@pytest.mark.parametrize("place", [a_field_place(), a_grant_place(), a_wrap_place(), an_event_place()])
def test_every_part_of_a_place_is_in_its_bytes(place: Any) -> None:
    changed = {"rendition": "gist", "version": 2, "field": "police_other", "kind": "tenant", "purpose": "detail",
               "seq": 2, "what": "taken_off", "at": datetime.now(UTC), "codes": {}, "before": b""}  # fmt: skip
    for part in dataclasses.fields(place):
        other = dataclasses.replace(place, **{part.name: changed.get(part.name, an_id(99))})
        assert other.encoded() != place.encoded()


@pytest.mark.parametrize(
    "changes",
    [
        {"field": ""},
        {"field": "Police"},
        {"field": "a b"},
        {"field": "a\n"},
        {"rendition": "whole"},
        {"version": 0},
        {"version": 2**32},
        {"version": True},
        {"version": 1.5},
    ],
)
def test_a_field_place_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"field's key|rendition|version"):
        a_field_place(**changes)


@pytest.mark.parametrize("changes", [{"kind": ""}, {"purpose": "A"}, {"version": 0}])
def test_a_wrap_place_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kind|version"):
        a_wrap_place(**changes)
