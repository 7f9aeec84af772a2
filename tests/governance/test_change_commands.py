"""The commands of administration: its beginning, what waits, and what applies it."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from app.domain.changes import MEMBER_ENDED, SUSPENSION_LIFTED
from app.domain.errors import WrongState
from app.services.administration.look import see_change
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from tests.governance.commands import Ran, flask, program
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.inviting import NAME, SignIn, link
from tests.services.test_approving_members import held, newcomer


def run(exchange: Exchange, *arguments: str) -> Ran:
    """A command, within this program."""
    return flask(exchange.runtime, *arguments, admin=exchange.admin)


def test_two_begin_by_the_codes_they_read_out(own_exchange: Exchange) -> None:
    here = office(own_exchange, begun=False)
    codes = [here.ada.offers(), here.ben.offers()]
    alone = run(own_exchange, "admin", "begin", str(here.organisation.id), codes[0])
    assert (alone.code, "Give the codes of two people" in alone.error) == (1, True)
    begun = run(own_exchange, "admin", "begin", str(here.organisation.id), *codes)
    names = sorted([here.ada.actor.display_name, here.ben.actor.display_name])
    assert (begun.code, begun.out) == (0, f"Registered: {', '.join(names)}.\n")
    nobody = run(own_exchange, "admin", "begin", str(here.organisation.id), *codes)
    assert (nobody.code, codes[0] in nobody.error) == (1, True), "a code is used once"
    assert check_log(own_exchange.runtime).problems == ()


def test_what_waits_is_listed_for_people_and_for_programs(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    listing = ("changes", "list", str(here.organisation.id))
    assert run(own_exchange, *listing).out == "None.\n"
    assert json.loads(run(own_exchange, *listing, "--json").out) == []
    suspend_member(own_exchange.runtime, here.ada.actor, here.colleague.membership_id)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    ended = here.ben.proposes(MEMBER_ENDED, here.colleague)
    told = run(own_exchange, *listing).out
    assert f"{change.id}  Lift a suspension: 1 more to sign\n" in told
    assert f"{ended.id}  End a role for good: 0 more to sign, its proposer has not signed\n" in told
    rows = {one["id"]: one for one in json.loads(run(own_exchange, *listing, "--json").out)}
    assert rows[str(change.id)]["digest"] == change.digest.hex()
    assert (rows[str(change.id)]["proposer_signed"], rows[str(change.id)]["others_missing"]) == (True, 1)


def test_a_program_of_its_own_applies_what_is_signed(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    change = here.ada.signs(here.ada.proposes(MEMBER_ENDED, here.colleague))
    without = program(own_exchange.settings, "changes", "work", "--once", administers=False)
    assert "ADMIN_DATABASE_URL: missing" in without.error
    assert here.outcome(change) is None
    done = run(own_exchange, "changes", "work", "--once")
    assert (done.code, done.out) == (0, "1 done.\n"), done.error
    assert here.outcome(change) == "applied"
    assert check_log(own_exchange.runtime).problems == ()


def test_once_two_can_sign_a_role_is_only_proposed_and_an_administrator_signs_it_first(own_exchange: Exchange) -> None:
    here = office(own_exchange, begun=False)
    first, second = newcomer(own_exchange), newcomer(own_exchange)
    by, there = str(here.ada.actor.person_id), str(here.organisation.id)
    alone = run(own_exchange, "members", "approve", str(first), there, "partner_responder", "--by", by)
    assert (alone.code, held(own_exchange, first)) == (0, ["partner_responder"])
    codes = [one.offers() for one in (here.ada, here.ben)]
    assert run(own_exchange, "admin", "begin", there, *codes).code == 0
    approve = ("members", "approve", str(second), there, "partner_responder", "--by")
    stranger = run(own_exchange, *approve, str(first))
    assert (stranger.code, "give the id of an administrator with --by" in stranger.error) == (1, True)
    proposed = run(own_exchange, *approve, by)
    assert (proposed.code, held(own_exchange, second)) == (0, [])
    address, _, change_id = proposed.out.strip().rpartition("/")
    assert address == "https://exchange.madeup.example/admin/changes"
    assert run(own_exchange, *approve, by).out == proposed.out, "typed twice it is the same"
    [row] = json.loads(run(own_exchange, "changes", "list", there, "--json").out)
    assert (row["id"], row["proposed_by"], row["proposer_signed"]) == (change_id, by, False)
    change = see_change(own_exchange.runtime, here.ada.actor, UUID(change_id)).change
    with pytest.raises(WrongState, match="has not signed it yet"):
        here.ben.signs(change)
    here.ada.signs(change)
    here.ben.signs(change)
    assert (here.applied(), held(own_exchange, second)) == (1, ["partner_responder"])
    assert check_log(own_exchange.runtime).problems == ()


def test_an_invitation_is_proposed_listed_and_taken_back_by_commands(own_exchange: Exchange) -> None:
    here, town = office(own_exchange, begun=False), SignIn(own_exchange)
    there, by, mailbox = str(here.organisation.id), str(here.ada.actor.person_id), f"amina@{town.domain}"
    propose = ("invitations", "propose", there, "partner_responder", NAME, mailbox, "--by")
    early = run(own_exchange, *propose, by)
    assert (early.code, "flask admin begin" in early.error) == (1, True)
    assert run(own_exchange, "admin", "begin", there, *(one.offers() for one in (here.ada, here.ben))).code == 0
    assert run(own_exchange, "invitations", "list", there).out == "None.\n"
    for wrong, told in (
        ((*propose[:3], "hub_collator", *propose[4:], by), "has no hub_collator"),
        ((*propose[:5], "nobody@nowhere.example", "--by", by), "No sign-in is set up"),
        ((*propose, str(here.colleague.person_id)), "give the id of an administrator"),
        ((*propose, by, "--days", "300"), "300"),
    ):
        ran = run(own_exchange, *wrong)
        assert (ran.code != 0, told in ran.error) == (True, True), (wrong, ran.error)
    proposed = json.loads(run(own_exchange, *propose, by, "--json").out)
    assert proposed["page"] == f"https://exchange.madeup.example/admin/changes/{proposed['id']}"
    assert run(own_exchange, *propose, by).out == f"{proposed['page']}\n", "typed twice it is the same"
    assert run(own_exchange, "invitations", "withdraw", proposed["id"]).code == 1, "it is not sent yet"
    change = see_change(own_exchange.runtime, here.ada.actor, UUID(proposed["id"])).change
    here.ben.signs(here.ada.signs(change))
    assert here.applied() == 1
    listed = run(own_exchange, "invitations", "list", there).out
    assert listed == f"{change.id}  open: {NAME}, {mailbox}, partner_responder\n"
    assert run(own_exchange, "invitations", "withdraw", str(change.id)).out == "Taken back.\n"
    again = run(own_exchange, "invitations", "withdraw", str(change.id))
    assert (again.code, "taken back" in again.error) == (1, True)
    [row] = json.loads(run(own_exchange, "invitations", "list", there, "--json").out)
    assert (row["id"], row["state"], row["mailbox"]) == (str(change.id), "withdrawn", mailbox)
    assert town.arrives().sees(link(own_exchange, change)).why_not == "withdrawn"
    assert check_log(own_exchange.runtime).problems == ()
