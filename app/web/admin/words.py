"""Changes in words: what is so now, and what will be."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.changes import (
    APPLIED,
    ENTRIES_APPROVED,
    ENTRIES_ON_PAPER,
    EVIDENCE_SAID,
    FILE_DESTROYED,
    KINDS,
    MEMBER_APPROVED,
    MEMBER_ENDED,
    MEMBER_INVITED,
    OF_AGREEMENTS,
    OF_ENTRIES,
    OF_GROUPS,
    OF_ORGANISATIONS,
    OF_PARTNERSHIPS,
    OF_PROVIDERS,
    OVERTAKEN,
    PASSKEY_ENDED,
    PASSKEY_REGISTERED,
    REFUSED,
    RELEASE_ACTIVATED,
    SUSPENSION_LIFTED,
    WITHDRAWN,
    Change,
)
from app.domain.invitations import ACCEPTED, DECLINED, JOINED, LATE, NOT_JOINED, OPEN
from app.domain.invitations import WITHDRAWN as TAKEN_BACK
from app.services.administration.entries import called, entries_in
from app.services.administration.entry_subjects import OVERRULES
from app.services.administration.look import Seen
from app.web.admin.agreement_words import of_agreement
from app.web.admin.evidence_words import of_evidence
from app.web.admin.file_words import of_file
from app.web.admin.group_words import of_group
from app.web.admin.organisation_words import of_organisation
from app.web.admin.partnership_words import of_partnership
from app.web.admin.provider_words import of_provider
from app.web.date_words import date_words, moment_words
from policies.engine.release import PolicyRelease

OUTCOMES: Final[Mapping[str, str]] = {
    APPLIED: "Done",
    WITHDRAWN: "Taken back",
    OVERTAKEN: "Overtaken: it was no longer as it was when this was proposed. Nothing was changed",
    REFUSED: "Refused: a signature counts no more, as whoever gave it has left or their passkey has ended, or what is "
    "stored is not what was signed. Nothing was changed. If neither has ended, tell whoever runs the exchange",
}
STATES: Final[Mapping[str, str]] = {
    OPEN: "Not answered yet",
    LATE: "Its time is over, and nobody answered",
    ACCEPTED: "Accepted: let in within seconds",
    JOINED: "Accepted, and let in",
    NOT_JOINED: "Accepted, and not let in: what is stored is not what was signed, or they have the role. Nobody gained "
    "anything. If they have no role, tell whoever runs the exchange",
    DECLINED: "Declined",
    TAKEN_BACK: "Taken back",
}
"""How an invitation stands."""
NO_LONGER: Final = "This passkey signs nothing. This cannot be undone: another one is registered"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in a list or on its page. `before` and `after` are said from what is signed, and nothing else."""

    title: str
    whose: str
    before: str
    after: str
    state: str


def line(seen: Seen, release: PolicyRelease) -> ChangeLine:
    """It in words, with the labels of the policy in force."""
    change = seen.change
    if change.what in OF_ORGANISATIONS:
        before, after = of_organisation(change, release)
    elif change.what in OF_PARTNERSHIPS:
        before, after = of_partnership(change)
    elif change.what == EVIDENCE_SAID:
        before, after = of_evidence(change)
    elif change.what in OF_AGREEMENTS:
        before, after = of_agreement(change)
    elif change.what in OF_GROUPS:
        before, after = of_group(change, {key: role.label for key, role in release.roles.items()})
    elif change.what in OF_PROVIDERS:
        before, after = of_provider(change)
    elif change.what == FILE_DESTROYED:
        before, after = of_file(change)
    else:
        before, after = _before_after(change, {key: role.label for key, role in release.roles.items()}, release)
    whose = seen.names[change.gains] if change.gains else _whose(change, release)
    return ChangeLine(KINDS[change.what].label, whose, before, after, _state(seen))


