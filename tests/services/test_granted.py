"""A value opens at the lesser of what was granted and what policy says now, whatever key the grant was made to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from app.domain.errors import NotFound
from app.domain.records import OrganisationKey
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.releasing import file_key, openable_records
from app.services.disclosure.sealing import Recipient, grant_to
from app.services.disclosure.unsealing import granted
from app.services.governance.open_entry import open_entry
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, Answered, answered, claim, draft, ready_case, send, sign, value

MASKED = "ZZ area"


def without(release: PolicyRelease, *rules: str) -> PolicyRelease:
    """A policy release without these permits and caps."""
    kept = tuple(one for one in release.rules if one.id not in rules)
    assert len(kept) == len(release.rules) - len(rules)
    return replace(release, rules=kept)


def under(runtime: Runtime, *missing: str) -> Runtime:
    """The exchange under a policy without these rules."""
    release = without(runtime.policy.release, *missing)
    return replace(runtime, policy=PolicyInForce(runtime.policy.number, release, compile_policy(release)))


@pytest.fixture
def released_masked(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> Answered:
    """A protected address of which the hub was granted no more than a part: nobody there could have revealed it."""
    with monkeypatch.context() as patch:
        narrow = under(exchange.runtime, "decision-maker-reveals-location", "governance-breaks-glass")
        patch.setattr(exchange, "runtime", narrow)
        return answered(exchange, protected="yes")


WIDENED: dict[str, Callable[[Runtime, Answered], OpenedRecord]] = {
    "open": lambda runtime, played: open_records(
        under(runtime, "protected-location-on-return"), played.case.decider, [played.record.id]
    )[0],
    "reveal": lambda runtime, played: open_records(
        runtime, played.case.decider, [played.record.id],
        action="reveal", fields=["housing_address"], reason="To visit the child today",
    )[0],
}  # fmt: skip


@pytest.mark.parametrize("action", WIDENED)
def test_policy_widened_since_the_release_shows_what_was_granted_and_the_log_says_so(
    exchange: Exchange, released_masked: Answered, action: str
) -> None:
    opened = WIDENED[action](exchange.runtime, released_masked)
    shown = opened.fields["housing_address"]
    assert shown.decision.level is Level.FULL
    assert shown.level is Level.MASKED
    assert shown.answer is not None
    assert shown.answer.value == MASKED
    entry = open_entry(exchange.runtime, exchange.person("hub", "ig_officer"), opened.entry.id)
    touched = {one.field: one.rendition for record in entry.records for one in record.fields}
    assert touched["housing_address"] == "masked"
    assert entry.fits
    if action == "reveal":
        assert entry.detail.level == "masked"


def test_what_was_granted_in_no_form_is_not_shown_however_wide_policy_is(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "runtime", under(exchange.runtime, "return-to-asker"))
        case = ready_case(exchange)
        request = send(exchange, case, "housing", ("housing_address",))
        hugh = claim(exchange, request)
        said = {"housing_address": value(ADDRESS), "return_do_not_contact": value("Madeup: never ring the landline.")}
        returned = draft(exchange, request, hugh, case.people[0], said)
        sign(exchange, hugh, request)
    opened = open_records(exchange.runtime, case.decider, [returned.id])[0]
    assert opened.value("return_do_not_contact") == "Madeup: never ring the landline."
    held_back = opened.fields["housing_address"]
    assert (held_back.decision.level, held_back.level, held_back.answer) == (Level.FULL, Level.WITHHELD, None)
    entry = open_entry(exchange.runtime, exchange.person("hub", "ig_officer"), opened.entry.id)
    assert "housing_address" in entry.withheld
    with pytest.raises(NotFound):
        open_records(exchange.runtime, case.decider, [returned.id], fields=["housing_address"])


def second_key(exchange: Exchange, played: Answered) -> str:
    """The hub changes its key, and what it holds of a return is granted to the new one too; the old key's id."""
    runtime, hub = exchange.runtime, played.case.decider
    now = exchange.clock.now()
    with runtime.database.work(hub.organisation_id) as work:
        wrap = work.keys.tenant_key(hub.organisation_id, "organisation")
        assert wrap is not None
        fresh: OrganisationKey = runtime.keys.new_organisation_key(hub.organisation_id, wrap)
        with exchange.admin.database.work(None) as administering:
            administering.keys.add_organisation_key(fresh, now)
            administering.commit()
        file = file_key(runtime, work, played.request.file_id, hub.organisation_id)
        openable = openable_records(work, hub, [played.record.id])[played.record.id]
        assert openable.grant is not None
        boxes = work.records.boxes([played.record.id])[played.record.id]
        held = granted(runtime.keys, openable, hub.organisation_id, file.key, boxes)
        to = Recipient(hub.organisation_id, "hub", "asker", fresh)
        entries = list(held.entries.values())
        again, _ = grant_to(runtime.policy, file.tenant, file.key, openable.record, to, entries, now)
        work.commit()
    columns = asdict(again)
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    exchange.rows(f"INSERT INTO key_grant ({names}) VALUES ({marks})", *columns.values())
    return openable.grant.kid


def test_an_organisation_that_changed_its_key_opens_a_record_once_under_either(own_exchange: Exchange) -> None:
    exchange = own_exchange
    played = answered(exchange)

    def opens_once() -> bool:
        before = len(exchange.leaves())
        opened = open_records(exchange.runtime, played.case.decider, [played.record.id])
        assert [one.value("housing_address") for one in opened] == [ADDRESS]
        return len(exchange.leaves()) == before + 1

    old = second_key(exchange, played)
    assert opens_once()
    exchange.rows("UPDATE organisation_key SET revoked_at = now() WHERE kid = %s", old)
    assert opens_once()
    exchange.rows("DELETE FROM key_grant WHERE kid = %s AND record_id = %s", old, played.record.id)
    assert opens_once()
    later = answered(exchange)
    assert open_records(exchange.runtime, later.case.decider, [later.record.id])[0].value("housing_address") == ADDRESS
