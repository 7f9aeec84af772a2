"""What each kind of change is about: the row as it stands now, and what a change of it says.

Proposing reads it, and applying reads it again: a change whose words or row are others by then is overtaken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import (
    EVIDENCE_SAID,
    FILE_DESTROYED,
    MEMBER_APPROVED,
    MEMBER_ENDED,
    MEMBER_INVITED,
    OF_AGREEMENTS,
    OF_ENTRIES,
    OF_GROUPS,
    OF_ORGANISATIONS,
    OF_PARTNERSHIPS,
    OF_PROVIDERS,
    PASSKEY_ENDED,
    PASSKEY_REGISTERED,
    RELEASE_ACTIVATED,
    SIGNS,
    SUSPENSION_LIFTED,
)
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Membership
from app.domain.ports import Work
from app.services.administration.agreement_subjects import agreement_subject
from app.services.administration.digest import digest_of_row
from app.services.administration.entry_subjects import entries_subject
from app.services.administration.evidence_changes import evidence_subject
from app.services.administration.file_subjects import file_subject
from app.services.administration.group_subjects import group_subject
from app.services.administration.organisation_subjects import organisation_subject
from app.services.administration.partnership_subjects import partnership_subject
from app.services.administration.provider_changes import provider_subject
from app.services.administration.subject import Subject
from app.services.administration.who_signs import roles_that_sign
from app.services.runtime import PolicyInForce

LAST = "They are the last administrator here. Have somebody else made administrator first."


def subject_of(
    policy: PolicyInForce,
    work: Work,
    what: str,
    organisation_id: UUID,
    about_id: UUID,
    asked: Mapping[str, Any] | None,
    now: datetime,
) -> Subject:
    """It, held against other changes until the transaction ends; `asked` is what the row alone does not say.

    `now` is when it is proposed: what lapses is asked for as it stood then.

    Raises NotFound when the organisation has no such row, WrongState when it stands so that there is nothing to change,
    UnknownEntry for entries that do not stand in the policy in force as `asked` has them.
    """
    if what in OF_ENTRIES:
        return entries_subject(policy, work, what, organisation_id, about_id, asked or {}, now)
    if what in OF_ORGANISATIONS:
        return organisation_subject(policy, work, what, organisation_id, about_id, asked or {})
    if what in OF_PARTNERSHIPS:
        return partnership_subject(work, what, organisation_id, about_id, asked or {}, now)
    if what in OF_AGREEMENTS:
        return agreement_subject(work, what, organisation_id, about_id, asked or {}, now)
    if what == PASSKEY_REGISTERED:
        return _offered_key(work, organisation_id, about_id, roles_that_sign(policy.release))
    return _of_one(work, what, organisation_id, about_id, asked or {})


def _of_one(work: Work, what: str, organisation_id: UUID, about_id: UUID, asked: Mapping[str, Any]) -> Subject:
    """A sign-in or a group of one, evidence, a file, a role for somebody, or a row that says it all by itself."""
    if what in OF_PROVIDERS or what in OF_GROUPS:
        subject = provider_subject if what in OF_PROVIDERS else group_subject
        return subject(work, what, organisation_id, about_id, asked)
    if what == EVIDENCE_SAID:
        return evidence_subject(work, organisation_id, about_id, asked)
    if what == FILE_DESTROYED:
        return file_subject(work, organisation_id, about_id, asked)
    if what == MEMBER_INVITED:
        return _invited(work, asked)
    if what == MEMBER_APPROVED:
        return _newcomer(work, organisation_id, about_id, str(asked.get("role")))
    return SUBJECTS[what](work, organisation_id, about_id)


def _newcomer(work: Work, organisation_id: UUID, person_id: UUID, role: str) -> Subject:
    """Somebody who has signed in, with the accounts by which they would act."""
    person = work.identity.person(person_id)
    accounts = work.identity.accounts_of(person_id)
    if not accounts:
        raise NotFound
    held = [one.membership for one in work.identity.memberships_of(person_id)]
    if any((one.organisation_id, one.role) == (organisation_id, role) for one in held):
        raise WrongState("They have this role here already. If it is suspended, propose under “People” to lift that.")
    body = {"person": str(person_id), "role": role, "name": person.display_name, "email": person.email}
    return Subject(body, digest_of_row({"accounts": " ".join(map(str, accounts))}))


def _invited(work: Work, asked: Mapping[str, Any]) -> Subject:
    """Somebody who is not here yet, and the sign-in that their mailbox leads to."""
    provider = work.identity.provider_for_domain(str(asked["email"]).rpartition("@")[2].lower())
    if provider is None:
        raise NotFound
    body = {name: asked[name] for name in ("role", "name", "email", "expires_at", "key")}
    row = {"provider": provider.id, "issuer": provider.issuer}
    return Subject({**body, "provider": provider.key, "sign_in": provider.name}, digest_of_row(row))


def _member_to_end(work: Work, organisation_id: UUID, about_id: UUID) -> Subject:
    membership = _standing(work, organisation_id, about_id)
    if membership.role == SIGNS and not set(work.identity.roles_in(organisation_id, [SIGNS])) - {membership.person_id}:
        raise WrongState(LAST)
    return _of_member(membership)


def _suspended_member(work: Work, organisation_id: UUID, about_id: UUID) -> Subject:
    membership = _standing(work, organisation_id, about_id)
    if membership.suspended_at is None:
        raise WrongState("The role is not suspended: there is nothing to lift.")
    return _of_member(membership)


def _standing(work: Work, organisation_id: UUID, about_id: UUID) -> Membership:
    membership = work.identity.hold_membership(about_id)
    if membership.organisation_id != organisation_id:
        raise NotFound
    if membership.ended_at is not None:
        raise WrongState("The role has ended: there is nothing left to change.")
    return membership


def _of_member(membership: Membership) -> Subject:
    since = membership.suspended_at
    body = {
        "person": str(membership.person_id),
        "role": membership.role,
        "suspended_at": None if since is None else since.isoformat(),
    }
    return Subject(body, digest_of_row(asdict(membership)))


def _offered_key(work: Work, organisation_id: UUID, about_id: UUID, roles: Sequence[str]) -> Subject:
    here = work.identity.roles_in(organisation_id, roles)
    offer = work.passkeys.offer(about_id)
    if offer is None or offer.person_id not in here:
        raise NotFound
    if offer not in work.passkeys.offers_of([offer.person_id], organisation_id):
        raise WrongState("This passkey is registered already.")
    row = {**asdict(offer), "credential_id": offer.credential_id.hex(), "public_key": offer.public_key.hex()}
    return Subject({"person": str(offer.person_id), "code": offer.code}, digest_of_row(row))


def _registered_key(work: Work, organisation_id: UUID, about_id: UUID) -> Subject:
    passkey = work.passkeys.passkeys([about_id]).get(about_id)
    if passkey is None or passkey.organisation_id != organisation_id:
        raise NotFound
    if passkey.ended_at is not None:
        raise WrongState("This passkey has ended already.")
    row = {**asdict(passkey), "credential_id": passkey.credential_id.hex(), "public_key": passkey.public_key.hex()}
    return Subject({"person": str(passkey.person_id), "code": passkey.code}, digest_of_row(row))


def _proposed_release(work: Work, organisation_id: UUID, about_id: UUID) -> Subject:
    """One proposed to this organisation, and the release that it would follow."""
    proposed, latest = work.policy.proposed(about_id), work.policy.latest()
    if proposed is None or proposed.organisation_id != organisation_id or latest is None:
        raise NotFound
    number, digest = latest
    if digest == proposed.digest:
        raise WrongState("This release is in force already.")
    begins = None if proposed.begins_at is None else proposed.begins_at.isoformat()
    body = {"release": proposed.digest, "begins_at": begins, "follows": number}
    return Subject(body, digest_of_row({"number": number, "digest": digest}))


SUBJECTS: Final[Mapping[str, Callable[[Work, UUID, UUID], Subject]]] = {
    MEMBER_ENDED: _member_to_end,
    SUSPENSION_LIFTED: _suspended_member,
    PASSKEY_ENDED: _registered_key,
    RELEASE_ACTIVATED: _proposed_release,
}
