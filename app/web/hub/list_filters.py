"""The filters of the hub's two lists, as an address says them: checked, in words as tags, and taken off one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from app.domain.identity import Organisation
from app.domain.lists import BoardFilter, CaseFilter
from app.web.hub.names import STATES
from app.web.rating_words import rating_words

SHOWN = {"open": "Waiting for an answer", "answered": "Answered", "withdrawn": "Withdrawn"}
WAITING = ("sent", "claimed", "clarification")
"""States of a request that waits, by which the board can be filtered."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter in words; `href` is the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What is chosen, None where nothing is, and what it is called."""

    chosen: Mapping[str, str | None]
    words: Mapping[str, str]

    def tags(self, page: str) -> tuple[Tag, ...]:
        """Each filter but what list is shown, with the address that leaves it out."""
        return tuple(Tag(self.words[name], self.address(page, without=name)) for name in self.words)

    def address(self, page: str, *, without: str | None = None) -> str:
        """The address of the first page with these filters, or with all but one."""
        kept = {name: value for name, value in self.chosen.items() if value and name != without}
        return f"{page}?{urlencode(kept)}" if kept else page


def case_filters(typed: Mapping[str, str], colleagues: Mapping[UUID, str]) -> Filters:
    """Of the list of cases: open or closed, urgency, who is on it. What is not of its list is left out."""
    people = {str(id_): name for id_, name in colleagues.items()}
    chosen = {
        "state": "closed" if typed.get("state") == "closed" else None,
        "rating": _of(rating_words(), typed.get("rating")),
        "owner": _of(people, typed.get("owner")),
    }
    words = {"rating": rating_words(), "owner": people}
    return Filters(chosen, _words(chosen, words))


def board_filters(
    typed: Mapping[str, str], partners: Mapping[UUID, Organisation], colleagues: Mapping[UUID, str]
) -> Filters:
    """Of the board: which requests, their state, urgency, partner, and who is on the case."""
    people = {str(id_): name for id_, name in colleagues.items()}
    named = {str(one.id): one.name for one in partners.values()}
    states = {state: STATES[state] for state in WAITING}
    show = _of(SHOWN, typed.get("show")) or "open"
    chosen = {
        "show": show,
        "state": _of(states, typed.get("state")) if show == "open" else None,
        "rating": _of(rating_words(), typed.get("rating")),
        "partner": _of(named, typed.get("partner")),
        "owner": _of(people, typed.get("owner")),
    }
    words = {"state": states, "rating": rating_words(), "partner": named, "owner": people}
    return Filters(chosen, _words(chosen, words))


def wanted_cases(filters: Filters) -> CaseFilter:
    """The same for the list itself."""
    chosen = filters.chosen
    return CaseFilter(chosen["state"] or "open", chosen["rating"], _id(chosen["owner"]))


def wanted_requests(filters: Filters) -> BoardFilter:
    """The same for the board itself."""
    chosen = filters.chosen
    return BoardFilter(
        answered=chosen["show"] == "answered",
        withdrawn=chosen["show"] == "withdrawn",
        rating=chosen["rating"],
        counterpart=_id(chosen["partner"]),
        state=chosen["state"],
        on_case=_id(chosen["owner"]),
    )


def _of(known: Mapping[str, str], typed: str | None) -> str | None:
    return typed if typed in known else None


def _words(chosen: Mapping[str, str | None], words: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    return {name: known[value] for name, known in words.items() if (value := chosen[name])}


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
