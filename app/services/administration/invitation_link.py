"""The link of an invitation: a secret that is stored nowhere, and what is proved with it.

It is made of the installation's secret and the invitation's random id, whenever it is to be sent or shown. What
administrators sign, and what the database holds, is its public half alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from app.domain.changes import APPLIED, MEMBER_INVITED, Change
from app.domain.invitations import ACCEPTED, Answer
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.proving import is_proven, prove, public_half

LABEL = b"prx/invitation/v1\n"
LONGEST = 100
"""Characters of what a browser keeps of a link, which is 80."""


def key_for(runtime: Runtime, invitation_id: UUID) -> str:
    """The public half of its secret, as it is signed: in hex."""
    return public_half(_secret(runtime, invitation_id)).hex()


def link_of(runtime: Runtime, change: Change) -> str | None:
    """Where whoever is invited is led to; None once the installation's secret is another than it was made with."""
    secret = _secret(runtime, change.about_id)
    if public_half(secret).hex() != change.body["key"]:
        return None
    return f"{runtime.public_address}/invitation/{change.id}/{_text(secret)}"


def known(work: Work, link: str | None) -> tuple[Change, bytes] | None:
    """The invitation that a link (its id, a stop, its secret) is of, and the secret; None if it leads to none."""
    named, _, text = (link or "")[:LONGEST].partition(".")
    try:
        change_id, secret = UUID(named), base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        public = public_half(secret).hex()
    except (ValueError, binascii.Error):
        return None
    change = work.changes.change(change_id)
    if change is None or (change.what, change.outcome) != (MEMBER_INVITED, APPLIED):
        return None
    return (change, secret) if hmac.compare_digest(public, str(change.body["key"])) else None


def proof_of(secret: bytes, answer: Answer) -> bytes:
    """That whoever has the link accepts as this person, by this account."""
    return prove(secret, _said(answer))


def accepted_by(change: Change, answer: Answer | None) -> UUID | None:
    """Whoever accepted an invitation, if it was done with its link; None otherwise."""
    if answer is None or answer.answer != ACCEPTED or answer.proof is None:
        return None
    return answer.by_id if is_proven(bytes.fromhex(change.body["key"]), _said(answer), answer.proof) else None


def _said(answer: Answer) -> bytes:
    said = {
        "change": str(answer.change_id),
        "person": str(answer.by_id),
        "account": str(answer.account_id),
        "at": answer.at.isoformat(),
    }
    return LABEL + canonical(said)


def _secret(runtime: Runtime, invitation_id: UUID) -> bytes:
    return hmac.digest(runtime.session_key, b"invitation\x00" + invitation_id.bytes, hashlib.sha256)


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
