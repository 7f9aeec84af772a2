"""Two thousand made-up pairs in ten scripts: “Sources differ” is said when they do, and only then."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.domain.answers import Answer
from app.services.collation.differences import Held, find_differences
from policies.engine.catalogue import Catalogue
from policies.engine.loading import load_release
from tests.services.made_up.pair import Pair
from tests.services.made_up.pairs import made_up_pairs
from tests.services.made_up.people import SCRIPTS

PAIRS = 2000
LEAST = 0.99


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped fields."""
    return load_release(Path(__file__).resolve().parents[2] / "policies").catalogue


def said_to_differ(catalogue: Catalogue, pair: Pair) -> bool:
    """Whether the hub's record beside a partner's return is shown as sources that differ."""
    subject = uuid4()

    def held(source: str, field: str, value: Any) -> Held:
        return Held(source, subject, catalogue[field], Answer("value", value, "fact", date(2026, 10, 1)))

    if pair.what == "address":
        found = [held("hub", "case_address", pair.one["address"]), held("a", "housing_address", pair.other["address"])]
    else:
        people = [{"member": {"name": pair.other["name"], "date_of_birth": pair.other["born"]}}]
        former = [{"name": name, "use": "former"} for name in pair.one.get("aliases", ())]
        found = [
            held("hub", "case_subject_name", pair.one["name"]),
            held("hub", "case_date_of_birth", pair.one["born"]),
            *([held("hub", "case_former_names", former)] if former else []),
            held("a", "housing_declared_household", people),
        ]
    return bool(find_differences(found))


def test_sources_differ_is_said_of_real_conflicts_and_of_no_others(catalogue: Catalogue) -> None:
    pairs = made_up_pairs(seed=20261129, count=PAIRS)
    said = [(pair, said_to_differ(catalogue, pair)) for pair in pairs]
    right = sum(pair.differ and shown for pair, shown in said)
    missed = Counter(f"{pair.what}: {pair.how}" for pair, shown in said if pair.differ and not shown)
    invented = Counter(f"{pair.what}: {pair.how}" for pair, shown in said if shown and not pair.differ)
    precision, recall = right / (right + invented.total()), right / (right + missed.total())
    print(f"{len(pairs)} pairs, {right} real conflicts shown: precision {precision:.4f}, recall {recall:.4f}")
    print("missed", dict(missed.most_common()), "invented", dict(invented.most_common()))
    assert precision >= LEAST, invented
    assert recall >= LEAST, missed


def test_the_pairs_are_of_ten_scripts_of_both_kinds_and_of_every_sort() -> None:
    pairs = made_up_pairs(seed=20261129, count=PAIRS)
    assert len(pairs) == PAIRS
    assert 0.3 < sum(pair.differ for pair in pairs) / PAIRS < 0.7
    assert len(SCRIPTS) == 10
    for script in SCRIPTS:
        assert sum(f": {script.name}," in pair.how for pair in pairs) > 50
    told = {pair.how.split(", ")[-1] for pair in pairs}
    assert len(told) > 35
