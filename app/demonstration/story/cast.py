"""The story as it is told: who is signed in, what has come of it so far, and what is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TextIO

from app.demonstration.installation import Installation
from app.demonstration.made_up import ORGANISATIONS
from app.demonstration.seed import persona
from app.demonstration.story.visitor import Visitor, Wire

HUB = "hub"
WIDTH = 116


@dataclass(slots=True)
class Story:
    """One telling on one running installation. By partner: `references`, addresses of `requests`, labels `shown`.

    `followed` are the mails whose link somebody has followed.
    """

    installation: Installation
    out: TextIO
    wire: Wire = field(default_factory=Wire)
    case: str = ""
    references: dict[str, str] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    shown: dict[str, list[str]] = field(default_factory=dict)
    revealed: str = ""
    followed: set[str] = field(default_factory=set)
    _signed_in: dict[tuple[str, str], Visitor] = field(default_factory=dict)

    def person(self, key: str, organisation: str = "") -> Visitor:
        """This persona at a browser of their own, signed in; acting for the organisation, or for their first."""
        who = persona(key)
        acting = next(one for one in who.roles if organisation in ("", one[0]))
        at = (key, acting[0])
        if at not in self._signed_in:
            visitor = Visitor(who.name, self.installation.address, self.wire)
            membership = self.installation.memberships[key, *acting]
            visitor.sign_in(who.provider, key, membership)
            self._signed_in[at] = visitor
        return self._signed_in[at]

    def close(self) -> None:
        """Close everybody's browser."""
        for visitor in self._signed_in.values():
            visitor.close()

    def scene(self, title: str) -> None:
        """Begin the next scene."""
        print(f"\n── {title} {'─' * max(0, WIDTH - len(title) - 4)}", file=self.out, flush=True)

    def tell(self, who: str, what: str) -> None:
        """One line of what somebody did or saw."""
        print(f"  {who:<24} {what}", file=self.out, flush=True)


def organisation_name(key: str) -> str:
    """What an organisation of the story is called."""
    return next(one.name for one in ORGANISATIONS if one.key == key)
