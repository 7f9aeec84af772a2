"""The decision-maker is told that something is held back, and whom to ring; not of what they can see or reveal."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.answers import ANSWER_KINDS, VALUE, Answer, plain
from app.domain.records import Record
from app.services.disclosure.sealing import Content
from app.services.research.restricted import NOTICE, RING, restricted_notice
from app.services.runtime import PolicyInForce
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release

POLICIES = Path(__file__).resolve().parents[2] / "policies"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ADDRESS = {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA"}


@pytest.fixture(scope="module")
def policy() -> PolicyInForce:
    release = load_release(POLICIES)
    return PolicyInForce(1, release, compile_policy(release))


def record(protection: str = "protected") -> Record:
    return Record(
        id=uuid4(),
        file_id=uuid4(),
        kind="return",
        subject_id=uuid4(),
        subject_kind="child",
        author_id=uuid4(),
        author_person_id=uuid4(),
        approved_by=None,
        state="released",
        version=2,
        purpose="child_protection_enquiry",
        legal_basis="council_child_protection",
        protection=protection,
        policy_release=1,
        saved_at=NOON,
        released_at=NOON,
        supersedes=None,
    )


def notice(policy: PolicyInForce, **answers: Answer) -> Answer:
    return restricted_notice(policy, record(), "housing", Content(answers, {}))


@pytest.mark.parametrize("protection", ["none", "protected", "unknown"])
def test_what_can_be_revealed_is_not_held_back(policy: PolicyInForce, protection: str) -> None:
    content = Content({"housing_address": plain(ADDRESS), "housing_known": plain("yes")}, {})
    assert restricted_notice(policy, record(protection), "housing", content) == plain("no")


def test_a_matching_key_is_not_held_back(policy: PolicyInForce) -> None:
    assert notice(policy, housing_tenancy_reference=plain("T-1")) == plain("no")


@pytest.fixture
def narrowed(policy: PolicyInForce) -> PolicyInForce:
    """A policy by which a decision-maker never gets to know whether housing knows somebody."""
    fields = dict(policy.release.catalogue)
    fields["housing_known"] = replace(fields["housing_known"], audience=("childrens_social_worker",))
    release = replace(policy.release, catalogue=replace(policy.release.catalogue, fields=fields))
    return PolicyInForce(1, release, compile_policy(release))


def test_a_field_the_decision_maker_never_gets_is(narrowed: PolicyInForce) -> None:
    found = notice(narrowed, housing_known=plain("yes"), **{RING: plain({"name": "Hugh", "telephone": "01632 960111"})})
    assert (found.value, found.note) == ("yes", "Ring Hugh, 01632 960111")


@pytest.mark.parametrize("shown", ["policy", "narrowed"])
@pytest.mark.parametrize("kind", sorted(set(ANSWER_KINDS) - {VALUE}))
def test_nothing_but_a_value_says_that_anything_is_held(request: pytest.FixtureRequest, shown: str, kind: str) -> None:
    """Not even a decline of what the decision-maker would never be shown."""
    said = Answer(kind, ground="legal_bar" if kind == "declined" else None, note="Made up.")
    assert notice(request.getfixturevalue(shown), housing_known=said) == plain("no")


def test_what_the_partner_says_stands(policy: PolicyInForce) -> None:
    found = notice(policy, housing_known=plain("no"), **{NOTICE: plain("yes")})
    assert (found.value, found.note) == ("yes", "Ring this agency")
