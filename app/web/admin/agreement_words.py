"""Sharing agreements in words: how one stands, and changes of one, said from what is signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.agreements import DUE, ENDED, EXPIRED, FOLLOWED, NOT_YET, OVERDUE, STANDS, TO_SIGN
from app.domain.changes import AGREEMENT_ENDED, AGREEMENT_RECORDED, Change
from app.services.administration.look_at_agreements import SeenAgreement
from app.web.date_words import date_words


def of_agreement(change: Change) -> tuple[str, str]:
    """What is so before, and after."""
    body = change.body
    if change.what == AGREEMENT_RECORDED:
        return "Not recorded", f"Recorded, and signed by us: {_said(body)}. The others sign that it holds for them"
    if change.what == AGREEMENT_ENDED:
        whom = "for everybody it is between" if body["for_all"] else "for us"
        return f"Holds: {_said(body)}", f"Ended {whom}. It stops nothing that is sent: disclosures name it no more"
    return "Recorded, and not signed by us", f"Signed by us: {_said(body)}. From its first day our disclosures name it"


def state_words(seen: SeenAgreement) -> str:
    """How it stands, in words."""
    agreement, again = seen.agreement, date_words(_next(seen))
    waits = "your own side" if seen.to_sign else _listed([seen.names[one] for one in agreement.unsigned])
    return {
        ENDED: "Ended",
        FOLLOWED: "A later version holds in its place",
        EXPIRED: f"Past its last day, {date_words(agreement.ends)}. It stops nothing: sign a new version, or end it",
        TO_SIGN: f"Waits for {waits} to say that it is signed",
        NOT_YET: f"Begins {date_words(agreement.starts)}",
        OVERDUE: f"To be looked at again since {again}",
        DUE: f"To be looked at again by {again}",
        STANDS: "Holds",
    }[seen.state]


def with_whom(seen: SeenAgreement) -> str:
    """The others, by name."""
    return _listed(sorted(name for id_, name in seen.names.items() if id_ != seen.own_id and seen.agreement.side(id_)))


def _next(seen: SeenAgreement) -> Any:
    agreement = seen.agreement
    return min(agreement.review_at, agreement.ends or agreement.review_at)


def _said(body: Mapping[str, Any]) -> str:
    until = f", until {date_words(body['ends'])}" if body["ends"] else ", with no last day"
    return (
        f"{body['title']}, {body['name']}, between {body['hub']} and {_listed(body['with_names'])}, from "
        f"{date_words(body['starts'])}{until}, looked at again by {date_words(body['review_at'])}. The document’s "
        f"SHA-256 is {body['document']}"
    )


def _listed(names: list[str]) -> str:
    """The names in a sentence."""
    return " and ".join(one for one in (", ".join(names[:-1]), *names[-1:]) if one)
