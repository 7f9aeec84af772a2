"""What a hub says of what is there before it goes live, in words, said from what is signed."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.changes import Change
from app.domain.evidence import ITEMS
from app.web.date_words import date_words


def of_evidence(change: Change) -> tuple[str, str]:
    """A change of one item in words: what is so before, and after."""
    body = change.body
    label = ITEMS[body["item"]].label
    return f"{label}: {_said(body['was'])}", f"{label}: {_said(body)}"


def _said(body: Mapping[str, str] | None) -> str:
    if body is None:
        return "nothing is said of it"
    again = date_words(body["again_at"])
    return f"{body['answers']} answers for it. It lies here: {body['reference']}. It is looked at again on {again}"
