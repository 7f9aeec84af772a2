"""A return is added to, and the mails that went out are read: they say nothing about anybody."""

from __future__ import annotations

from app.demonstration.story import marks
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.post import mailed, received


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
    for reference in story.references.values():
        asked = [one for one in received(story.installation.mails) if one.reference == reference]
        if not any("request is waiting" in one.subject for one in asked):
            raise NotOnPage(f"no mail went out about {reference}")
    mailed(story, "dilys", "A partner has corrected its answer to a research request", story.references["early_help"])
    mails = list(received(story.installation.mails))
    for one in mails:
        text = f"{one.subject}\n{one.text}".lower()
        if leaked := [mark for mark in marks.all_marks() if mark.lower() in text]:
            raise NotOnPage(f"a mail holds {leaked}")
    story.tell("(The mails)", f"{len(mails)} mails, naming hub, reference, rating and due time only")
    story.tell("(One of them)", " / ".join(f"{mails[0].subject}\n{mails[0].text}".split("\n")[:5]))
