"""Which log an entry belongs to follows from its parties alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.log_entry import INSTALLATION, OF_THE_INSTALLATION, Entry, Whose, first_id, new_log_id, whose_log

HUB, PARTNER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(("giver", "receiver"), [(HUB, PARTNER), (PARTNER, HUB)])
def test_what_hub_and_partner_give_each_other_is_in_theirs(giver: UUID, receiver: UUID) -> None:
    assert whose_log(Entry("opened", tenant_id=HUB, from_id=giver, to_id=receiver)) == Whose(HUB, PARTNER)


@pytest.mark.parametrize("party", [HUB, PARTNER])
def test_what_one_does_with_its_own_is_in_its_own(party: UUID) -> None:
    own = Whose(party, party)
    assert whose_log(Entry("opened", tenant_id=HUB, from_id=party, to_id=party)) == own
    assert whose_log(Entry("refused", tenant_id=party, to_id=party)) == own


@pytest.mark.parametrize("kind", OF_THE_INSTALLATION)
def test_what_those_who_run_it_do_is_in_the_installations(kind: str) -> None:
    assert whose_log(Entry(kind, to_id=HUB)) == INSTALLATION


def test_what_passes_between_two_of_whom_neither_is_the_hub_belongs_nowhere() -> None:
    with pytest.raises(ValueError, match="unpack"):
        whose_log(Entry("opened", tenant_id=UUID(int=3), from_id=HUB, to_id=PARTNER))


def test_ids_of_later_microseconds_sort_later_and_a_bound_lies_below_its_millisecond() -> None:
    moments = [NOW + timedelta(microseconds=step) for step in range(0, 3000, 7)]
    ids = [new_log_id(one) for one in moments]
    assert ids == sorted(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert first_id(NOW) <= ids[0]
    assert new_log_id(NOW - timedelta(microseconds=1)) < first_id(NOW)
