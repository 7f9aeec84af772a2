"""Where people can be reached by mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.domain.identity import Person

MAILBOX: Final = re.compile(r"[\w.!#$%&'*+/=?^{|}~\u0300-\uffff-]{1,64}@[\w.\u0300-\uffff-]{1,190}")
"""Addresses come from identity providers: one that no mail server takes must not keep a mail from everybody else."""


def reachable(person: Person) -> bool:
    """Whether somebody has an address that a mail server could take."""
    return bool(person.email and person.email.isprintable() and MAILBOX.fullmatch(person.email))


def addresses(people: Iterable[Person]) -> dict[UUID, str]:
    """Where each can be reached; whoever cannot is left out."""
    return {one.id: one.email for one in people if one.email and reachable(one)}
