"""Nobody is given a number that is not answered now: whoever prints one takes it from `clocks/answering.py`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

OWN_WORDS = {
    "app/services/clocks/answering.py: kept.organisation.telephone": "this is where it is decided",
    "app/services/clocks/answering.py: cover.telephone": "this is where it is decided",
    "app/services/clocks/answering.py: self.telephone": "a number that was decided on",
    "app/services/clocks/timekeeping.py: organisation.telephone": "what is rung where nobody covers; read by answering",
    "app/services/duty/had.py: number_of(runtime, work, hub, hub).telephone": "a Number",
    "app/services/messages/nights.py: duty.telephone": "the duty line, where one is entered",
    "app/services/messages/nights.py: one.telephone": "no number: whether it was accepted by telephone",
    "app/services/research/list_requests.py: hubs[one.hub_id].telephone": "a Number",
    "app/services/research/seal_requests.py: hub.telephone": "sealed in the request as who asked; pages say a Number",
    "app/web/hours_words.py: cover.telephone": "what an organisation has entered, shown as that",
    "app/web/hub/nobody_there.py: found.cover.telephone": "who covers a partner that is closed",
    "app/web/partner/danger.py: hub.telephone": "both numbers stand there, each with when; no database is asked",
    "app/web/partner/danger.py: duty.telephone": "both numbers stand there, each with when; no database is asked",
    "app/web/partner/envelope.py: survey.own.telephone": "offered as one's own contact, to be changed",
    "app/web/partner/words.py: survey.number.telephone": "a Number",
    "app/web/hub/return_views.py: partner.telephone": "compared with, not shown",
    "app/web/stopped.py: numbers[one.id].telephone": "a Number",
}
"""Each expression in the use cases and pages that reads a number, and why it may: another is a change in two places."""
ORGANISATIONS = re.compile(r"\b(?:partner|organisation|hub|agency|own|one\.partner|one\.organisation)\.telephone\b")


def numbers_read(tree: ast.Module) -> Iterator[str]:
    """Each expression that reads a telephone number off something."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Attribute) and one.attr == "telephone" and isinstance(one.ctx, ast.Load):
            yield ast.unparse(one)


def found() -> set[str]:
    files = [path for room in ("services", "web") for path in (ROOT / "app" / room).rglob("*.py")]
    return {
        f"{path.relative_to(ROOT)}: {expression}"
        for path in files
        for expression in numbers_read(ast.parse(path.read_text()))
    }


def test_each_number_is_one_that_answers_now_or_says_why_not() -> None:
    assert found() - OWN_WORDS.keys() == set(), "take it from app/services/clocks/answering.py"
    assert OWN_WORDS.keys() - found() == set(), "a reason without a number"


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_prints_an_organisations_own_number(template: Path) -> None:
    assert ORGANISATIONS.findall(template.read_text()) == []


def test_a_page_that_prints_an_organisations_own_number_is_found() -> None:
    assert list(numbers_read(ast.parse("def page(partner): return f'Ring {partner.telephone}'"))) == [
        "partner.telephone"
    ]
    assert ORGANISATIONS.findall("{{ offer.partner.telephone }}, {{ agency.telephone }}")
    assert not ORGANISATIONS.findall("{{ number.telephone }}, {{ head.telephone }}")
