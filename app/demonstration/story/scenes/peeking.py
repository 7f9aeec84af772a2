"""People without need to know look where they should not. They find nothing, and each look is in the log."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from app.demonstration.story import marks
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.visitor import Visitor

CLOCK: Final = re.compile(r'data-(ends|latest)-in="\d+"')
"""The seconds that are left to whoever is signed in, which go on between two pages."""


def peek(story: Story) -> None:
    """A colleague who is not on the case, another hub, other partners, and governance."""
    story.scene("Whoever does not need to know finds nothing")
    colin = story.person("colin")
    for page in ("", "/returns", "/concern", "/requests"):
        finds_nothing(colin, f"{story.case}{page}", f"/cases/{uuid4()}{page}")
    story.tell(colin.name, "is not on the case: every page of it is, for him, the page of what does not exist")
    edda = story.person("edda")
    finds_nothing(edda, f"{story.case}/returns", f"/cases/{uuid4()}/returns")
    story.tell(edda.name, "works at another hub: the same")
    hugh, police = story.person("hugh"), urlsplit(story.requests["police"]).path
    for page in ("", "/open", "/receipt", "/copy"):
        finds_nothing(hugh, f"{police}{page}", f"/inbox/{uuid4()}{page}")
    story.tell(hugh.name, "tried the address of the request to the police: it does not exist for housing")
    harriet = story.person("harriet")
    harriet.go(f"{story.requests['housing']}/open", status=409)
    harriet.page.must_say("Hugh Housing")
    harriet.page.must_not_say(marks.SURNAME, marks.HOME["postcode"])
    story.tell(harriet.name, "works at housing too: she is told that Hugh has the request, and nothing is opened")
    ingrid = story.person("ingrid")
    finds_nothing(ingrid, f"{story.case}/returns", f"/cases/{uuid4()}/returns")
    finds_nothing(ingrid, f"{police}/open", f"/inbox/{uuid4()}/open")
    story.tell(ingrid.name, "governs the log, and cannot open case or return from where the hub and partners do")


def finds_nothing(visitor: Visitor, there: str, nowhere: str) -> None:
    """What exists must look exactly like what does not (law 5). A page says its minute: another may have begun."""
    if not any(_seen(visitor, there) == _seen(visitor, nowhere) for _ in range(2)):
        raise NotOnPage(f"{visitor.name} can tell that {there} exists")


def _seen(visitor: Visitor, address: str) -> str:
    return CLOCK.sub("", visitor.go(address, status=404).html)
