"""A file is destroyed once two of its hub have signed that, as it stands: one proposes, another signs."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.domain.changes import OPEN_FOR, Change
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.administration.destroying import propose_destroying_for
from app.services.administration.look import see_change
from app.services.governance.check_log import check_log
from app.web.admin.words import line
from policies.engine.vocabulary import HUB
from tests.governance.commands import flask
from tests.services.administering import Administrator, Office, office
from tests.services.erasing import erase
from tests.services.exchange import Exchange, run_sql
from tests.services.played import answered
from tests.services.test_access_after_closing import close, hold

COPIED_CHANGE = """
    INSERT INTO change (id, what, organisation_id, about_id, body, before, digest, proposed_by, proposed_at, closes_at,
                        settled_at, outcome)
        SELECT %s, one.what, one.organisation_id, other.about_id, other.body, other.before,
               sha256(one.digest), one.proposed_by, one.proposed_at, one.closes_at, one.settled_at, one.outcome
        FROM change AS one, change AS other WHERE one.id = %s AND other.id = %s
"""
"""A change as one that was applied, of what another is about."""
COPIED_SIGNATURES = """
    INSERT INTO signature (change_id, person_id, passkey_id, assertion, at)
        SELECT %s, person_id, passkey_id, assertion, at FROM signature WHERE change_id = %s
"""
WHY = "Past its period. Asked for by the information governance officer."


def changed(exchange: Exchange, query: str, *values: object) -> None:
    """Written beside the exchange, by whoever owns the tables."""
    run_sql(exchange.database.owner_url, query, *values)


def two(exchange: Exchange) -> tuple[Office, UUID]:
    """The hub with administrators who have begun, and one of its requests."""
    file_id = answered(exchange).request.file_id
    return office(exchange, at=exchange.organisation(HUB)), file_id


def proposed(exchange: Exchange, by: Administrator, file_id: UUID) -> Change:
    """What the command proposes for them."""
    return propose_destroying_for(exchange.admin, by.actor.person_id, file_id, WHY)


def signed(here: Office, change: Change) -> Change:
    """Signed by its proposer and another, and applied."""
    here.ada.signs(change)
    here.ben.signs(change)
    assert here.applied_in_an_hour() == 1
    assert here.outcome(change) == "applied"
    return change


def test_nobody_alone_destroys_a_file_where_two_can_sign(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)
    change = proposed(own_exchange, here.ada, file_id)
    here.ada.signs(change)
    with pytest.raises(WrongState, match="waits for another person"):
        here.ada.signs(change)
    assert here.applied() == 0
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)]
    here.ben.signs(change)
    assert here.applied_in_an_hour() == 1
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)], "applied, it is allowed and not done"
    at = erase(own_exchange, file_id)
    assert erase(own_exchange, file_id) == at, "what was begun is finished"
    assert check_log(own_exchange.runtime).problems == ()


def test_what_is_signed_says_which_file_and_what_goes(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    change = proposed(own_exchange, here.ada, file_id)
    words = line(see_change(own_exchange.runtime, here.ben.actor, change.id), own_exchange.runtime.policy.release)
    assert (words.title, words.whose) == ("Have a file destroyed for good", change.body["name"])
    assert words.whose.startswith("Request ")
    assert str(file_id) in words.before
    assert words.before.startswith("Kept since ")
    assert "what the partner answered" in words.after
    assert words.after.endswith(f"That cannot be undone. Why: {WHY}")


def test_it_holds_for_one_file_and_while_its_signers_administer(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    signed(here, proposed(own_exchange, here.ada, file_id))
    other = answered(own_exchange).request.file_id
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, other)
    changed(own_exchange, "UPDATE membership SET role = 'auditor' WHERE id = %s", here.ben.actor.membership_id)
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)]


def test_after_fourteen_days_it_is_proposed_anew(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    signed(here, proposed(own_exchange, here.ada, file_id))
    own_exchange.clock.moment += OPEN_FOR
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)


def test_signatures_that_were_given_for_another_file_destroy_nothing(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    played = answered(own_exchange)
    change = signed(here, proposed(own_exchange, here.ada, file_id))
    other = proposed(own_exchange, here.ada, played.request.file_id)
    made = uuid4()
    changed(own_exchange, COPIED_CHANGE, made, change.id, other.id)
    changed(own_exchange, COPIED_SIGNATURES, made, change.id)
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, played.request.file_id)


def test_what_was_signed_of_a_case_that_stood_otherwise_destroys_nothing(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    here, file_id = office(own_exchange, at=own_exchange.organisation(HUB)), played.request.file_id
    signed(here, proposed(own_exchange, here.ada, file_id))
    late = proposed(own_exchange, here.ada, played.case.id)
    own_exchange.clock.forward(minutes=1)
    close(own_exchange, played)
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)
    here.ada.signs(late)
    here.ben.signs(late)
    assert (here.applied(), here.outcome(late)) == (1, "overtaken")


def test_what_cannot_be_proposed_is_said(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    here, file_id = office(own_exchange, at=own_exchange.organisation(HUB)), played.request.file_id
    by = here.ada.actor.person_id
    with pytest.raises(NotFound, match="There is no file"):
        propose_destroying_for(own_exchange.admin, by, uuid4(), WHY)
    with pytest.raises(InvalidInput):
        propose_destroying_for(own_exchange.admin, by, file_id, " ")
    with pytest.raises(WrongState, match="give the id of an administrator"):
        propose_destroying_for(own_exchange.admin, here.colleague.person_id, file_id, WHY)
    hold(own_exchange, played)
    with pytest.raises(WrongState, match="one of them ends the hold first"):
        propose_destroying_for(own_exchange.admin, by, file_id, WHY)


def test_the_command_proposes_it_and_prints_the_page(own_exchange: Exchange) -> None:
    here, file_id = two(own_exchange)
    asked = ("files", "erase", str(file_id), "--by", str(here.ada.actor.person_id))
    silent = flask(own_exchange.runtime, *asked, admin=own_exchange.admin)
    assert (silent.code, "Say why it is to be destroyed" in silent.error) == (1, True)
    ran = flask(own_exchange.runtime, *asked, "--why", WHY, admin=own_exchange.admin)
    address, _, change_id = ran.out.strip().rpartition("/")
    assert (ran.code, address) == (0, "https://exchange.madeup.example/admin/changes"), ran.error
    assert see_change(own_exchange.runtime, here.ada.actor, UUID(change_id)).change.about_id == file_id
