"""An answer survives its box, says nothing in logs, and a log id carries its time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import ANSWER_KINDS, GROUNDS, Answer, plain
from app.domain.log_entry import new_log_id
from crypto.box_format import padded_length
from tests.strangers import HOSTILE_JSON, hostile_values

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
answers = st.builds(
    Answer,
    kind=st.sampled_from(sorted(ANSWER_KINDS)),
    value=values,
    nature=st.sampled_from([None, "fact", "opinion"]),
    information_date=st.none() | st.dates(),
    note=st.none() | words,
    ground=st.none() | words,
    onward=st.sampled_from([None, "free", "listed", "ask", "none"]),
)


@given(answers)
def test_an_answer_survives_its_box(answer: Answer) -> None:
    encoded = answer.encoded()
    assert Answer.decoded(encoded) == answer
    assert Answer.decoded(encoded).encoded() == encoded
    assert (
        json.dumps(json.loads(encoded), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == encoded.decode()
    )


@given(answers)
def test_an_answer_does_not_show_in_a_log(answer: Answer) -> None:
    assert repr(answer) == f"Answer(kind={answer.kind!r}, …)"


def test_there_is_no_number_that_json_does_not_know() -> None:
    with pytest.raises(ValueError):
        plain(float("nan")).encoded()


@pytest.mark.parametrize("box", [b"", b"{}", b"[]", b"null", b'{"answer":"value"}', b"\xff"])
def test_what_is_no_answer_is_refused(box: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        Answer.decoded(box)


def test_the_plain_form() -> None:
    made = Answer("value", "yes", "fact", date(2026, 1, 2), "A note.", None)
    assert made.encoded() == (
        b'{"answer":"value","ground":null,"information_date":"2026-01-02",'
        b'"nature":"fact","note":"A note.","onward":null,"value":"yes"}'
    )


@given(st.integers(1_577_836_800_000, 3_786_912_000_000))  # from 2020 to 2090
def test_a_log_id_is_a_version_7_uuid_of_its_moment(milliseconds: int) -> None:
    now = datetime.fromtimestamp(milliseconds / 1000, UTC)
    made = new_log_id(now)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) - milliseconds) <= 1
    assert made != new_log_id(now)


@pytest.mark.parametrize("data", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_json_made_to_break_a_reader_is_no_answer(data: bytes) -> None:
    for text in (data, b'{"answer":"value","information_date":%s}' % data):
        with pytest.raises((ValueError, KeyError)):
            Answer.decoded(text)


@given(hostile_values, st.sampled_from(["answer", "value", "nature", "information_date", "note", "ground"]))
def test_any_json_at_all_in_a_box_is_an_answer_or_refused(value: Any, part: str) -> None:
    body = json.loads(plain("yes").encoded())
    for text in (json.dumps(value), json.dumps(body | {part: value})):
        try:
            assert isinstance(Answer.decoded(text.encode()), Answer)
        except (ValueError, KeyError):
            continue


@given(st.sampled_from(sorted(ANSWER_KINDS)), st.sampled_from(["fact", "opinion"]), st.sampled_from([None, *GROUNDS]),
       st.text("abcdefghij ", max_size=64), st.none() | st.dates())  # fmt: skip
def test_answers_of_every_kind_and_short_texts_have_boxes_of_one_size(
    kind: str, nature: str, ground: str | None, text: str, as_of: date | None
) -> None:
    answer = Answer(kind, text, nature, as_of) if kind == "value" else Answer(kind, None, None, as_of, None, ground)
    assert padded_length(len(answer.encoded())) == padded_length(len(plain("yes").encoded()))
