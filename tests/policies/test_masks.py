from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.masks import apply_mask, registered
from policies.engine.release import PolicyRelease

NAMES = st.text("ÀBcdéfghÿqrstuvwß' -", min_size=2, max_size=20)
LONG = st.text("abcdefghijklmnop 0123456789", min_size=5, max_size=20).filter(lambda text: len(text.strip()) > 4)
LETTER = st.sampled_from("ABDEFGHJLNPQRSTUWXYZ")
DIGIT = st.sampled_from("0123456789")
POSTCODES = st.builds(
    lambda a, b, c, gap, d, e, f: (f"{a}{b}", f"{c}{gap}{d}{e}{f}", f"{a}{b}{c}{gap}{d}{e}{f}"),
    LETTER, LETTER, DIGIT, st.sampled_from(["", " ", "  "]), DIGIT, LETTER, LETTER,
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), NAMES, st.just("NE area")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "role", "telephone", "email", "lines", "town", "postcode", "date_of_birth"]), inner
        ),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("mask", registered())
def test_every_mask_is_described_with_examples(release: PolicyRelease, mask: str) -> None:
    assert release.masks[mask].examples
    assert any(example.expect for example in release.masks[mask].examples)


@given(st.sampled_from(registered()), VALUES)
def test_a_mask_gives_text_or_nothing_and_masks_it_no_further(mask: str, value: Any) -> None:
    shown = apply_mask(mask, value)
    assert shown is None or shown.strip()
    if shown is not None:
        assert apply_mask(mask, shown) == shown


@given(POSTCODES, st.lists(LONG, max_size=3), st.none() | LONG, st.none() | LONG)
def test_postcode_area_hides_all_but_the_first_letters(
    postcode: tuple[str, str, str], lines: list[str], town: str | None, uprn: str | None
) -> None:
    letters, others, whole = postcode
    value = {"lines": lines, "town": town, "postcode": whole.lower(), "uprn": uprn}
    shown = apply_mask("postcode_area", value)
    assert shown == f"{letters} area"
    assert others not in shown
    assert all(hidden not in shown for hidden in [*lines, town, uprn] if hidden)


@pytest.mark.parametrize("postcode", ["", "NE61", "somewhere", "NE61 1A", None, 61, "NE61 1AA and more"])
def test_a_postcode_that_cannot_be_read_is_withheld(postcode: object) -> None:
    assert apply_mask("postcode_area", {"lines": ["1 Sample Street"], "postcode": postcode}) is None


@given(st.dates())
def test_year_of_birth_hides_day_and_month(day: Any) -> None:
    shown = apply_mask("year_of_birth", day.isoformat())
    assert shown == f"{day.year:04d}"


@given(NAMES, st.none() | st.just("2015-06-30"), st.none() | LONG)
def test_initials_hide_every_whole_word(name: str, born: str | None, reference: str | None) -> None:
    shown = apply_mask("initials", {"name": name, "date_of_birth": born, "reference": reference})
    if shown is not None:
        assert len(shown.replace(" ", "").replace(".", "")) == len(shown.split())
        assert all(word.strip("' -") not in shown for word in name.split() if len(word.strip("' -")) > 1)
        assert "2015" not in shown


@given(st.text("0123456789ABCDEFabcdef -", min_size=0, max_size=20))
def test_last_digits_hide_all_but_three(reference: str) -> None:
    shown = apply_mask("last_digits", reference)
    bare = reference.replace(" ", "").replace("-", "").upper()
    assert shown == (f"ending {bare[-3:]}" if len(bare) >= 6 else None)


@pytest.mark.parametrize(
    ("mask", "value"),
    [
        ("initials", 3),
        ("initials", {"name": "O Madeup"}),
        ("initials", {"name": "ßen Madeup"}),
        ("initials", "  "),
        ("last_digits", 123456),
        ("last_digits", "write to rowan@madeup.example"),
        ("year_of_birth", 2015),
        ("year_of_birth", "some time in 2015"),
        ("entries", "many"),
        ("entries", []),
        ("hidden", ""),
        ("postcode_area", "Sample Street"),
        ("postcode_area", None),
    ],
)
def test_what_cannot_be_masked_safely_is_withheld(mask: str, value: object) -> None:
    assert apply_mask(mask, value) is None


@pytest.mark.parametrize("mask", registered())
def test_what_is_masked_masks_to_itself(release: PolicyRelease, mask: str) -> None:
    shown = [example.expect for example in release.masks[mask].examples if example.expect]
    assert [apply_mask(mask, text) for text in shown] == shown


def test_entries_counts_and_constant_masks_tell_nothing() -> None:
    assert apply_mask("entries", [{"name": "Rowan"}]) == "1 entry"
    assert apply_mask("entries", [{"name": "Rowan"}] * 12) == "12 entries"
    assert {apply_mask("school_hidden", name) for name in ("Sample Lane Primary", "Specimen High")} == {
        "A school (name hidden)"
    }


def test_there_is_no_mask_by_another_name() -> None:
    with pytest.raises(KeyError):
        apply_mask("blur", "x")
