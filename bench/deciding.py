"""A page of decisions with reasons, compiled, beside a plain interpreter of the same rules.

A page is 12 recipients by 20 fields: who would read which field of a product, and why. The plain interpreter is the
one the tests compare the engine with; both give level, permits, caps, obligations and reason, and are first seen to
agree on all 240. They take turns, so that a busy machine slows both; medians are reported.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from policies.engine.compiled import compile_policy
from policies.engine.decision import Decision, Facts, Recipient, decide, decide_matrix
from policies.engine.explain import explain
from policies.engine.loading import load_release
from tests.policies.naive import Naive

POLICIES = Path(__file__).parents[1] / "policies"
ROUNDS = 40
PAGES_A_ROUND = 20
LEAST_RATIO = 100.0
MOST_MILLISECONDS = 1.0

CONTEXT = Facts(
    action="open", record="product", purpose="child_protection_enquiry", subject="child", basis_fit="fits",
    protection="none", conflict="none", share_now="no",
)  # fmt: skip
PARTIES = (
    ("childrens_social_care", "childrens_social_worker"),
    ("childrens_social_care", "strategy_member"),
    ("adult_social_care", "adult_social_worker"),
    ("early_help", "early_help_lead"),
    ("police", "police_desk"),
    ("police", "strategy_member"),
    ("police", "idva"),
    ("safeguarding_health", "strategy_member"),
    ("education", "school_safeguarding_lead"),
    ("housing", "housing_link"),
    ("fire", "fire_link"),
    ("education", "referrer"),
)
RECIPIENTS = tuple(Recipient(organisation, role, "addressee", "yes") for organisation, role in PARTIES)


def run() -> dict[str, Any]:
    """Return the measurement's name and rows; times in milliseconds for one page of 240 decisions."""
    release = load_release(POLICIES)
    policy, plain = compile_policy(release), Naive(release.canonical)
    returned = [field.key for field in release.catalogue.values() if field.record == "return"]
    fields = returned[:: len(returned) // 20][:20]
    context = CONTEXT._asdict()

    def compiled_page() -> tuple[tuple[Decision, ...], ...]:
        return decide_matrix(policy, CONTEXT, RECIPIENTS, fields)

    def plain_page() -> list[dict[str, Any]]:
        return [plain.decide({**context, **who._asdict(), "field": key}) for key in fields for who in RECIPIENTS]

    if [_told(decision) for row in compiled_page() for decision in row] != plain_page():
        raise AssertionError("the engine and the plain interpreter disagree: there is nothing to compare")
    fast, slow = _interleaved(compiled_page, plain_page)
    one = decide_matrix(policy, CONTEXT, RECIPIENTS, fields)[0][0]
    single = _once(lambda: decide(policy, one.facts), 2000)
    explained = _once(lambda: explain(policy, one), 2000)
    started = perf_counter()
    compile_policy(load_release(POLICIES))
    loading = (perf_counter() - started) * 1e3
    return {
        "name": "Deciding a page: 12 recipients x 20 fields, with reasons",
        "rows": [
            _row("compiled, ms a page", fast, MOST_MILLISECONDS, within=fast <= MOST_MILLISECONDS),
            _row("plain interpreter, ms a page", slow, None, within=True),
            _row(
                "times faster than the plain interpreter", slow / fast, LEAST_RATIO, within=slow / fast >= LEAST_RATIO
            ),
            _row("one decision alone, microseconds", single, 20.0, within=single <= 20.0),
            _row("one explanation, microseconds", explained, None, within=True),
            _row("load, check and compile the whole policy, ms", loading, None, within=True),
        ],
    }


def _told(decision: Decision) -> dict[str, Any]:
    rules = {"permits": list(decision.permits), "caps": list(decision.caps)}
    level, duties = decision.level.word, list(decision.obligations)
    return {"level": level, **rules, "obligations": duties, "reason": decision.reason}


def _row(what: str, measured: float, limit: float | None, *, within: bool) -> dict[str, Any]:
    return {"what": what, "measured": round(measured, 3), "limit": "" if limit is None else limit, "within": within}


def _interleaved(fast: Callable[[], object], slow: Callable[[], object]) -> tuple[float, float]:
    fast_times, slow_times = [], []
    for _ in range(ROUNDS):
        fast_times.append(_once(fast, PAGES_A_ROUND) / 1e3)
        slow_times.append(_once(slow, 1) / 1e3)
    return median(fast_times), median(slow_times)


def _once(page: Callable[[], object], times: int) -> float:
    """Return microseconds for one call, over so many."""
    started = perf_counter()
    for _ in range(times):
        page()
    return (perf_counter() - started) / times * 1e6


if __name__ == "__main__":
    result = run()
    for row in result["rows"]:
        print(f"{row['what']:<50} {row['measured']:>10} {row['limit']!s:>8} {'yes' if row['within'] else 'NO'}")
    json.dump(result, sys.stdout, indent=2)
