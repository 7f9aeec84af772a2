"""What loosens takes the passkeys of two people, and nothing that the application stores is believed instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.changes import MEMBER_ENDED, OPEN_FOR, SUSPENSION_LIFTED
from app.domain.errors import NotFound, WrongState
from app.domain.passkeys import PasskeyRefused
from app.services.administration.digest import digest_of
from app.services.administration.propose_change import propose_change
from app.services.administration.sign_change import sign_change, withdraw_change
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from tests.services.administering import Office, office
from tests.services.authenticator import PRESENT, VERIFIED, Authenticator
from tests.services.exchange import Exchange


def suspended(exchange: Exchange) -> Office:
    """An office whose colleague Ada has suspended."""
    here = office(exchange)
    suspend_member(exchange.runtime, here.ada.actor, here.colleague.membership_id)
    return here


def stands(here: Office) -> bool:
    """Whether the colleague may act."""
    query = "SELECT ended_at IS NULL AND suspended_at IS NULL FROM membership WHERE id = %s"
    return bool(here.exchange.rows(query, here.colleague.membership_id)[0][0])


def test_a_suspension_is_one_persons_at_once_and_lifting_it_is_two_peoples(exchange: Exchange) -> None:
    here = suspended(exchange)
    assert not stands(here)
    change = here.ada.proposes(SUSPENSION_LIFTED, here.colleague)
    assert here.applied() == 0
    here.ada.signs(change)
    assert (here.applied(), stands(here)) == (0, False)
    here.ben.signs(change)
    assert (here.applied(), stands(here), here.outcome(change)) == (1, True, "applied")
    assert here.applied() == 0


def test_a_role_is_ended_by_one_person_and_their_passkey(exchange: Exchange) -> None:
    here = office(exchange)
    change = here.ada.proposes(MEMBER_ENDED, here.colleague)
    assert (here.applied(), stands(here)) == (0, True)
    before = len(exchange.leaves())
    here.ada.signs(change)
    assert (here.applied(), stands(here)) == (1, False)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked", "administered"]
    jobs = exchange.rows(
        "SELECT payload ->> 'membership_id' FROM job WHERE kind = 'membership_ended' AND organisation_id = %s",
        here.organisation.id,
    )
    assert jobs == [(str(here.colleague.membership_id),)]


def test_the_entry_names_the_change_its_digest_and_the_passkeys(exchange: Exchange) -> None:
    here = office(exchange)
    change = here.ada.signs(here.ada.proposes(MEMBER_ENDED, here.colleague))
    here.applied()
    [(leaf,)] = exchange.rows(
        "SELECT leaf FROM log_leaf WHERE kind = 'administered' ORDER BY at DESC, idx DESC LIMIT 1"
    )
    said = json.loads(leaf)
    [(passkey,)] = exchange.rows("SELECT id FROM passkey WHERE credential_id = %s", here.ada.device.id)
    assert (said["what"], said["change"]) == ("member_ended", str(change.id))
    assert said["digest"] == f"sha256:{digest_of(change).hex()}"
    assert said["signed_by"] == str(passkey)


def test_all_of_it_holds_when_the_log_is_verified(own_exchange: Exchange) -> None:
    here = suspended(own_exchange)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    here.ben.signs(change)
    here.applied()
    here.ben.signs(here.ben.proposes(MEMBER_ENDED, here.colleague))
    here.applied()
    suspend_member(own_exchange.runtime, here.ada.actor, here.cleo.actor.membership_id)
    assert check_log(own_exchange.runtime).problems == ()


def test_the_same_person_counts_once_and_the_proposer_never_as_another(exchange: Exchange) -> None:
    here = suspended(exchange)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    with pytest.raises(WrongState, match="You have signed this change"):
        here.ada.signs(change)
    assert (here.applied(), stands(here)) == (0, False)


def test_nobody_signs_what_its_proposer_has_not(exchange: Exchange) -> None:
    here = suspended(exchange)
    change = here.ada.proposes(SUSPENSION_LIFTED, here.colleague)
    with pytest.raises(WrongState, match="has not signed it yet"):
        here.ben.signs(change)


def test_nobody_counts_for_their_own_access(exchange: Exchange) -> None:
    here = office(exchange)
    suspend_member(exchange.runtime, here.ada.actor, here.ben.actor.membership_id)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.ben.actor))
    with pytest.raises(WrongState, match="your own access"):
        here.ben.signs(change)
    assert here.applied() == 0
    here.cleo.signs(change)
    assert here.applied() == 1


def test_a_change_is_overtaken_by_another_of_the_same_row(exchange: Exchange) -> None:
    here = suspended(exchange)
    lifted = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    here.cleo.signs(here.cleo.proposes(MEMBER_ENDED, here.colleague))
    assert here.applied() == 1
    here.ben.signs(lifted)
    assert (here.applied(), here.outcome(lifted), stands(here)) == (1, "overtaken", False)
    with pytest.raises(WrongState, match="has ended"):
        here.ada.proposes(SUSPENSION_LIFTED, here.colleague)


def test_a_suspension_made_anew_is_not_lifted_by_what_was_signed_of_the_one_before(exchange: Exchange) -> None:
    here = suspended(exchange)
    first = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    second = here.cleo.proposes(SUSPENSION_LIFTED, here.colleague)
    assert second.id == first.id, "the same is proposed once"
    exchange.rows("UPDATE membership SET suspended_at = suspended_at + interval '1 minute' WHERE id = %s",
                  here.colleague.membership_id)  # fmt: skip
    here.ben.signs(first)
    assert (here.applied(), here.outcome(first), stands(here)) == (1, "overtaken", False)


EDITS = {
    "whose role it is about": "UPDATE change SET about_id = (SELECT id FROM membership LIMIT 1) WHERE id = %s",
    "what it is": "UPDATE change SET what = 'suspension_lifted' WHERE id = %s",
    "what it says": """UPDATE change SET body = body || '{"role": "partner_manager"}' WHERE id = %s""",
    "who proposed it": "UPDATE change SET closes_at = closes_at + interval '1 day' WHERE id = %s",
    "how the row stood": "UPDATE change SET before = 'sha256:00' WHERE id = %s",
    "for which organisation": "UPDATE change SET organisation_id = (SELECT organisation_id FROM membership "
    "WHERE id <> change.about_id LIMIT 1) WHERE id = %s",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_what_is_edited_after_it_was_signed_is_never_applied(exchange: Exchange, edit: str) -> None:
    here = office(exchange)
    change = here.ada.signs(here.ada.proposes(MEMBER_ENDED, here.colleague))
    exchange.rows(edit, change.id)
    here.applied()
    assert stands(here)
    assert here.outcome(change) != "applied"


def test_a_change_that_nobody_finished_closes(own_exchange: Exchange) -> None:
    here = suspended(own_exchange)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    own_exchange.clock.forward(days=OPEN_FOR / timedelta(days=1))
    with pytest.raises(WrongState, match="time in which it could be signed"):
        here.ben.signs(change)
    assert here.applied() == 0
    assert here.ada.proposes(SUSPENSION_LIFTED, here.colleague).id != change.id


def test_whoever_administers_takes_a_change_back_for_good(exchange: Exchange) -> None:
    here = suspended(exchange)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    withdraw_change(exchange.runtime, here.cleo.actor, change.id)
    for act in (lambda: here.ben.signs(change), lambda: withdraw_change(exchange.runtime, here.ada.actor, change.id)):
        with pytest.raises(WrongState, match="has ended"):
            act()
    assert (here.applied(), here.outcome(change)) == (0, "withdrawn")


Makes = Callable[[Office, bytes], object]
WRONG: dict[str, Makes] = {
    "a digest nobody knows": lambda here, digest: here.ben.device.signs(bytes(32)),
    "another site": lambda here, digest: Authenticator(
        "https://exchange.madeup.example.org", id=here.ben.device.id, key=here.ben.device.key
    ).signs(digest),
    "the same name without TLS": lambda here, digest: Authenticator(
        "http://exchange.madeup.example", id=here.ben.device.id, key=here.ben.device.key
    ).signs(digest),
    "another port": lambda here, digest: Authenticator(
        "https://exchange.madeup.example:8443", id=here.ben.device.id, key=here.ben.device.key
    ).signs(digest),
    "nobody said who they are": lambda here, digest: Authenticator(
        flags=PRESENT, id=here.ben.device.id, key=here.ben.device.key
    ).signs(digest),
    "nobody was there": lambda here, digest: Authenticator(
        flags=VERIFIED, id=here.ben.device.id, key=here.ben.device.key
    ).signs(digest),
    "another key": lambda here, digest: Authenticator(id=here.ben.device.id).signs(digest),
    "an unregistered passkey": lambda here, digest: Authenticator().signs(digest),
    "a colleague's passkey": lambda here, digest: here.cleo.device.signs(digest),
    "nothing": lambda here, digest: {},
    "a list": lambda here, digest: {"id": ["x"], "response": None},
    "the registration": lambda here, digest: here.ben.device.makes(digest),
}


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_ones_own_passkeys_word_for_this_change_is_refused_and_logged(
    exchange: Exchange, made: Makes
) -> None:
    here = suspended(exchange)
    change = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
    before = len(exchange.leaves())
    said = made(here, change.digest)
    assert isinstance(said, dict)
    with pytest.raises(PasskeyRefused):
        sign_change(exchange.runtime, here.ben.actor, change.id, said)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]
    assert here.applied() == 0


def test_others_find_nothing(exchange: Exchange) -> None:
    here, elsewhere = office(exchange), office(exchange)
    change = here.ada.proposes(MEMBER_ENDED, here.colleague)
    ended = change.about_id
    acts: list[Callable[[], object]] = [
        lambda: elsewhere.ada.signs(change),
        lambda: withdraw_change(exchange.runtime, elsewhere.ada.actor, change.id),
        lambda: suspend_member(exchange.runtime, elsewhere.ada.actor, ended),
        lambda: propose_change(exchange.runtime, elsewhere.ada.actor, MEMBER_ENDED, ended),
        lambda: propose_change(exchange.runtime, here.colleague, MEMBER_ENDED, ended),
        lambda: suspend_member(exchange.runtime, here.colleague, here.ada.actor.membership_id),
    ]
    for act in acts:
        before = len(exchange.leaves())
        with pytest.raises(NotFound):
            act()
        assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]


def test_the_last_administrator_is_not_ended_and_nobody_suspends_themselves(exchange: Exchange) -> None:
    here = office(exchange)
    with pytest.raises(WrongState, match="Nobody suspends themselves"):
        suspend_member(exchange.runtime, here.ada.actor, here.ada.actor.membership_id)
    for one in (here.ben, here.cleo):
        here.ada.signs(here.ada.proposes(MEMBER_ENDED, one.actor))
        assert here.applied() == 1
    with pytest.raises(WrongState, match="last administrator"):
        here.ada.proposes(MEMBER_ENDED, here.ada.actor)
