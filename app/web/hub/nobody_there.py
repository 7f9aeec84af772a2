"""Partners that are closed before an answer is due, in words: before sending, and until one of them was rung."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from app.domain.identity import Organisation
from app.domain.time_of_day import london, time_words
from app.services.clocks.answering import Number
from app.services.clocks.unattended import Unattended
from app.services.intake.open_case import KnownCase
from app.web.date_words import moment_words

NOT_RUNG = "not rung yet"


@dataclass(frozen=True, slots=True)
class Shut:
    """A partner of the check page: what is the matter, the number to ring, and who has tried that number."""

    text: str
    telephone: str
    rung: str


@dataclass(frozen=True, slots=True)
class ToRing:
    """A partner that was closed when something red was sent, until it has opened that or was rung.

    `beside` stands after the number: that they are closed once more and who answers, where `text` says neither.
    """

    name: str
    number: Number
    beside: str
    text: str
    href: str


def shut_partners(partners: Sequence[Organisation], found: Mapping[UUID, Unattended]) -> list[Shut]:
    """Those of them where nobody sees it, in the order of the page."""
    return [_shut(one, found[one.id]) for one in partners if one.id in found]


def partners_to_ring(known: KnownCase, now: datetime) -> list[ToRing]:
    """Of the requests of a case that are red, with the number for while they are closed."""
    there = [one for one in known.requests if one.unattended and one.closed_until and one.file_id not in known.erased]
    return [
        ToRing(
            name=known.partners[one.partner_id].name,
            number=known.numbers[one.partner_id],
            beside=known.numbers[one.partner_id].closed if one.closed_until <= now else "",
            text=_not_opened(one.closed_until, known.numbers[one.partner_id], now),
            href=url_for("hub.ring", case_id=known.case.file_id, file_id=one.file_id),
        )
        for one in there
        if one.closed_until
    ]


def _not_opened(until: datetime, number: Number, now: datetime) -> str:
    """Until when they are closed, or that they are there again and it still lies unopened."""
    if until <= now:
        return f"was closed when it was sent, and has not opened it since {moment_words(until)}"
    if number.closed_until is None:
        return f"has not opened it, and closes before it is due, until {_day_and_time(until)}"
    covered = f"{number.by} covers it" if number.by else "nobody covers it"
    return f"has not opened it and is {_closed_until(until)}, after it is due; {covered}"


def _shut(partner: Organisation, found: Unattended) -> Shut:
    closed = _closed_until(found.opens_at) if found.opens_at else "closed"
    when = closed if found.closes_at is None else f"open until {time_words(found.closes_at)}, then {closed}"
    nobody = "nobody covers it" if found.cover.said else "it has not said that anybody covers it"
    covered = f"{found.cover.by} covers it" if found.cover.out_of_hours else nobody
    rung = found.cover.rung_by and f"rung by {found.cover.rung_by}, {moment_words(found.cover.rung_at)}"
    return Shut(f"{partner.name} is {when}, and {covered}", found.cover.telephone, rung or NOT_RUNG)


def _closed_until(at: datetime) -> str:
    return f"closed until {_day_and_time(at)}"


def _day_and_time(at: datetime) -> str:
    local = london(at)
    return f"{local:%A} {local.day} {local:%B} at {time_words(local)}"
