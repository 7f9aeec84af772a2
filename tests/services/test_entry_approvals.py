"""What an organisation discloses by is approved by its accountable owner and a second person, entry by entry."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.changes import ENTRIES_APPROVED, ENTRIES_OBJECTED, MEMBER_ENDED
from app.domain.errors import InvalidInput, NotFound, UnknownEntry
from app.services.administration.digest import digest_of
from app.services.administration.entries import digests_in_force
from app.services.administration.propose_change import propose_change
from app.services.governance.check_log import check_log
from app.services.policy_control.follow_release import follow_release
from tests.governance.commands import flask
from tests.policy_control.releases import LABEL, OTHER_LABEL, other_words, recorded
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.owning import approved, owner_of, proposed, read, said

__all__ = ["own_exchange"]


def test_an_owner_and_a_second_person_approve(exchange: Exchange) -> None:
    here = office(exchange)
    owner, entries = owner_of(here), read(here)
    change = owner.signs(proposed(owner, entries[:3]))
    assert (here.applied(), approved(here)) == (0, set())
    here.ada.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    assert approved(here) == {digest for _, _, digest in entries[:3]}


def test_a_command_says_what_is_approved_and_what_is_not(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner, entries = owner_of(here), read(here)
    here.ada.signs(owner.signs(proposed(owner, entries[:3])))
    here.applied()
    own_exchange.clock.forward(seconds=1)
    owner.signs(proposed(owner, entries[:1], ENTRIES_OBJECTED, "Not this."))
    here.applied()
    told = flask(own_exchange.runtime, "policies", "approvals", admin=own_exchange.admin).out
    assert f"{here.organisation.name}: 2 of {len(entries)} approved, objects to {entries[0][1]}\n" in told
    ran = flask(own_exchange.runtime, "policies", "approvals", "--json", admin=own_exchange.admin)
    (row,) = [one for one in json.loads(ran.out) if one["name"] == here.organisation.name]
    assert (row["entries"], row["objected"]) == (len(entries), [entries[0][1]])
    assert set(row["not_approved"]) == {key for _, key, _ in entries[3:]}


def test_all_of_it_holds_when_the_log_is_verified(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    here.ada.signs(owner.signs(proposed(owner, read(here))))
    here.applied()
    assert check_log(own_exchange.runtime).problems == ()


def test_two_owners_are_enough(exchange: Exchange) -> None:
    here = office(exchange)
    owner, other = owner_of(here), owner_of(here)
    other.signs(owner.signs(proposed(owner, read(here)[:1])))
    assert here.applied() == 1
    assert len(approved(here)) == 1


def test_nobody_but_an_owner_proposes_it(exchange: Exchange) -> None:
    here = office(exchange)
    officer = exchange.person("housing", "data_protection_officer", here.organisation)
    for one in (here.ada.actor, here.colleague, officer):
        refused = len(exchange.leaves())
        with pytest.raises(NotFound):
            propose_change(exchange.runtime, one, ENTRIES_APPROVED, here.organisation.id, {"entries": read(here)[:1]})
        assert [kind for _, _, kind in exchange.leaves()[refused:]] == ["refused"]


def test_an_owner_signs_nothing_of_administrators(exchange: Exchange) -> None:
    here = office(exchange)
    owner = owner_of(here)
    change = here.ada.proposes(MEMBER_ENDED, here.colleague)
    with pytest.raises(NotFound):
        owner.signs(change)
    with pytest.raises(NotFound):
        owner.proposes(MEMBER_ENDED, here.colleague)


def test_an_owner_who_is_one_no_more_approves_nothing(exchange: Exchange) -> None:
    here = office(exchange)
    owner = owner_of(here)
    change = owner.signs(proposed(owner, read(here)[:1]))
    here.ada.signs(here.ada.proposes(MEMBER_ENDED, owner.actor))
    assert here.applied() == 1
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change), approved(here)) == (1, "refused", set())


def test_what_nobody_could_read_is_refused_in_words_and_logged(exchange: Exchange) -> None:
    here = office(exchange)
    owner = owner_of(here)
    (what, key, digest), *_ = read(here)
    strange = [[what, key, digest[:-1] + ("0" if digest[-1] != "0" else "1")], [what, "no_such_field", digest]]
    elsewhere = digests_in_force(exchange.runtime.policy, "fire")
    strange.append(next([one, other, said] for (one, other), said in elsewhere.items() if (one, other) == (what, key)))
    for entry in strange:
        before = len(exchange.leaves())
        with pytest.raises(UnknownEntry, match="Read it again"):
            proposed(owner, [entry])
        assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]


def test_nothing_chosen_and_no_reason_are_said_where_they_belong(exchange: Exchange) -> None:
    here = office(exchange)
    owner = owner_of(here)
    with pytest.raises(InvalidInput) as nothing:
        proposed(owner, [])
    assert set(nothing.value.errors) == {"entries"}
    for why in (" ", "x" * 2001):
        with pytest.raises(InvalidInput) as no_reason:
            proposed(owner, read(here)[:1], ENTRIES_OBJECTED, why)
        assert set(no_reason.value.errors) == {"why"}


def test_an_objection_is_the_owners_alone_and_dated(exchange: Exchange) -> None:
    here = office(exchange)
    owner, entries = owner_of(here), read(here)
    here.ada.signs(owner.signs(proposed(owner, entries[:3])))
    here.applied()
    exchange.clock.forward(hours=1)
    owner.signs(proposed(owner, entries[1:2], ENTRIES_OBJECTED, "Nobody here records this."))
    assert here.applied() == 1
    found = said(here)[entries[1][2]]
    assert (found.approved, found.why, found.at) == (False, "Nobody here records this.", exchange.clock.now())
    assert approved(here) == {entries[0][2], entries[2][2]}


def test_of_two_at_once_the_later_is_overtaken(exchange: Exchange) -> None:
    here = office(exchange)
    owner, other = owner_of(here), owner_of(here)
    entries = read(here)
    approval = owner.signs(proposed(owner, entries[:1]))
    other.signs(proposed(other, entries[:1], ENTRIES_OBJECTED, "Not this."))
    here.applied()
    here.ada.signs(approval)
    here.applied()
    assert (here.outcome(approval), approved(here)) == ("overtaken", set())


def test_what_is_proposed_of_other_entries_meanwhile_overtakes_nothing(exchange: Exchange) -> None:
    here = office(exchange)
    owner, entries = owner_of(here), read(here)
    changes = [owner.signs(proposed(owner, entries[at : at + 2])) for at in (0, 2, 4)]
    for one in changes:
        here.ada.signs(one)
        here.applied()
    assert [here.outcome(one) for one in changes] == ["applied"] * 3
    assert approved(here) == {digest for _, _, digest in entries[:6]}


def test_a_release_that_says_it_otherwise_meanwhile_overtakes_it(own_exchange: Exchange, tmp_path: Path) -> None:
    here = office(own_exchange)
    owner, entries = owner_of(here), read(here)
    labels = {key: field.label for key, field in own_exchange.runtime.policy.release.catalogue.items()}
    (worded,) = [one for one in entries if labels.get(one[1]) == LABEL]
    same = [one for one in entries if one is not worded][:2]
    stays, goes = owner.signs(proposed(owner, same)), owner.signs(proposed(owner, [worded]))
    recorded(own_exchange, other_words(tmp_path / "other"))
    own_exchange.runtime, own_exchange.admin = follow_release(own_exchange.runtime), follow_release(own_exchange.admin)
    here.ada.signs(goes)
    assert (here.applied(), here.outcome(goes)) == (1, "overtaken")
    here.ada.signs(stays)
    assert (here.applied(), here.outcome(stays)) == (1, "applied")
    assert approved(here) == {digest for _, _, digest in same}
    assert approved(here) <= {digest for _, _, digest in read(here)}


def test_what_is_approved_stays_so_in_a_release_that_says_it_the_same(own_exchange: Exchange, tmp_path: Path) -> None:
    here = office(own_exchange)
    owner, entries = owner_of(here), read(here)
    here.ada.signs(owner.signs(proposed(owner, entries)))
    here.applied()
    recorded(own_exchange, other_words(tmp_path / "other"))
    own_exchange.runtime = follow_release(own_exchange.runtime)
    now = {digest: key for _, key, digest in read(here)}
    labels = {key: field.label for key, field in own_exchange.runtime.policy.release.catalogue.items()}
    assert {labels[now[one]] for one in now.keys() - approved(here)} == {OTHER_LABEL}


ODD: dict[str, object] = {
    "no list": {"entries": 7, "why": None},
    "no entry": {"entries": [["field"]], "why": None},
    "nothing": {"entries": [], "why": None},
    "no word of entries": {},
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_an_odd_change_stops_no_other(exchange: Exchange, body: dict[str, object]) -> None:
    here = office(exchange)
    owner = owner_of(here)
    real = owner.signs(proposed(owner, read(here)[:1]))
    odd = replace(real, id=uuid4(), body=body)
    odd = replace(odd, digest=digest_of(odd))
    with exchange.runtime.database.work(here.organisation.id) as work:
        work.changes.add(odd)
        work.commit()
    here.ada.signs(owner.signs(odd))
    here.ada.signs(real)
    assert here.applied() == 2
    assert (here.outcome(odd), here.outcome(real)) == ("overtaken", "applied")
