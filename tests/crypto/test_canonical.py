import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crypto.canonical import Json, canonical, parse_canonical
from crypto.errors import NotCanonicalError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(0.0001, 2.0**40).filter(lambda x: not x.is_integer())
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=12,
)


@given(_VALUES)
def test_bytes_are_those_of_rfc_8785(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(_VALUES)
def test_what_is_written_is_read_back(value: Json) -> None:
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize(
    "value, place",
    [
        (2**53, "value:"),
        ({"a": {"b": [0, -(2**53)]}}, "value['a']['b'][1]"),
        ({"a": 1.0}, "value['a']"),
        ([0.00001], "value[0]"),
        (float("nan"), "value:"),
        (float("inf"), "value:"),
        (float(2**53) + 0.0, "value:"),
        ({1: "a"}, "value:"),
        ({"é": "a"}, "value:"),
        ({"a": b"bytes"}, "value['a']"),
        (object(), "object"),
        ("\ud800", "surrogate"),
    ],
)
def test_a_value_with_more_than_one_form_is_refused_and_its_place_named(value: Json, place: str) -> None:
    with pytest.raises(NotCanonicalError) as caught:
        canonical(value)
    assert place in str(caught.value)


def test_a_tuple_is_written_as_a_list() -> None:
    assert canonical(("a", 1)) == canonical(["a", 1])


def test_deep_nesting_is_refused() -> None:
    value: Json = "bottom"
    for _ in range(33):
        value = [value]
    with pytest.raises(NotCanonicalError):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'"\\u0041"',
        b"1.0",
        b"[1]\n",
        b"",
        b"\xff",
        b"[" * 100_000,
        b"NaN",
    ],
)
def test_bytes_that_are_not_the_one_form_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonicalError):
        parse_canonical(data)
