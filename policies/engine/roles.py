"""What people may be in an organisation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may be in an organisation, and the kinds of organisation that have such people.

    One that `reads_as` another reads whatever that one does; with `only_rated`, only of cases that are rated so, and
    where it is `only_handed_over`, only of cases handed to the person for the hours in which the hub is closed.
    """

    key: str
    label: str
    about: str
    organisations: tuple[str, ...]
    code: str | None
    may: tuple[str, ...]
    reads_as: str | None
    only_rated: tuple[str, ...]
    only_handed_over: bool
