"""Which signatures of changes hold: by the passkeys that entries of the log name, over a digest that is made anew.

Whoever writes rows into the database has neither somebody's passkey nor the key by which the exchange signs what its
entries name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app.domain.administered import RowName
from app.domain.changes import GIVES, MEMBER_APPROVED, MEMBER_INVITED, Change, Signature, standing
from app.domain.identity import Membership
from app.domain.passkeys import Passkey, PasskeyRefused
from app.domain.ports import Work
from app.services.administration.digest import digest_of
from app.services.administration.invitation_link import accepted_by
from app.services.disclosure.naming_rows import named_by
from app.services.runtime import Runtime


def given_by_changes(runtime: Runtime, work: Work, memberships: Collection[Membership]) -> frozenset[UUID]:
    """The ids of those of these memberships that the change which they say gave them does give, signed by enough."""
    changes = work.changes.changes({one.change_id for one in memberships if one.change_id}) if memberships else {}
    signed = signatures_that_hold(runtime, work, changes.values())
    invited = {key for key, one in changes.items() if one.what == MEMBER_INVITED}
    answers = work.invitations.answers(invited) if invited else {}

    def given(one: Membership) -> bool:
        change = None if one.change_id is None else changes.get(one.change_id)
        if change is None or change.what not in GIVES:
            return False
        gains = change.gains if change.what == MEMBER_APPROVED else accepted_by(change, answers.get(change.id))
        says = (change.organisation_id, gains, change.body.get("role"), change.proposed_by)
        if gains is None or says != (one.organisation_id, one.person_id, one.role, one.approved_by):
            return False
        return standing(change, {each.person_id for each, _ in signed[change.id]} - {gains}).complete

    return frozenset(one.id for one in memberships if given(one))


def signatures_that_hold(
    runtime: Runtime, work: Work, changes: Collection[Change]
) -> Mapping[UUID, Sequence[tuple[Signature, Passkey]]]:
    """Of each of these changes those of its signatures that are what they say, each with its passkey.

    Whether the passkey still stood then, and its owner administered, is for whoever applies the change to ask.
    """
    if not changes:
        return {}
    said = work.changes.signatures({one.id for one in changes})
    passkeys = work.passkeys.passkeys({one.passkey_id for signed in said.values() for one in signed})
    named = named_by(runtime, work, {(_row(one), one.entry_id) for one in passkeys.values()})

    def held(change: Change, one: Signature) -> Passkey | None:
        passkey = passkeys.get(one.passkey_id)
        if passkey is None or (_row(passkey), passkey.entry_id) not in named:
            return None
        if (passkey.person_id, passkey.organisation_id) != (one.person_id, change.organisation_id):
            return None
        try:
            runtime.passkeys.verify(passkey, digest_of(change), one.assertion)
        except PasskeyRefused:
            return None
        return passkey

    return {
        change.id: [(one, passkey) for one in said[change.id] if (passkey := held(change, one)) is not None]
        for change in changes
    }


def _row(passkey: Passkey) -> RowName:
    return ("passkey", str(passkey.id))
