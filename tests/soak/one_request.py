"""One request from a hub to probation and back, by people at browsers: asked, answered, approved, opened, proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from app.demonstration.story.answers import Given, Part, ago
from app.demonstration.story.scenes.answering import fill_return
from app.demonstration.story.scenes.asking import prefix_of, references, show_all_items
from app.demonstration.story.scenes.beginning import fill
from app.demonstration.story.scenes.governing import verify
from app.demonstration.story.visitor import Visitor

ADULT, CHILD = "Milo Madeup-Adult", "Maxi Madeup-Child"
CONDITION, CAUSE = "Not to approach the family. Made up.", "Made up: reasonable cause, because of two reports."
ASKED = "Is he under supervision, on which conditions? Made up."
APPROVAL = "A return or question waits for your approval"
ANSWERED = Part(
    "prudence",
    {
        ADULT: {
            "probation_known": Given("yes"),
            "probation_licence_conditions": Given([{"condition": CONDITION, "until": ago(-190)}]),
        }
    },
    approved_by="martin",
)
Mailed = Callable[[str, str, str], str]
"""To whom, with which subject, about which reference: the page that the mail leads to, once it is there."""


def ask(people: Mapping[str, Visitor], partner: str) -> tuple[str, str]:
    """A section 47 case about a child and an adult; the partner is asked about the adult. Case and reference."""
    cora, dilys = people["cora"], people["dilys"]
    cora.go("/cases")
    cora.follow("Start a case")
    cora.form.choose("Child protection enquiry (section 47)")
    cora.form.choose("Amber")
    cora.form.fill("Children", "1")
    cora.form.fill("Adults", "1")
    cora.press("Continue")
    cora.press("Start the case")
    case = urlsplit(cora.page.address).path.removesuffix("/household")
    _say(cora, case, "Contact safety", {
        "case_family_may_be_told": "no", "case_safe_contact_method": "through_worker",
        "case_do_not_record_on_portal": "yes",
    })  # fmt: skip
    _say(cora, case, "Reasons for your legal basis", {"case_consent_reason": "would_prejudice"})
    _say(cora, case, "Child", {"case_subject_name": CHILD, "case_date_of_birth": date(2017, 3, 4)})
    _say(cora, case, "Adult", {"case_subject_name": ADULT, "case_date_of_birth": date(1986, 1, 20)})
    _add(cora, case, dilys.name)
    _say(dilys, case, "Manager’s decision to enquire", {"case_manager_decision": CAUSE})
    cora.go(case)
    cora.follow("Choose partners and ask")
    cora.form.choose(partner)
    cora.form.fill(f"Why {partner}?", "He may be on licence. Made up.")
    cora.press("Continue to the questions")
    prefix, items = prefix_of(cora, partner), ANSWERED.asked
    show_all_items(cora, prefix, items, partner)
    cora.give(f"{prefix}-request_questions", [{"question": ASKED, "why": "To decide what is safe"}])
    cora.form.tick_only(f"{prefix}-items", [])
    for item in items:
        cora.form.put(f"{prefix}-items", item)
    cora.press("See what each partner will be sent")
    cora.press("Send to this partner")
    return case, references(cora)[partner]


def answer(people: Mapping[str, Visitor], reference: str, mailed: Mailed) -> str:
    """Whoever answers is told by mail, and whoever approves; the address of the request."""
    prudence, martin = people["prudence"], people["martin"]
    prudence.go(mailed("prudence", "A research request is waiting for your organisation", reference))
    request = urlsplit(prudence.page.address).path
    prudence.press("Claim and open")
    prudence.page.must_say("Before you contact anybody", ASKED, ADULT)
    prudence.page.must_not_say(CAUSE)
    fill_return(prudence, ANSWERED)
    prudence.press("Submit for approval")
    martin.go(mailed("martin", APPROVAL, reference))
    martin.follow("Open what waits")
    martin.press("Approve, sign off and send")
    martin.page.must_say("Your return was received", martin.name)
    return request


def open_it(people: Mapping[str, Visitor], case: str, reference: str, mailed: Mailed) -> None:
    """The hub's decision-maker is told by mail that it is there, reads it, and reveals what is masked."""
    dilys = people["dilys"]
    dilys.go(mailed("dilys", "A partner has answered a research request", reference))
    dilys.go(f"{case}/returns")
    dilys.page.must_not_say(CONDITION)
    dilys.follow("Reveal with a reason: Licence or order conditions")
    dilys.form.fill("Why do you need the full value?", "To keep them apart. Made up.")
    dilys.press("Reveal")
    dilys.page.must_say(CONDITION)


def prove(people: Mapping[str, Visitor], request: str, log: str, key: str, folder: Path) -> tuple[str, str]:
    """The partner takes its receipt and its whole log away, and has both checked; what the published program says."""
    martin, iris = people["martin"], people["iris"]
    martin.go(f"{request}/receipt")
    receipt = verify(folder, martin.download(martin.page.link("Download the receipt")), key)
    iris.go("/logs")
    iris.follow(log)
    iris.page.must_say("Return sent", "Prudence")
    iris.page.must_not_say(ADULT, CONDITION)
    iris.follow("Download this log")
    return receipt, verify(folder, iris.download(iris.page.link("Download the log")), key)


def _add(cora: Visitor, case: str, colleague: str) -> None:
    cora.go(case)
    cora.follow("Add or take off a colleague")
    where = "Add a colleague"
    cora.form.choose(next(one for one in cora.form.choices(where) if one.startswith(colleague)), within=where)
    cora.press("Add to the case")


def _say(visitor: Visitor, case: str, page: str, typed: Mapping[str, object]) -> None:
    visitor.go(case)
    visitor.follow(page)
    fill(visitor, typed)
    visitor.press("Save" if "Save" in visitor.page.button_words else "Record this")
