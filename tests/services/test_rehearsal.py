"""A hub rehearses with twins of its partners: a space of its own, which the database lets nothing out of."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from app.domain.errors import ExchangeError, InvalidInput, NotFound, Stale, WrongState
from app.domain.rehearsals import RING_NOBODY
from app.services.clocks.enter import enter_cover
from app.services.clocks.hours_and_cover import hours_and_cover, said_of
from app.services.governance.check_log import check_log
from app.services.identity.begin_rehearsal import begin_rehearsal
from app.services.identity.end_rehearsal import end_rehearsal
from app.services.identity.make_partnership import make_partnership
from app.services.research.list_partners import list_partners
from app.services.research.my_work import find_my_work
from tests.services.erasing import erasing
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.played import answered, ready_case
from tests.services.rehearsing import rehearsed

__all__ = ["own_exchange"]


def test_twins_have_the_same_people_and_hours_and_no_number(own_exchange: Exchange) -> None:
    collator = own_exchange.person("hub", "hub_collator")
    own_exchange.person("hub", "administrator")
    own_exchange.person("housing", "partner_responder")
    own_exchange.person("housing", "accountable_owner")
    twins = rehearsed(own_exchange, "housing")
    hub, housing = twins.organisation("hub"), twins.organisation("housing")
    roles = own_exchange.rows(
        "SELECT role FROM membership WHERE organisation_id IN (%s, %s) ORDER BY role", hub.id, housing.id
    )
    assert roles == [("hub_collator",), ("partner_responder",)]
    assert (hub.name, hub.telephone) == (f"{own_exchange.organisation('hub').name}, rehearsal", RING_NOBODY)
    assert check_log(own_exchange.runtime).problems == (), "each row is named by an entry"
    (of,) = said_of(own_exchange.runtime, [hub.id])
    assert (of.hours is not None, of.profile is not None, of.missing) == (True, True, ())
    with pytest.raises(WrongState, match="nobody is rung"):
        enter_cover(
            own_exchange.admin,
            housing.id,
            own_exchange.registrar_id(),
            covered_by=None,
            telephone="01632 960111",
            covers=None,
        )
    assert [one.organisation.name for one in hours_and_cover(own_exchange.runtime, collator)][1:] == [
        own_exchange.organisation("housing").name
    ]


def test_what_cannot_be_rehearsed_is_said_in_words(own_exchange: Exchange) -> None:
    hub, housing = own_exchange.organisation("hub"), own_exchange.organisation("housing")
    other = own_exchange.organisation("police")
    run_sql(own_exchange.database.owner_url, "UPDATE partnership SET ended_at = now() WHERE partner_id = %s", other.id)

    def refused(kind: type[ExchangeError], words: str, act: Callable[[], object]) -> None:
        with pytest.raises(kind) as told:
            act()
        said = told.value.errors["partners"] if isinstance(told.value, InvalidInput) else told.value.message
        assert words in str(said)

    begin = begin_rehearsal
    admin = own_exchange.admin
    refused(NotFound, "There is no organisation", lambda: begin(admin, uuid4(), [housing.id]))
    refused(NotFound, "There is no organisation", lambda: begin(admin, hub.id, [uuid4()]))
    refused(WrongState, "is no hub", lambda: begin(admin, housing.id, [hub.id]))
    refused(WrongState, "does not work with", lambda: begin(admin, hub.id, [other.id]))
    refused(InvalidInput, "at least one partner", lambda: begin(admin, hub.id, []))
    refused(NotFound, "has no rehearsal", lambda: end_rehearsal(admin, hub.id))
    twins = rehearsed(own_exchange, "housing")
    refused(Stale, "rehearses already", lambda: begin(admin, hub.id, [housing.id]))
    twin = twins.organisation("hub")
    refused(WrongState, "is a rehearsal itself", lambda: begin(admin, twin.id, [housing.id]))
    refused(WrongState, "for real", lambda: twins.person("hub", "administrator"))


def test_neither_is_offered_to_the_other(own_exchange: Exchange) -> None:
    real = ready_case(own_exchange)
    own_exchange.organisation("housing")
    twins = rehearsed(own_exchange, "housing")
    made_up = ready_case(twins)
    assert [one.id for one in list_partners(own_exchange.runtime, real.collator)] == [
        own_exchange.organisation("housing").id
    ]
    assert [one.id for one in list_partners(own_exchange.runtime, made_up.collator)] == [
        twins.organisation("housing").id
    ]
    for case, partner in ((real, twins), (made_up, own_exchange)):
        with pytest.raises(WrongState, match="never meet"):
            make_partnership(own_exchange.admin, case.collator.organisation_id, partner.organisation("housing").id)


@pytest.mark.parametrize("as_admin", [False, True])
def test_the_database_lets_nothing_out_of_a_rehearsal(own_exchange: Exchange, *, as_admin: bool) -> None:
    twins = rehearsed(own_exchange, "housing")
    played = answered(twins)
    hub, housing, twin = (
        own_exchange.organisation("hub"),
        own_exchange.organisation("housing"),
        twins.organisation("hub"),
    )
    url = own_exchange.database.admin_url if as_admin else own_exchange.database.app_url
    tried: list[tuple[str, tuple[object, ...]]] = [
        ("UPDATE research_request SET partner_id = %s WHERE file_id = %s", (housing.id, played.request.file_id)),
        ("UPDATE research_request SET hub_id = %s WHERE file_id = %s", (hub.id, played.request.file_id)),
    ]
    if as_admin:
        log = own_exchange.rows("SELECT log_id FROM partnership WHERE hub_id = %s", hub.id)[0][0]
        partnership = "INSERT INTO partnership (hub_id, partner_id, log_id, joined_at) VALUES (%s, %s, %s, now())"
        organisation = (
            "INSERT INTO organisation (id, kind, name, controller, service, telephone, created_at, rehearsal_of, "
            "rehearsal_id) VALUES (%s, 'housing', 'Third', 'C', 'S', '1', now(), %s, %s)"
        )
        tried = [
            (partnership, (twin.id, housing.id, log)),
            (partnership, (hub.id, twins.organisation("housing").id, log)),
            (
                "INSERT INTO log (label, hub_id, other_id, started_at) VALUES ('x', %s, %s, now())",
                (twin.id, housing.id),
            ),
            (organisation, (uuid4(), twins.organisation("housing").id, twin.id)),
            (organisation, (uuid4(), housing.id, hub.id)),
            ("UPDATE organisation SET rehearsal_of = NULL, rehearsal_id = NULL WHERE id = %s", (twin.id,)),
        ]
    for statement, values in tried:
        with pytest.raises(psycopg.Error) as refused:
            run_sql(url, statement, *values)
        said = str(refused.value)
        assert any(words in said for words in ("a rehearsal reaches nobody", "a twin is", "permission denied")), said


def test_no_row_leads_out_whoever_writes_it(own_exchange: Exchange) -> None:
    twins = rehearsed(own_exchange, "housing")
    housing, twin = own_exchange.organisation("housing"), twins.organisation("hub")
    with pytest.raises(psycopg.errors.RaiseException, match="stays the twin that it is"):
        own_exchange.rows("UPDATE organisation SET rehearsal_of = NULL, rehearsal_id = NULL WHERE id = %s", twin.id)
    with pytest.raises(psycopg.errors.RaiseException, match="reaches nobody outside"):
        own_exchange.rows("UPDATE partnership SET partner_id = %s WHERE hub_id = %s", housing.id, twin.id)


def test_it_ends_with_its_cases_and_nothing_real_is_touched(own_exchange: Exchange) -> None:
    real = answered(own_exchange)
    twins = rehearsed(own_exchange, "housing", "police")
    made_up = answered(twins)
    collator = made_up.case.collator
    assert find_my_work(own_exchange.runtime, collator).sides
    hub = own_exchange.organisation("hub")
    before = own_exchange.rows("SELECT * FROM organisation WHERE rehearsal_of IS NULL ORDER BY id")
    with erasing(own_exchange) as runtime:
        over = end_rehearsal(runtime, hub.id)
        assert (over.twins, over.files) == (3, 2)
        with pytest.raises(NotFound, match="has no rehearsal"):
            end_rehearsal(runtime, hub.id)
    erased = {row[0] for row in own_exchange.rows("SELECT file_id FROM erasure")}
    assert erased == {made_up.case.id, made_up.request.file_id}
    assert real.case.id not in erased
    assert own_exchange.rows("SELECT * FROM organisation WHERE rehearsal_of IS NULL ORDER BY id") == before
    assert own_exchange.rows(
        "SELECT count(*) FROM membership JOIN organisation o ON o.id = organisation_id "
        "WHERE o.rehearsal_of IS NOT NULL AND ended_at IS NULL"
    ) == [(0,)]
    assert check_log(own_exchange.runtime).problems == ()
    again = rehearsed(own_exchange, "housing")
    assert again.organisation("hub").name.endswith(", rehearsal 2"), "it is begun anew, with fresh keys"
