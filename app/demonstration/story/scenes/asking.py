"""Eleven partners are asked at once; before it leaves, the hub sees exactly what each of them will see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.demonstration.story import marks
from app.demonstration.story.answers import LATE, LATE_ASKED, PARTS, ago
from app.demonstration.story.cast import Story, organisation_name
from app.demonstration.story.document import Element
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.scenes.beginning import SUBJECTS
from app.demonstration.story.visitor import Visitor

TYPED: Mapping[str, Mapping[str, Any]] = {
    "police": {"request_allegation_summary": marks.ALLEGATION},
    "fire": {"request_occupant_surname": marks.SURNAME, "request_home_safety_category": "arson_threat"},
    "dwp": {"request_other_sources_failed": marks.OTHERS_FAILED},
}
"""What is typed for one partner alone, by its key."""
BY_ADDRESS = ("housing", "ambulance", "fire", "public_protection")
"""Those that search by the address, and are sent it although it is protected."""
LABELS = {name: label for label, name in SUBJECTS.items()}


def choose_partners(story: Story) -> None:
    """Cora chooses whom to ask and says why; a partner without a reason is not asked."""
    story.scene("Many partners are asked at once")
    cora = story.person("cora")
    cora.go(story.case)
    cora.follow("Choose partners and ask")
    for key in PARTS:
        cora.form.choose(organisation_name(key))
    cora.press("Continue to the questions")
    story.tell(cora.name, f"gave no reasons and was told {len(cora.page.errors)} times, first: {cora.page.errors[0]}")
    for key in PARTS:
        cora.form.fill(f"Why {organisation_name(key)}?", marks.REASONS[key])
    cora.press("Continue to the questions")


def ask_questions(story: Story) -> None:
    """Each partner gets its own question and items, about those it needs to know of."""
    cora = story.person("cora")
    for key, part in PARTS.items():
        prefix = prefix_of(cora, organisation_name(key))
        show_all_items(cora, prefix, part.asked or LATE_ASKED, organisation_name(key))
        cora.give(f"{prefix}-request_questions", [{"question": marks.QUESTIONS[key], "why": "To decide what is safe"}])
        for field, value in TYPED.get(key, {}).items():
            for name in inputs_of(cora, prefix, field, [LABELS[one] for one in part.about]):
                cora.give(name, value)
        cora.form.tick_only(f"{prefix}-about", [LABELS[name] for name in part.about])
        if key in BY_ADDRESS:
            cora.form.tick_only(f"{prefix}-places", [LABELS[name] for name in part.about if name != marks.PARTNER])
        cora.form.tick_only(f"{prefix}-items", [])  # what is usually asked is changed to what this story asks
        for field in part.asked or LATE_ASKED:
            cora.form.put(f"{prefix}-items", field)
    cora.give("all-request_date_window_from", ago(730))
    cora.form.put("all-place_reason", marks.PLACE_REASON)
    cora.give("all-request_urgency_reason", marks.URGENCY)
    cora.press("See what each partner will be sent")


def look_before_sending(story: Story) -> None:
    """Fire gets the address, never the allegation; nobody gets the narrative or who told it."""
    cora = story.person("cora")
    cora.page.must_not_say(marks.NARRATIVE, marks.NEIGHBOUR)
    sheets = {heading.line: one for one in cora.page.main.all("section") for heading in one.all("h3")}
    for key in PARTS:
        sheet = sheets[organisation_name(key)]
        if marks.QUESTIONS[key] not in sheet.line:
            raise NotOnPage(f"the preview for {key} lacks its question")
        others = [other for other in PARTS if other != key and marks.QUESTIONS[other] in sheet.line]
        if others:
            raise NotOnPage(f"the preview for {key} holds the questions for {others}")
    for key, kept_from in (("police", ""), ("fire", marks.ALLEGATION), ("education", marks.ALLEGATION)):
        if kept_from and kept_from in sheets[organisation_name(key)].line:
            raise NotOnPage(f"{key} would be sent the allegation")
    _must(sheets[organisation_name("police")], marks.ALLEGATION)
    fire = sheets[organisation_name("fire")]
    _must(fire, marks.SURNAME)
    for item, becomes in (("Address", "Sent"), ("Full name", "Never sent"), ("Date of birth", "Never sent")):
        if not what_becomes_of(cora, item)[organisation_name("fire")].startswith(becomes):
            raise NotOnPage(f"the preview does not say of “{item}” for fire: {becomes}")
    story.tell(cora.name, "saw that police get the allegation, and fire the address and a surname and nothing else")
    address = next(line for line in cora.page.main.text.splitlines() if "ZZ area" in line)
    story.tell(cora.name, f"herself sees of that protected address only “{address}”")


def send(story: Story) -> None:
    """All leave, or none. Pressing twice sends once."""
    cora = story.person("cora")
    button = f"Send to all {len(PARTS)} partners"
    before = cora.page
    cora.press(button)
    sent = references(cora)
    cora.page = before
    cora.press(button)
    if references(cora) != sent:
        raise NotOnPage("pressing twice sent twice")
    if set(sent) != {organisation_name(key) for key in PARTS}:
        raise NotOnPage(f"requests went to {sorted(sent)}")
    story.references.update({key: sent[organisation_name(key)] for key in PARTS})
    story.tell(cora.name, f"sent {len(sent)} requests, pressed the button again, and there are still {len(sent)}")
    story.tell(cora.name, f"sees the clock of each: {clock_of(cora, LATE)}")


def prefix_of(visitor: Visitor, partner: str) -> str:
    """The beginning of the names of one partner's inputs."""
    for heading in visitor.page.main.all("h2"):
        if heading.line == partner:
            seen = (one for one in visitor.form.controls if one.name.endswith("-seen"))
            return next(one.name.removesuffix("-seen") for one in seen if heading.get("id") == f"p-{one.value}")
    raise NotOnPage(f"there are no questions for {partner}")


