"""What a click leads to is waited for: a tab read right after one may still show the page before, or nothing."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.source import files_ending, short

ACTS = {"click", "press"}
READS = {"all_inner_texts", "content", "count", "evaluate", "get_attribute", "inner_text", "input_value",
         "is_visible", "text_content", "title", "url"}  # fmt: skip


def read_at_once(source: str) -> list[int]:
    """The lines at which a browser's page is read in the statement after one that clicks or presses a key."""
    found = []
    for node in ast.walk(ast.parse(source)):
        block = getattr(node, "body", None)
        for act, read in pairwise(block) if isinstance(block, list) else ():
            if _acts(act) and _reads(read):
                found.append(read.lineno)
    return found


def _acts(statement: ast.stmt) -> bool:
    """Whether it is `….click()` or `….press("Enter")`; `walk.press(…)` of the budgets waits by itself."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr not in ACTS:
        return False
    return call.func.attr == "click" or all(isinstance(one, ast.Constant) for one in call.args)


def _reads(statement: ast.stmt) -> bool:
    looked_at = getattr(statement, "test", None) or (statement.value if isinstance(statement, ast.Assign) else None)
    return looked_at is not None and any(getattr(one, "attr", None) in READS for one in ast.walk(looked_at))


def in_browsers() -> list[Path]:
    return [path for path in files_ending(".py") if "playwright.sync_api" in path.read_text() and "tests" in path.parts]


def test_no_test_reads_a_page_right_after_a_click() -> None:
    found = {short(path): lines for path in in_browsers() if (lines := read_at_once(path.read_text()))}
    assert found == {}, "expect(…) of playwright.sync_api waits"
    assert len(in_browsers()) > 10


@pytest.mark.parametrize("act", ['page.get_by_role("link").click()', 'page.keyboard.press("Enter")'])
@pytest.mark.parametrize("read", ["assert page.title() == 'x'", "url = page.url", "if page.locator('a').count(): pass"])
def test_such_a_reading_is_found(act: str, read: str) -> None:
    assert read_at_once(f"def test():\n    {act}\n    {read}\n") == [3]
    assert read_at_once(f"def test():\n    {act}\n    expect(page).to_have_title('x')\n    {read}\n") == []
