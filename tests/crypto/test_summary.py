"""A summary of many logs: its lines are those that were signed for, or it is refused."""

from __future__ import annotations

import pytest

from crypto.errors import VerificationError
from crypto.log.summary import SummaryLine, encode_line, parse_line, summarise, verify_lines
from crypto.log.tree import EMPTY_ROOT, leaf_hash, node_hash

LINES = [SummaryLine("00aa", 3, bytes(32)), SummaryLine("ff01", 4, bytes(31) + b"\x01")]


def test_it_is_a_tree_over_its_lines_and_counts_their_entries() -> None:
    checkpoint = summarise("log.example/summary", LINES)
    first, second = (leaf_hash(encode_line(one).encode()) for one in LINES)
    assert (checkpoint.size, checkpoint.root) == (7, node_hash(first, second))
    assert encode_line(LINES[0]) == f'["00aa",3,"{"00" * 32}"]'
    assert verify_lines(checkpoint, [encode_line(one) for one in LINES]) == tuple(LINES)
    assert summarise("log.example/summary", []).root == EMPTY_ROOT


@pytest.mark.parametrize("changed", [LINES[:1], LINES[::-1], [LINES[0], SummaryLine("ff01", 5, LINES[1].root)], []])
def test_other_lines_are_refused(changed: list[SummaryLine]) -> None:
    with pytest.raises(VerificationError):
        verify_lines(summarise("log.example/summary", LINES), [encode_line(one) for one in changed])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '["a",1]', '["a", 1,"00"]', f'["a",0,"{"00" * 32}"]', f'["a",true,"{"00" * 32}"]',
     f'["a",-1,"{"00" * 32}"]', f'["a",1,"{"0A" * 32}"]', f'[1,1,"{"00" * 32}"]', '["a",1,"00"]', "\ud800"],
)  # fmt: skip
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        parse_line(text)
