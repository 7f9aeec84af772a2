"""Partners sign in through their own providers, open what they were asked, and answer in every way there is."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.demonstration.story import marks
from app.demonstration.story.answers import PARTS, POSSIBLE, Given, Part, ago
from app.demonstration.story.cast import Story, organisation_name
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.post import mailed
from app.demonstration.story.visitor import Visitor
from app.domain.answers import ANSWER_KINDS

APPROVAL = "A return or question waits for your approval"
SEARCHED_BY = ("Name", "Date of birth", "Address")
ENVELOPE = {
    "return_period_from": ago(730),
    "return_period_to": ago(0),
    "return_as_at": ago(0),
}
SYSTEMS = [{"system": "Case records", "result": "searched"}]
STATED = {
    "return_consent_reason": "would_prejudice",
    "return_lawful_authority": "Children Act 1989 s.47(9)",
    "return_authorising_officer-name": "Dorothy Jobcentre-Manager",
    "return_necessity_note": marks.NECESSARY,
    "return_proportionality_note": marks.NECESSARY,
}
"""What legal bases ask one to state; each partner's form has those that its own may ask for."""


def answer_all(story: Story) -> None:
    """Everybody answers but one; the possible match has a scene of its own."""
    story.scene("Partners answer, each through its own sign-in")
    for key, part in PARTS.items():
        if part.answered_by and key != POSSIBLE:
            visitor = open_request(story, key)
            if part.nil:
                answer_nothing_found(story, visitor)
            else:
                fill_return(visitor, part)
                finish(story, visitor, key)
    tell_what_was_shown(story)


def tell_what_was_shown(story: Story) -> None:
    """What every partner saw of the request, and what each saw beyond that: the labels, in the order of the page."""
    story.scene("What each partner saw of the request")
    common = frozenset.intersection(*map(frozenset, story.shown.values()))
    first = next(iter(story.shown.values()))
    story.tell("(Everybody)", f"saw, safety first: {', '.join(label for label in first if label in common)}")
    for key, labels in story.shown.items():
        beyond = dict.fromkeys(label for label in labels if label not in common)
        story.tell(story.person(PARTS[key].answered_by, key).name, f"and beyond that: {', '.join(beyond)}")


def open_request(story: Story, key: str) -> Visitor:
    """The partner's person claims and opens the request; they see safety first and only what they may."""
    visitor = story.person(PARTS[key].answered_by, key)
    visitor.go("/inbox")
    visitor.page.must_not_say(marks.SURNAME)
    visitor.follow(story.references[key])
    story.requests[key] = visitor.page.address
    visitor.press("Claim and open")
    visitor.page.must_say("Before you contact anybody", marks.QUESTIONS[key], marks.DO_NOT_CONTACT)
    visitor.page.must_not_say(marks.NARRATIVE, marks.NEIGHBOUR, marks.REASONS[key])
    story.shown[key] = [label for label, _ in visitor.page.pairs]
    return visitor


def answer_nothing_found(story: Story, visitor: Visitor) -> None:
    """A nil return: one page, and not without saying how it was searched."""
    visitor.follow("Nothing found")
    visitor.press("Sign off and send: nothing found", status=422)
    story.tell(visitor.name, f"could not send “nothing found” yet: {'; '.join(visitor.page.errors[:2])} …")
    visitor.form.tick_only("return_identifiers_searched_1", ["Address", "Name"])
    _search(visitor)
    visitor.form.tick_only("searched", visitor.form.labels("searched"))
    visitor.press("Sign off and send: nothing found")
    visitor.page.must_say("Your return was received")
    story.tell(visitor.name, "answered on one page that they searched and found no trace, with how and where")


def fill_return(visitor: Visitor, part: Part) -> None:
    """The form about each subject, from the catalogue; then everything is checked before it is sent."""
    forms = [
        href for words, href in visitor.page.links() if words.startswith(("Answer about", "Go on with your answer"))
    ]
    if len(forms) != len(part.about):
        raise NotOnPage(f"{visitor.name} is asked about {len(forms)}, not {len(part.about)}")
    for form, answers in zip(forms, part.about.values(), strict=True):
        if urlsplit(visitor.page.address).path != form:
            visitor.go(form)
        if not all(f"{field}-answer" in visitor.form.names for field in answers):
            visitor.press("Show other things you may hold")
        for field, given in answers.items():
            give(visitor, field, given)
        if part.anything_else:
            visitor.form.put("return_anything_else-value", part.anything_else)
            visitor.form.put("return_anything_else-nature", "opinion")
        visitor.form.tick_only("return_identifiers_searched", SEARCHED_BY)
        visitor.form.put("searched", "yes")
        _search(visitor)
        visitor.form.put("return_match_confidence", "exact")
        state_what_the_basis_asks(visitor)
        visitor.press("Continue")
    if visitor.page.heading != "Check your answers":
        raise NotOnPage(f"{visitor.name} was led to “{visitor.page.heading}”: {'; '.join(visitor.page.errors)}")


def give(visitor: Visitor, field: str, given: Given) -> None:
    """One answer with all that belongs to its kind."""
    visitor.form.put(f"{field}-answer", given.kind)
    if given.kind == "value":
        visitor.give(f"{field}-value", given.value)
        visitor.form.put(f"{field}-nature", given.nature)
        if given.as_of:
            visitor.form.give(f"{field}-information_date", given.as_of)
        if given.gist:
            visitor.form.put(f"{field}-gist", given.gist)
    if given.note:
        visitor.form.put(f"{field}-note", given.note)
    if given.ground:
        visitor.form.put(f"{field}-ground", given.ground)


def finish(story: Story, visitor: Visitor, key: str) -> None:
    """Sign off, or submit to a colleague who may; whoever wrote it cannot approve it."""
    part = PARTS[key]
    if not part.approved_by:
        visitor.press("Sign off and send")
        visitor.page.must_say("Your return was received")
        story.tell(visitor.name, f"signed off the return of {organisation_name(key)}: {_what(part)}")
        return
    if "Sign off and send" in visitor.page.button_words:
        raise NotOnPage(f"{visitor.name} could approve their own return")
    visitor.press("Submit for approval")
    visitor.page.must_say("waits for the approval")
    approver = story.person(part.approved_by, key)
    approver.go(mailed(story, part.approved_by, APPROVAL, story.references[key]))
    approver.follow("Open what waits")
    approver.press("Approve, sign off and send")
    approver.page.must_say("Your return was received", approver.name)
    story.tell(visitor.name, f"drafted and {approver.name} approved, for {organisation_name(key)}: {_what(part)}")


def state_what_the_basis_asks(visitor: Visitor) -> None:
    """Fill in what the legal bases of this partner ask for."""
    there = {one.name for one in visitor.form.controls}
    for name, value in STATED.items():
        if name in there:
            visitor.form.put(name, value)


def _search(visitor: Visitor) -> None:
    for field, value in ENVELOPE.items():
        visitor.form.give(field, value)
    visitor.give("return_systems_searched", SYSTEMS)


def _what(part: Part) -> str:
    kinds: dict[str, int] = {}
    for answers in part.about.values():
        for given in answers.values():
            kinds[given.kind] = kinds.get(given.kind, 0) + 1
    return ", ".join(f"{number} × “{ANSWER_KINDS[kind].words}”" for kind, number in kinds.items())
