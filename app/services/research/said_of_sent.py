"""Words of a return that say a protected place which the partner itself was sent: whoever signs is shown them first.

It is stopped on no other place: on one that it was not sent, being stopped or not would tell where somebody is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.domain.answers import Answer
from app.domain.protected_words import found_in, needles_of
from app.domain.records import Record
from app.services.disclosure.facts import place_in
from app.services.disclosure.places_said import kinds_said, places_in
from app.services.disclosure.sealing import Content
from policies.engine.catalogue import Catalogue
from policies.engine.vocabulary import PLACES, SENT, UNPROTECTED

WORDS_SAY: Final = "words_say"
"""Under which whoever signs is told of it, and says why they stay."""
Sent = Iterable[tuple[Record, Mapping[str, Answer]]]


def saying_sent_places(catalogue: Catalogue, sent: Sent, content: Content, today: date) -> tuple[str, ...]:
    """The fields of a return whose words say a place that was sent as protected, in `sent` with who it is about.

    What says a place by its own kind is shown in part wherever that place is protected, and is not among them. Pure.
    """
    told = [
        place
        for record, answers in sent
        if record.protection != UNPROTECTED and place_in(record) == SENT
        for key, answer in answers.items()
        if key in catalogue and PLACES & set(catalogue[key].tags)
        for place in places_in(catalogue[key], answer.value, today)
    ]
    needles = needles_of(told)
    return tuple(
        key
        for key, answer in content.answers.items()
        if not PLACES & set(catalogue[key].tags)
        and (kinds_said(needles, catalogue[key], answer) or found_in(needles, content.gists.get(key, "")))
    )


def stop_on(catalogue: Catalogue, fields: Iterable[str]) -> str:
    """What whoever signs is told: where their words say it, and the ways on."""
    named = ", ".join(f"“{catalogue[key].label}”" for key in fields)
    return (
        f"Your words say an address that the hub sent you as protected, in: {named}. Leave it out, "
        "or say why it must stay."
    )
