"""Every state, rating and kind of subject has its word on every door, and a value is said in one way."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.research import STATES
from app.services.research.approval import SECOND_PERSON
from app.web.case_words import A_SUBJECT, SUBJECTS
from app.web.hub.names import STATES as HUB_STATES
from app.web.partner.words import state_words
from app.web.value_words import in_one_line, value_words
from policies.engine import vocabulary
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.domain.test_research import request
from tests.web.exchange import POLICIES


@pytest.fixture(scope="module")
def shipped() -> PolicyRelease:
    """The policy of the repository."""
    return load_release(POLICIES)


def test_what_policy_knows_has_a_word(shipped: PolicyRelease) -> None:
    assert set(SUBJECTS) == set(A_SUBJECT) == set(vocabulary.SUBJECTS) - {vocabulary.UNKNOWN}
    assert set(SECOND_PERSON) == set(vocabulary.APPROVALS)


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_a_word_at_the_hub_and_at_the_partner(state: str) -> None:
    assert HUB_STATES[state]
    for holder in (None, "you", "Harriet Housing"):
        assert state_words(request(state), holder, approver=False)


@pytest.mark.parametrize(("field", "value", "said", "in_line"), [
    ("housing_known", "unknown", "Not known", "Not known"),
    ("return_period_from", "2026-03-04", "4 March 2026", "4 March 2026"),
    ("housing_address", {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA", "uprn": "1"},
     "1 Madeup Road, Nowhere, ZZ99 1AA, UPRN 1", "1 Madeup Road, Nowhere, ZZ99 1AA, UPRN 1"),
    ("housing_address", "ZZ area", "ZZ area", "ZZ area"),
    ("police_arrests_no_further_action",
     [{"on": "2026-03-04", "offence": "Made up"}, {"offence": "Another", "why_relevant": "Same house."}],
     "1. Date 4 March 2026. Made up.\n2. Another. Same house.", "4 March 2026 – Made up; Another – Same house."),
])  # fmt: skip
def test_a_value_is_said_in_one_way(shipped: PolicyRelease, field: str, value: Any, said: str, in_line: str) -> None:
    assert value_words(shipped.catalogue[field], value) == said
    assert in_one_line(shipped.catalogue[field], value) == in_line