def show_all_items(visitor: Visitor, prefix: str, wanted: Iterable[str], partner: str) -> None:
    """Have a partner's rarer items shown, where one of those wanted is among them."""
    shown = {one.value for one in visitor.form.controls if one.name == f"{prefix}-items"}
    if not shown.issuperset(wanted):
        visitor.press(next(one for one in visitor.page.button_words if one.endswith(f" of {partner}")))


def inputs_of(visitor: Visitor, prefix: str, field: str, about: list[str]) -> list[str]:
    """The inputs of one field for one partner: one for all, or one for each subject it is asked about."""
    own = [one for one in visitor.form.controls if one.name.startswith(f"{prefix}-") and one.name.endswith(f"-{field}")]
    found = [one.name for one in own if one.name == f"{prefix}-{field}" or one.label.endswith(tuple(about))]
    if not found:
        raise NotOnPage(f"“{visitor.page.heading}” does not ask for {field}")
    return list(dict.fromkeys(found))


def what_becomes_of(visitor: Visitor, item: str) -> dict[str, str]:
    """What the page to check says of an item that differs between partners, by partner."""
    partners: list[str] = []
    for row in visitor.page.main.all("tr"):
        first, *rest = [cell.line for cell in row.all("th", "td")]
        if first == "Item":
            partners = rest
        elif first.startswith(item):
            return dict(zip(partners, rest, strict=True))
    raise NotOnPage(f"“{item}” is not among what differs")


def references(visitor: Visitor) -> dict[str, str]:
    """The reference of each request on the page, by partner."""
    found = {}
    for row in visitor.page.main.all("tr"):
        cells = [cell.line for cell in row.all("th", "td")]
        if len(cells) > 1 and re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", cells[1]):
            found[cells[0]] = cells[1]
    return found


def clock_of(visitor: Visitor, key: str) -> str:
    """What the page says of the time one partner has."""
    for row in visitor.page.main.all("tr"):
        cells = [cell.line for cell in row.all("th", "td")]
        if cells and cells[0] == organisation_name(key):
            return f"{organisation_name(key)}: {cells[4]}"
    raise NotOnPage(f"no request to {organisation_name(key)}")


def _must(sheet: Element, *words: str) -> None:
    for one in words:
        if one not in sheet.line:
            raise NotOnPage(f"the preview lacks “{one}”")
