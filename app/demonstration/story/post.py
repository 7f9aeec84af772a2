"""The mails of the story as they arrive: each names a thing by reference, and leads to its page."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from app.demonstration.seed import persona
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage

PATIENCE = 20.0
"""Seconds the worker may take to send what waits."""
REFERENCE = re.compile(r"^Reference: (\S+)$", re.MULTILINE)
PAGE = re.compile(r"^Sign in to see it: \S+?//[^/]+(/\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Received:
    """One mail, by the name it is kept under: to whom, what it says, of what, and the page it leads to."""

    name: str
    to: str
    subject: str
    text: str
    reference: str
    page: str


def received(folder: Path) -> Iterator[Received]:
    """All that have arrived, in the order they did."""
    for path in sorted(folder.glob("*.eml")):
        one = as_received(path.name, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        if one:
            yield one


def as_received(name: str, message: EmailMessage) -> Received | None:
    """One mail, if it is of something and leads to a page."""
    text = message.get_content().replace("\r\n", "\n")
    found, page = REFERENCE.search(text), PAGE.search(text)
    return (
        Received(name, str(message["To"]), str(message["Subject"]), text, found[1], page[1]) if found and page else None
    )


def mailed(story: Story, who: str, subject: str, reference: str) -> str:
    """Wait until somebody has a mail of this subject about this reference that they have not followed; its link."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for one in received(story.installation.mails):
            theirs = (one.to, one.subject, one.reference) == (persona(who).email, subject, reference)
            if theirs and one.name not in story.followed:
                story.followed.add(one.name)
                return one.page
        time.sleep(0.1)
    raise NotOnPage(f"{who} has no mail “{subject}” about {reference}")
