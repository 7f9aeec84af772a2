"""Kinds of organisation, as the policy folder says what each is in law and what a request to it carries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    """One kind of organisation: what one of it is in law unless something else is recorded of it (`in_law`), what a
    request to it carries, about which kinds of subject it is asked unless somebody chooses otherwise, and which of the
    hub's roles learn how it answers (none named: all that read).

    `warns` is said before anything is sent to it: what it may have to do with that.

    Nothing is sent without what it must carry, and one of `request_one_of`; what it may carry is chosen each time.
    """

    key: str
    label: str
    short: str
    in_law: frozenset[str]
    suggests: tuple[str, ...]
    suggests_alleged: tuple[str, ...]
    never_about: tuple[str, ...]
    request_must: tuple[str, ...]
    request_one_of: tuple[str, ...]
    request_if_held: tuple[str, ...]
    request_may: tuple[str, ...]
    must_not_carry: str | None
    warns: str | None
    not_told_of: tuple[str, ...]
    route: str | None
    approval: str
    identifiers: tuple[str, ...]
    prompts: tuple[str, ...]
    answers_read_by: tuple[str, ...]
    notes: str | None

    @property
    def carries(self) -> tuple[str, ...]:
        """The keys of the request fields that one of it can be sent."""
        return (*self.request_must, *self.request_if_held, *self.request_may)