def as_text(data: bytes) -> str:
    """Bytes as the page's script takes them: base64url (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(data).decode()


def _before_after(change: Change, roles: Mapping[str, str], release: PolicyRelease) -> tuple[str, str]:
    if change.what in (PASSKEY_REGISTERED, PASSKEY_ENDED):
        signs = f"Signs changes with the passkey {change.body['code']}"
        return ("Not registered", signs) if change.what == PASSKEY_REGISTERED else (signs, NO_LONGER)
    if change.what == RELEASE_ACTIVATED:
        proposed = f"The proposed release, {_from(change)}. Digest {change.body['release']}"
        return f"Policy release {change.body['follows']}", proposed
    if change.what in OF_ENTRIES:
        return _of_entries(change, release)
    role = roles.get(change.body["role"], change.body["role"])
    if change.what == MEMBER_APPROVED:
        who = f"{change.body['name']}, {change.body['email'] or 'no e-mail address'}"
        return f"Not {role} here", f"{role}: {who}"
    if change.what == MEMBER_INVITED:
        who, until = f"{change.body['name']}, {change.body['email']}", moment_words(change.body["expires_at"])
        how = f"may become it by a link, until {until}, signing in by {change.body['sign_in']}"
        return f"Not {role} here", f"{role}: {who}, {how}"
    since = change.body["suspended_at"]
    now = f"{role}, suspended since {moment_words(since)}" if since else role
    after = {MEMBER_ENDED: f"No longer {role}. This cannot be undone", SUSPENSION_LIFTED: role}
    return now, after[change.what]


def _whose(change: Change, release: PolicyRelease) -> str:
    """Of what is the access of nobody who is there; of several entries the first is named, and how many more."""
    if change.what not in OF_ENTRIES:
        return str(change.body.get("name", "Everybody"))
    first, *more = entries_in(change.body)
    named = called(release, *first[:2])
    return f"{named} and {len(more)} more" if more else named


def _of_entries(change: Change, release: PolicyRelease) -> tuple[str, str]:
    why = f" Why: {change.body['why']}" if change.body["why"] else ""
    if change.what == ENTRIES_ON_PAPER:
        paper = change.body["paper"]
        signed = date_words(date.fromisoformat(paper["signed_on"]))
        return "Not approved as the policy says them now", (
            f"Approved as the policy says them now, on paper: signed by {paper['owner']} on {signed}, which lies at "
            f"{paper['kept_at']}. The sheet’s digest is {paper['sheet']}: compare it with the paper before you sign."
            f"{why}"
        )
    if over := change.body.get(OVERRULES):
        named = "; ".join(f"{called(release, kind, key)} (“{said}”)" for kind, key, _, said in over)
        return f"Objected to by an owner: {named}", f"Approved after all, as the policy says it now.{why}"
    if change.what == ENTRIES_APPROVED:
        return "Not approved as the policy says them now", f"Approved as the policy says them now.{why}"
    return "Not objected to, as the policy says them now", f"Objected to from when this is done.{why}"


def _state(seen: Seen) -> str:
    if seen.change.outcome is not None:
        return OUTCOMES[seen.change.outcome]
    if seen.why_not == "closed":
        return "Closed: not enough people signed it in time"
    if not seen.standing.proposer:
        return "Waits for its proposer’s signature"
    if seen.standing.others:
        return f"Waits for {seen.standing.others} more to sign"
    return _of_signed(seen.change)


def _of_signed(change: Change) -> str:
    """Of one that enough have signed, when it is done."""
    if change.done_at is not None:
        return f"Signed. It is done {moment_words(change.done_at)}, unless somebody who may sign it takes it back"
    if KINDS[change.what].weighty:
        return "Signed. All who may sign it are told, and it is done an hour later, unless one of them takes it back"
    if change.begins_at is not None:
        return f"Signed. It is done at its time, {moment_words(change.begins_at)}"
    return "Signed. It is done within seconds"


def _from(change: Change) -> str:
    return "an hour after it is signed" if change.begins_at is None else f"from {moment_words(change.begins_at)}"
