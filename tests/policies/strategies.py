"""Random policies over the small one's vocabulary, and random facts, for hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from policies.engine.canonical import canonical
from policies.engine.decision import Facts
from policies.engine.loading import load_release
from tests.policies.naive import FIXED
from tests.policies.small_policy import SMALL

SMALL_CANONICAL = load_release(SMALL).canonical
FILES: dict[str, Any] = json.loads(SMALL_CANONICAL)["files"]
FIELDS = [
    field["key"] for name, page in FILES.items() if name.startswith("fields/") for field in page["field"]
]  # fmt: skip
KNOWN = {
    **FIXED,
    "organisation": ["hub", "lantern"],
    "role": ["desk", "chief", "answerer", "reader", "none"],
    "purpose": ["safety", "other"],
    "audience_fit": ["none", "gist", "full"],
    "carriage": ["must", "if_held", "may", "never", "not_a_request"],
}
TAGS = ["narrative", "third_party", "location", "source", "identity"]
DERIVED = ("audience_fit", "carriage")

Rule = dict[str, Any]


def conditions(values: list[str], *, permit: bool) -> st.SearchStrategy[Any]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    others = st.lists(st.sampled_from(values), min_size=1, max_size=len(values) - 1, unique=True)
    listed = some if permit else st.one_of(some, st.just(["unknown"]), some.map(lambda found: [*found, "unknown"]))
    return st.one_of(listed, others.map(lambda found: {"not": found}))


@st.composite
def rules(draw: st.DrawFn, kind: str, ident: str) -> Rule:
    """One permit or cap."""
    permit = kind == "permit"
    level = draw(st.sampled_from(["gist", "masked", "full"] if permit else ["withheld", "gist", "masked"]))
    facts = draw(st.lists(st.sampled_from(sorted(KNOWN)), max_size=3, unique=True))
    when = {fact: draw(conditions(KNOWN[fact], permit=permit)) for fact in facts}
    about = draw(st.sampled_from(["none", "none", "tag", "untag", "category", "field"]))
    if about == "tag":
        when["tag"] = {"any": draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True))}
    if about == "untag":
        when["tag"] = {"none": draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True))}
    if about == "category":
        when["category"] = draw(conditions(["personal", "special", "criminal"], permit=True))
    if about == "field":
        when["field"] = {"not": draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3, unique=True))}
    rule: Rule = {"id": ident, "level": level, "because": "Random.", "when": when}
    rule["oblige"] = draw(st.lists(st.sampled_from(["type_why", "tell_chief"]), max_size=1))
    rule["reason"] = draw(st.sampled_from(["permitted", "capped", "locations"]))
    if not permit:
        rule["lifted_by"] = draw(st.sampled_from([[], [], ["share_now"]]))
    return rule


@st.composite
def rule_sets(draw: st.DrawFn) -> tuple[list[Rule], list[Rule]]:
    """Up to six permits and six caps."""
    permits = [draw(rules("permit", f"p{number}")) for number in range(draw(st.integers(0, 6)))]
    caps = [draw(rules("cap", f"c{number}")) for number in range(draw(st.integers(0, 6)))]
    return permits, caps


def document(permits: list[Rule], caps: list[Rule]) -> bytes:
    """The small policy with these rules instead of its own, as canonical JSON."""
    files = {
        **FILES,
        "rules/permits.toml": {"permit": permits},
        "rules/caps.toml": {"cap": caps},
        "feasible.toml": {},
    }
    return canonical({"format": "prx/policy/1", "files": files})


def facts() -> st.SearchStrategy[Facts]:
    """Facts with mostly known values, some unknown, few that are no value at all."""
    values = {
        fact: st.sampled_from([*known, *known, *known, "unknown", "rubbish"])
        for fact, known in {**KNOWN, "field": FIELDS}.items()
        if fact not in DERIVED
    }
    derived = {fact: st.sampled_from(["unknown"] * 6 + KNOWN[fact]) for fact in DERIVED}
    return st.builds(Facts, **values, **derived)
