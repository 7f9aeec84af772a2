"""A merely possible match is never “nothing found”: it becomes a question to the hub. And one partner is late."""

from __future__ import annotations

from app.demonstration.story import marks
from app.demonstration.story.answers import LATE, PARTS, POSSIBLE
from app.demonstration.story.cast import Story, organisation_name
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.post import mailed
from app.demonstration.story.scenes.answering import (
    APPROVAL,
    fill_return,
    finish,
    open_request,
    state_what_the_basis_asks,
)
from app.demonstration.story.scenes.asking import clock_of
from app.demonstration.story.time_passes import sent_earlier

QUESTION = "A partner has asked a question about a research request"
OVERDUE = {
    "dilys": "A partner has not answered a research request",
    "chioma": "Your organisation has not answered a research request",
}
"""Who is told of what is late, and how."""


def ask_back(story: Story) -> None:
    """Nora finds two people of the name and asks which is meant."""
    story.scene("A possible match goes to clarification, never to nil")
    nora = open_request(story, POSSIBLE)
    nora.follow("Nothing found")
    nora.press("It might be somebody: ask the hub")
    if nora.page.heading != "Ask the hub a question":
        raise NotOnPage(f"a possible match led to “{nora.page.heading}”")
    nora.press("Submit the question for approval", status=422)
    nora.form.choose(nora.form.choices("Whom is it about?")[0], within="Whom is it about?")
    nora.form.fill("Your question", marks.CLARIFICATION)
    state_what_the_basis_asks(nora)
    nora.press("Submit the question for approval")
    nora.page.must_say("Nothing has been sent yet.")
    callum = story.person(PARTS[POSSIBLE].approved_by, POSSIBLE)
    callum.go(mailed(story, PARTS[POSSIBLE].approved_by, APPROVAL, story.references[POSSIBLE]))
    callum.follow("Open what waits")
    callum.page.must_say(marks.CLARIFICATION)
    callum.press("Approve and send the question")
    callum.page.must_say("Question asked")
    story.tell(
        nora.name,
        f"found a merely possible match; the page led her to a question, which {callum.name} approved and sent",
    )


def answer_question(story: Story) -> None:
    """Dilys opens the question and answers it from the case."""
    dilys = story.person("dilys")
    dilys.go(mailed(story, "dilys", QUESTION, story.references[POSSIBLE]))
    dilys.page.must_say("The partner needs to know more before it can answer.")
    dilys.follow("Open the question and answer it")
    dilys.page.must_say(marks.CLARIFICATION)
    dilys.press("Send the answer", status=422)
    story.tell(dilys.name, f"read the question; an empty answer was refused: {'; '.join(dilys.page.errors)}")
    dilys.form.tick_only("from-case", [_first(dilys.form.labels("from-case"), "Date of birth")])
    dilys.give("request_questions", [{"question": marks.CLARIFIED, "why": "Your question"}])
    dilys.press("Send the answer")
    story.tell(dilys.name, "answered it: what was new is sealed, granted to that partner alone, and logged")


def answer_after_all(story: Story) -> None:
    """Nora answers about both children, and Callum approves."""
    nora = story.person(PARTS[POSSIBLE].answered_by, POSSIBLE)
    nora.go(story.requests[POSSIBLE])
    nora.follow("Open")
    nora.page.must_say(marks.CLARIFIED)
    fill_return(nora, PARTS[POSSIBLE])
    finish(story, nora, POSSIBLE)


def be_late(story: Story) -> None:
    """One partner never answers: its clock says so, and nobody reads that as “nothing known”."""
    story.scene("One partner is late")
    cora = story.person("cora")
    cora.go(f"{story.case}/requests")
    file_id = cora.page.link(organisation_name(LATE)).rpartition("/")[2]
    story.tell("(The story)", "has that request sent nine hours earlier, in the database: nobody waits for a story")
    with sent_earlier(story.installation, file_id):
        cora.go(f"{story.case}/requests")
        late = clock_of(cora, LATE)
        if "Overdue by" not in late:
            raise NotOnPage(f"the late partner’s clock says “{late}”")
        for who, told in OVERDUE.items():
            mailed(story, who, told, story.references[LATE])
        story.tell("(Both sides)", "are told by mail, once: whoever must act next")
        cora.page.must_say("No answer yet is never “nothing known”.")
        story.tell(cora.name, f"sees: {late}")
        cora.go("/board")
        cora.page.must_say("Overdue by")
        chioma = story.person("chioma")
        chioma.go("/inbox")
        chioma.page.must_say("Overdue by")
        story.tell(chioma.name, "sees the same in her inbox, and whose it is: nobody’s yet")
    story.tell("(The story)", "puts it back: verifying the log would find that it was moved")


def _first(labels: list[str], beginning: str) -> str:
    for one in labels:
        if one.startswith(beginning):
            return one
    raise NotOnPage(f"nothing to tick begins with “{beginning}”: {labels}")
