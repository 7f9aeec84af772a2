"""A policy release is put in force by two administrators of a hub, at its time, and by nothing else that is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.changes import RELEASE_ACTIVATED
from app.domain.errors import InvalidInput, NotFound, RefusesToStart, WrongState
from app.services.administration.apply_changes import apply_changes
from app.services.administration.digest import digest_of
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_release import propose_release
from app.services.governance.check_log import check_log
from app.services.policy_control.see_releases import see_proposal, see_release
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.policy_control.releases import OTHER_LABEL, other_words, recorded
from tests.services.exchange import POLICIES, Exchange
from tests.services.fixtures import own_exchange
from tests.services.releasing import Office, applied, follow, office, other, outcome, proposed

__all__ = ["office", "other", "own_exchange"]


def test_it_comes_into_force_once_two_have_signed(own_exchange: Exchange, office: Office, other: PolicyRelease) -> None:
    ada, ben = office
    change = ada.signs(proposed(own_exchange, ada, other))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (0, 1)
    ben.signs(change)
    assert (applied(own_exchange), follow(own_exchange)) == (1, 2)
    assert own_exchange.runtime.policy.release == other
    [(_,), (leaf,)] = own_exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released' ORDER BY idx")
    said = json.loads(bytes(leaf))
    assert (said["change"], said["digest"]) == (str(change.id), f"sha256:{digest_of(change).hex()}")
    assert len(said["signed_by"].split()) == 2
    assert check_log(own_exchange.runtime).problems == ()
    seen = see_release(own_exchange.runtime, 2)
    assert (seen.organisation, seen.signatures) == (own_exchange.organisation("hub").name, 2)
    assert [one.says for one in seen.differences or ()] == [
        f"Field housing_rent_arrears ({OTHER_LABEL}): label “{OTHER_LABEL}” instead of “Rent arrears”."
    ]


def test_its_change_edited_after_it_came_into_force_is_named(
    own_exchange: Exchange, office: Office, other: PolicyRelease
) -> None:
    ada, ben = office
    change = ada.signs(proposed(own_exchange, ada, other))
    ben.signs(change)
    assert (applied(own_exchange), follow(own_exchange)) == (1, 2)
    own_exchange.rows("DELETE FROM signature WHERE change_id = %s AND person_id = %s", change.id, ben.actor.person_id)
    [problem] = check_log(own_exchange.runtime).problems
    assert problem == f"The change {change.id} was applied, and is not signed by as many as it takes."


def test_one_that_follows_another_than_was_signed_for_is_overtaken(
    own_exchange: Exchange, office: Office, other: PolicyRelease, tmp_path: Path
) -> None:
    ada, ben = office
    first = ada.signs(proposed(own_exchange, ada, other))
    ben.signs(first)
    recorded(own_exchange, other_words(tmp_path / "third", "Owed"))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (1, 2)
    assert outcome(own_exchange, first) == "overtaken"


def test_of_two_that_are_signed_the_second_is_overtaken(
    own_exchange: Exchange, office: Office, other: PolicyRelease, tmp_path: Path
) -> None:
    ada, ben = office
    third = load_release(other_words(tmp_path / "third", "Owed"))
    first = proposed(own_exchange, ada, other)
    own_exchange.clock.forward(seconds=1)
    changes = [first, proposed(own_exchange, ada, third)]
    for one in changes:
        ben.signs(ada.signs(one))
    assert (applied(own_exchange), follow(own_exchange)) == (2, 2)
    assert [outcome(own_exchange, one) for one in changes] == ["applied", "overtaken"]
    assert own_exchange.runtime.policy.release == other


WORDS = "replace(canonical, 'Arrears of rent', 'Slipped in')"
EDITS = {
    "its words": (f"UPDATE proposed_release SET canonical = {WORDS}", "refused"),
    "its words and digest": (
        f"UPDATE proposed_release SET canonical = {WORDS}, digest = encode(sha256(convert_to({WORDS}, 'UTF8')), 'hex')",
        "overtaken",
    ),
    "its time": ("UPDATE proposed_release SET begins_at = now() + interval '1 day'", "overtaken"),
    "its digest in the change": (
        """UPDATE change SET body = jsonb_set(body, '{release}', '"0000"') WHERE what = 'release_activated'""",
        "refused",
    ),
    "whose it is": (
        "UPDATE proposed_release SET organisation_id = (SELECT id FROM organisation WHERE kind <> 'hub')",
        "overtaken",
    ),
}
"""What is edited, and how the change that was signed then ends."""


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_edited_after_it_was_signed_does_not_come_into_force(
    own_exchange: Exchange, office: Office, other: PolicyRelease, edit: str
) -> None:
    ada, ben = office
    own_exchange.organisation("housing")
    change = ada.signs(proposed(own_exchange, ada, other))
    ben.signs(change)
    query, ends = EDITS[edit]
    own_exchange.rows(query)
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (1, 1)
    assert outcome(own_exchange, change) == ends


def test_a_partners_administrators_put_nothing_in_force(
    own_exchange: Exchange, office: Office, other: PolicyRelease
) -> None:
    there = own_exchange.organisation("housing")
    with pytest.raises(InvalidInput, match="Name a hub"):
        propose_release(own_exchange.admin, there.id, other, None)
    found = propose_release(own_exchange.admin, own_exchange.organisation("hub").id, other, None)
    stranger = own_exchange.person("housing", "administrator", there)
    with pytest.raises(NotFound):
        propose_change(own_exchange.runtime, stranger, RELEASE_ACTIVATED, found.proposed.id)
    manager = own_exchange.person("hub", "hub_decision_maker")
    with pytest.raises(NotFound):
        propose_change(own_exchange.runtime, manager, RELEASE_ACTIVATED, found.proposed.id)
    assert follow(own_exchange) == 1
    assert see_proposal(own_exchange.runtime, manager, found.proposed.id).follows == 1


def test_what_cannot_be_proposed_is_said_with_the_fix(
    own_exchange: Exchange, office: Office, other: PolicyRelease, tmp_path: Path
) -> None:
    hub = own_exchange.organisation("hub").id
    with pytest.raises(WrongState, match="those of release 1, which is in force"):
        propose_release(own_exchange.admin, hub, load_release(POLICIES), None)
    with pytest.raises(InvalidInput, match="This time is past"):
        propose_release(own_exchange.admin, hub, other, own_exchange.clock.now())
    folder = other_words(tmp_path / "fewer")
    request = folder / "fields" / "request.toml"
    request.write_text(request.read_text().replace('none = "No safe way known"\n', ""))
    with pytest.raises(RefusesToStart, match="lost its option none: keep it"):
        propose_release(own_exchange.admin, hub, load_release(folder), None)
    assert own_exchange.rows("SELECT count(*) FROM proposed_release") == [(0,)]


def test_one_that_may_no_longer_follow_is_not_put_in_force(
    own_exchange: Exchange, office: Office, other: PolicyRelease, tmp_path: Path
) -> None:
    """Proposed before the release in force brought a word, it would take that word away."""
    ada, ben = office
    hub = own_exchange.organisation("hub").id
    found = propose_release(own_exchange.admin, hub, other, None)
    folder = other_words(tmp_path / "more", "Owed")
    request = folder / "fields" / "request.toml"
    none = 'none = "No safe way known"\n'
    request.write_text(request.read_text().replace(none, f'{none}unsure = "Not sure"\n'))
    recorded(own_exchange, folder)
    follow(own_exchange)
    hinders = see_proposal(own_exchange.runtime, ada.actor, found.proposed.id).hinders
    assert hinders == ("field request_safe_contact_method has lost its option unsure: keep it.",)
    change = propose_change(own_exchange.runtime, ada.actor, RELEASE_ACTIVATED, found.proposed.id)
    ben.signs(ada.signs(change))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (1, 2)
    assert outcome(own_exchange, change) == "overtaken"
