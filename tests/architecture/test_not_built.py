"""What policy speaks of before it is built is marked so, is reached by nothing, and stands on no page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from policies.engine.loading import load_release
from policies.engine.release import NotBuilt
from tests.architecture.source import ROOT, files_ending, short

APP = ROOT / "app"
RELEASE = load_release(ROOT / "policies")
WORDS = re.compile(r"(?i)\b(products?|share[ds]?[ -]now|shares now|edition|recipient will receive)\b")


@pytest.mark.parametrize("one", RELEASE.not_built, ids=lambda one: one.fact)
def test_no_line_of_the_exchange_states_it(one: NotBuilt) -> None:
    assert stated(APP.rglob("*.py"), one) == []


def test_a_line_that_states_it_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "planted.py"
    path.write_text('Facts(share_now="active")\nfacts._replace(record=kind)\nFacts(share_now=chosen)\n')
    found = {one.fact: [line.partition(":")[2] for line in stated([path], one)] for one in RELEASE.not_built}
    assert found == {"record": [], "share_now": ["1", "3"]}
    path.write_text('RECORDS = ("return", "product")\n')
    assert [line.partition(":")[2] for line in stated([path], RELEASE.not_built[0])] == ["1"]


def stated(paths: Iterable[Path], one: NotBuilt) -> list[str]:
    """The lines that name one of its values, or give the fact what is not written there.

    A record's own kind may be given: the database takes none that is not built.
    """
    found = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in one.values:
                found.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.keyword) and node.arg == one.fact != "record" and not _written(node.value):
                found.append(f"{path.name}:{node.lineno}")
    return sorted(found)


def _written(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant)


def test_no_page_says_a_word_of_it() -> None:
    pages = [*files_ending(".html"), *(APP / "web").rglob("*.py")]
    said = [f"{short(path)}: {found[0]}" for path in pages if (found := WORDS.search(path.read_text(encoding="utf-8")))]
    assert said == []


def test_no_rule_that_binds_today_speaks_of_it() -> None:
    """What is shown as the reason of a decision names nothing that nobody can do."""
    unset = {one.fact: {*one.values, "unknown"} for one in RELEASE.not_built}
    for rule in RELEASE.rules:
        if not any(rule.when.get(fact, frozenset({"any"})) <= values for fact, values in unset.items()):
            assert rule.kind == "impossible" or not WORDS.search(rule.because), rule.id
    told = [field.key for field in RELEASE.catalogue.values() if WORDS.search(f"{field.label} {field.hint or ''}")]
    assert told == []
