"""Values made to break a reader, in the files of a policy and in its stored form: refused, and the file named."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, release_from_canonical
from tests.policies.small_policy import SMALL, changed
from tests.strangers import HOSTILE_JSON, hostile_values

FIELDS, MASKS = "fields/lantern.toml", "masks.toml"


@pytest.mark.parametrize(
    "planted",
    ["nan", "inf", "-inf", "1e999", "9" * 5_000, "0x" + "f" * 5_000, "[" * 100_000 + "]" * 100_000],
    ids=["nan", "inf", "-inf", "1e999", "5,000 digits", "5,000 hexadecimal digits", "100,000 brackets"],
)
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(MASKS, 'given = "elsewhere"', "given = {}"), (FIELDS, 'example = "low"', "example = {}")],
    ids=["in a mask's example", "in a field's example"],
)
def test_a_value_made_to_break_a_reader_is_refused_and_its_file_named(
    tmp_path: Path, name: str, old: str, new: str, planted: str
) -> None:
    with pytest.raises(PolicyError, match=name):
        load_release(changed(tmp_path, name, old, new.format(planted)))


def test_tables_within_tables_without_end_are_refused(tmp_path: Path) -> None:
    deep = 'given = "elsewhere", ' + ".".join(["a"] * 20_000) + " = 1"
    with pytest.raises(PolicyError, match=MASKS):
        load_release(changed(tmp_path, MASKS, 'given = "elsewhere"', deep))


@pytest.mark.parametrize("data", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_json_made_to_break_a_reader_is_no_canonical_policy(data: bytes) -> None:
    for text in (data, b'{"files":%s,"format":"prx/policy/1"}' % data):
        with pytest.raises(PolicyError):
            release_from_canonical(text)


@given(hostile_values, st.sampled_from(["given", "expect"]))
def test_any_json_at_all_in_an_example_is_kept_or_refused(value: Any, part: str) -> None:
    document = json.loads(load_release(SMALL).canonical)
    document["files"][MASKS]["mask"][0]["examples"][1][part] = value
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with contextlib.suppress(PolicyError):
        release_from_canonical(text.encode(errors="surrogatepass"))
