"""Nothing leaves before a decision-maker has decided; then many partners are asked at once, each as it may be."""

from __future__ import annotations

from app.demonstration.story import marks
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.scenes.beginning import SUBJECTS, fill


def refused_before_decision(story: Story) -> None:
    """Cora wants to ask: the case says what is missing, and the address of the page changes nothing about that."""
    story.scene("Nothing can be sent before the decision")
    cora = story.person("cora")
    cora.go(story.case)
    if any(words == "Choose partners and ask" for words, _ in cora.page.links()):
        raise NotOnPage("asking is offered before the decision")
    told = "A decision-maker must record the decision to enquire, with reasons, before anything is sent."
    cora.page.must_say(told)
    story.tell(cora.name, f"wanted to ask partners and was told: “{told}”")
    cora.follow("Manager’s decision to enquire")
    cora.page.must_say("Only a hub decision-maker can record this.")
    cora.post_anyway(
        f"{story.case}/recorded/manager-decision", {"case_manager_decision": marks.DECISION, "version": "1"}, status=403
    )
    story.tell(cora.name, "tried to record the decision herself and was refused; the refusal is in the log")


def decide(story: Story) -> None:
    """Dilys is put on the case and decides."""
    cora, dilys = story.person("cora"), story.person("dilys")
    dilys.go(story.case, status=404)
    story.tell(dilys.name, "is not on the case yet: for her it does not exist")
    cora.go(story.case)
    cora.follow("Add or take off a colleague")
    colleagues = cora.form.choices("Add a colleague")
    cora.form.choose(next(one for one in colleagues if one.startswith("Dilys Decision-Maker")))
    cora.press("Add to the case")
    dilys.go(story.case)
    dilys.follow("Manager’s decision to enquire")
    dilys.press("Record this", status=422)
    story.tell(dilys.name, f"sent no reasons and was told: {'; '.join(dilys.page.errors)}")
    dilys.form.give("case_manager_decision", marks.DECISION)
    dilys.press("Record this")
    dilys.page.must_say("Dilys Decision-Maker")
    story.tell(dilys.name, "recorded the section 47 decision with reasons; her name and the time stand with it")


def give_reasons(story: Story) -> None:
    """The hub's own legal basis is asked what a partner's is asked: why consent is not relied on."""
    cora = story.person("cora")
    cora.go(story.case)
    cora.follow("Reasons for your legal basis")
    cora.press("Record this", status=422)
    story.tell(cora.name, f"gave no reason for the legal basis and was told: {'; '.join(cora.page.errors)}")
    fill(cora, {"case_consent_reason": "would_prejudice"})
    cora.press("Record this")
    story.tell(cora.name, "said why the hub does not rely on consent: asking would put the protection at risk")


def say_that_nobody_hides_there(story: Story) -> None:
    """Whether the partner's own address is protected: with this concern that is not for the collator to answer."""
    cora, dilys = story.person("cora"), story.person("dilys")
    label = next(label for label, name in SUBJECTS.items() if name == marks.PARTNER)
    answer = {"case_protected_address": "no", "case_not_protected_because": "He was asked, and lives there openly."}
    cora.go(story.case)
    cora.follow(label)
    fill(cora, answer)
    cora.press("Save", status=422)
    story.tell(cora.name, f"answered that his address is not protected, and was told: {'; '.join(cora.page.errors)}")
    dilys.go(story.case)
    dilys.follow(label)
    fill(dilys, answer)
    dilys.press("Save")
    story.tell(dilys.name, "answered it with a reason, which is in the log")
