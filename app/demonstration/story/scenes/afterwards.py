"""A return is added to, and the mails that went out are read: they say nothing about anybody."""

from __future__ import annotations

import email
import email.policy
import time

from app.demonstration.story import marks
from app.demonstration.story.answers import PARTS
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage

PATIENCE = 20.0
"""Seconds the worker may take to send what waits."""


def add_to_return(story: Story) -> None:
    """Elsie finds more after signing off; the hub sees the new return, and that there was an earlier one."""
    story.scene("A return is added to afterwards")
    elsie, dilys = story.person("elsie"), story.person("dilys")
    elsie.go(story.requests["early_help"])
    elsie.follow("See the receipt")
    elsie.press("Add to or correct the return")
    elsie.follow("Change Early help")
    elsie.form.put("return_anything_else-value", marks.CORRECTION)
    elsie.form.put("return_anything_else-nature", "fact")
    elsie.press("Continue")
    elsie.press("Sign off and send")
    elsie.page.must_say("Your correction was received")
    dilys.go(f"{story.case}/returns")
    dilys.page.must_say(marks.CORRECTION, "Corrected:")
    story.tell(elsie.name, "added to the return; the hub sees the new one, and that it was corrected")


def read_mails(story: Story) -> None:
    """Every mail names hub, reference, rating and due time, and nobody."""
    story.scene("What went out by mail")
    folder = story.installation.mails
    until = time.monotonic() + PATIENCE
    while (asked := _about(story, "request is waiting")) < len(PARTS) and time.monotonic() < until:
        time.sleep(0.2)
    if asked < len(PARTS):
        raise NotOnPage(f"{asked} mails about requests went out, for {len(PARTS)} requests")
    for path in folder.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = f"{message['Subject']}\n{message.get_content()}"
        if leaked := [mark for mark in marks.all_marks() if mark.lower() in text.lower()]:
            raise NotOnPage(f"a mail holds {leaked}")
    story.tell(
        "(The mails)", f"{len(list(folder.glob('*.eml')))} mails, naming hub, reference, rating and due time only"
    )
    story.tell("(One of them)", _example(story))


def _about(story: Story, subject: str) -> int:
    return sum(subject in path.read_text(errors="replace") for path in story.installation.mails.glob("*.eml"))


def _example(story: Story) -> str:
    first = min(story.installation.mails.glob("*.eml"))
    message = email.message_from_bytes(first.read_bytes(), policy=email.policy.default)
    return " / ".join(f"{message['Subject']}\n{message.get_content()}".split("\n")[:5])
