"""What strangers might write to break whoever reads it: for every door through which text comes in."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE_JSON = {
    "100,000 brackets": b"[" * 100_000 + b"]" * 100_000,
    "100,000 braces": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "5,000 digits": b"9" * 5_000,
    "a number beyond all": b"1e999999",
    "not a number": b"NaN",
    "infinity": b"-Infinity",
    "half a character": b'"\\ud800"',
    "half a character in a name": b'{"\\udfff":1}',
    "a name twice": b'{"v":1,"v":2}',
}

any_text = st.text(st.characters())  # halves of characters included
odd_moments = st.sampled_from(
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "0000-01-01", "9999-12-31"]
)
odd_digits = st.sampled_from(["²", "٣", "9" * 5_000, "1_0", "\uff10", "1e5", "nan", "-0", "+1"])
hostile_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**60), 10**60) | st.floats() | any_text | odd_moments | odd_digits,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=8,
)
"""Any value that a reader of JSON may give, NaN and infinity included."""
