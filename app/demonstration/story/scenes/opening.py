"""The hub opens the returns side by side. What each person sees follows from their role."""

from __future__ import annotations

from app.demonstration.story import marks
from app.demonstration.story.cast import Story, organisation_name
from app.demonstration.story.document import Element
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.visitor import Visitor

NOT_SHARED = "Not shared with your role"
RESTRICTED = "There is information that is not shown here"
DECLINED = ("Declined: 1 item", "A decline does not say that anything is held")
INTELLIGENCE, SCENE = "lavenderscaup", "cyanpochard"
HIDDEN_FROM_COLLATOR = (
    INTELLIGENCE, SCENE, "vermiliongoldeneye", "orchidmerganser", "chartreusesora", marks.OTHER_HOME["line1"],
    marks.EARLIER_HOME["line1"],
)  # fmt: skip
SHOWN_TO_DECISION_MAKER = (INTELLIGENCE, SCENE, "sepiawigeon", "chartreusesora", "magentasmee")
ADDRESSES = (("housing", "Address"), ("dwp", "Address on the claim"))


def cora_opens(story: Story) -> None:
    """The collator sees who is known where and how it was searched, and little else."""
    story.scene("The hub opens the returns side by side")
    cora = story.person("cora")
    cora.go(story.case)
    cora.follow("Open the returns")
    cora.page.must_not_say(*HIDDEN_FROM_COLLATOR, RESTRICTED)
    known = said_by(cora, "housing")
    if not any(marks.TENANCY in words for words in known.values()):
        raise NotOnPage("the collator does not see the tenancy reference to match by")
    story.tell(cora.name, f"sees of housing: {_first(known, 3)}")
    story.tell(cora.name, f"is not shown, of what she asked housing for: {known[NOT_SHARED]}")
    cora.page.must_say("No answer yet", organisation_name("childrens"))
    nil = said_by(cora, "fire")
    story.tell(cora.name, f"sees of fire: {_first(nil, 1)}")


def dilys_opens(story: Story) -> None:
    """The decision-maker sees more, protected addresses in part only, and a decline called what it is."""
    dilys = story.person("dilys")
    dilys.go(f"{story.case}/returns")
    dilys.page.must_say(*SHOWN_TO_DECISION_MAKER, *DECLINED, "We decline to share this")
    dilys.page.must_not_say(RESTRICTED)
    dilys.page.must_not_say(marks.HOME["line1"], marks.HOME["postcode"], marks.EARLIER_HOME["line1"])
    story.tell(dilys.name, f"is told of DWP: {'. '.join(DECLINED)}")
    housing = said_by(dilys, "housing")
    masked = next(words for words in housing.values() if words.startswith("Masked"))
    story.tell(dilys.name, f"sees of housing’s protected address: {masked}")
    if "Corrected" in _side(dilys, "health").line:
        raise NotOnPage("a question before the first answer is taken for a return that was corrected")
    dilys.page.must_say("Sources differ", "Different addresses")
    differ = next(one for one in dilys.page.main.all("table") if "Different addresses" in one.line)
    for row in list(differ.all("tr"))[1:]:
        story.tell(dilys.name, f"sees an address in conflict: {' | '.join(cell.line for cell in row.all('th', 'td'))}")


def dilys_reveals(story: Story) -> None:
    """A masked value in full is an act of its own, with a reason that goes into the log."""
    dilys, cora = story.person("dilys"), story.person("cora")
    link = _reveal_link(dilys, "housing")
    dilys.go(link)
    dilys.press("Reveal", status=422)
    story.tell(dilys.name, f"gave no reason and was told: {'; '.join(dilys.page.errors)}")
    dilys.form.fill("Why do you need the full value?", marks.REVEAL_REASON)
    dilys.press("Reveal")
    dilys.page.must_say(marks.HOME["line1"], marks.HOME["postcode"])
    story.revealed = dilys.page.address
    story.tell(dilys.name, f"revealed it with a reason: {dilys.page.pairs[0][1]}")
    cora.go(link)
    cora.form.fill("Why do you need the full value?", marks.REVEAL_REASON)
    cora.press("Reveal", status=404)
    cora.page.must_not_say(marks.HOME["line1"], marks.HOME["postcode"])
    cora.go(story.revealed, status=404)
    cora.page.must_not_say(marks.HOME["line1"])
    story.tell(cora.name, "tried the same, and Dilys’s own reveal: policy gives a collator neither")


def said_by(visitor: Visitor, key: str) -> dict[str, str]:
    """What the page of returns says of one partner's items, by label."""
    return {
        next(line.all("dt")).line: next(line.all("dd")).line
        for lines in _side(visitor, key).all("dl")
        for line in lines.all("div")
        if any(line.all("dt")) and any(line.all("dd"))
    }


def _side(visitor: Visitor, key: str) -> Element:
    for section in visitor.page.main.all("section"):
        if any(one.line == organisation_name(key) for one in section.all("h3")):
            return section
    raise NotOnPage(f"{visitor.name} sees no return of {organisation_name(key)}")


def _reveal_link(visitor: Visitor, key: str) -> str:
    for one in _side(visitor, key).all("a"):
        if one.line.startswith("Reveal with a reason"):
            return one.get("href")
    raise NotOnPage(f"{visitor.name} cannot reveal anything of {organisation_name(key)}")


def _first(said: dict[str, str], number: int) -> str:
    shown = [f"{label}: {words}" for label, words in said.items() if label != NOT_SHARED]
    return "; ".join(shown[:number])
