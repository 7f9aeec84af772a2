"""A notification arrives: the hub starts a case, makes contact safe, and writes down what it knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.demonstration.story import marks
from app.demonstration.story.answers import ago, person
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.visitor import Visitor

CHILDREN, ADULTS = 2, 2
SUBJECTS = {"Child 1": marks.ELDER, "Child 2": marks.YOUNGER, "Adult 1": marks.MOTHER, "Adult 2": marks.PARTNER}
"""What the pages call each before their record is open, and who it is."""


def start_case(story: Story) -> None:
    """Cora starts the case: what for, how urgent, about whom; then the hub's own legal basis."""
    story.scene("A case begins at the hub")
    cora = story.person("cora")
    cora.follow("Cases")
    cora.follow("Start a case")
    cora.press("Continue", status=422)
    story.tell(cora.name, f"sent an empty form and was told: {'; '.join(cora.page.errors)}")
    cora.form.choose("Child protection enquiry (section 47)")
    cora.form.choose("Red")
    cora.form.fill("Children", str(CHILDREN))
    cora.form.fill("Adults", str(ADULTS))
    cora.press("Continue")
    cora.form.choose("Public task: child protection enquiry (section 47)")
    cora.press("Start the case")
    story.case = urlsplit(cora.page.address).path.removesuffix("/household")
    if not re.fullmatch(r"/cases/[0-9a-f-]{36}", story.case):
        raise NotOnPage(f"starting a case led to {story.case}")
    cora.go(story.case)
    story.tell(cora.name, f"started the case “{cora.page.heading}” about {', '.join(SUBJECTS)}")


def make_contact_safe(story: Story) -> None:
    """Contact safety comes first: without it nothing can be sent."""
    cora = story.person("cora")
    cora.go(story.case)
    cora.follow("Contact safety")
    cora.form.give("case_family_may_be_told", "no")
    cora.form.give("case_do_not_contact", marks.DO_NOT_CONTACT)
    cora.form.give("case_safe_contact_method", "through_worker")
    cora.form.give("case_safe_contact_times", marks.SAFE_TIMES)
    cora.form.give("case_do_not_record_on_portal", "yes")
    cora.give("case_staff_safety", [{"about": "dog", "do": marks.STAFF_WARNING, "since": ago(120)}])
    cora.press("Save")
    story.tell(cora.name, "answered contact safety: the family may not be told, and there is a dog that bites")


def describe_concern(story: Story) -> None:
    """The notification and the household, which no partner is ever sent as they stand."""
    cora = story.person("cora")
    cora.go(story.case)
    cora.follow("About the concern")
    fill(
        cora,
        {
            "case_received_at": datetime.now(UTC) - timedelta(hours=2),
            "case_channel": "telephone",
            "case_source": marks.SOURCE,
            "case_concern_category": "domestic_abuse",
            "case_concern_narrative": marks.NARRATIVE,
            "case_purpose_reason": marks.NECESSITY,
            "case_household_adults": [{"person": person(marks.MOTHER, "mother")}],
            "case_children_in_household": [
                {"person": person(marks.ELDER, "son")},
                {"person": person(marks.YOUNGER, "daughter")},
            ],
        },
    )
    cora.press("Save")
    story.tell(cora.name, "wrote down the concern, who told it, and the household")


def describe_subjects(story: Story) -> None:
    """Everybody the case is about, with what partners search by. The family's address is protected."""
    cora = story.person("cora")
    for label, name in SUBJECTS.items():
        family = name != marks.PARTNER
        known: dict[str, Any] = {
            "case_subject_name": name,
            "case_date_of_birth": marks.BORN[name],
            "case_date_of_birth_accuracy": "exact",
            "case_address": marks.HOME if family else marks.OTHER_HOME,
        }
        if family:
            known["case_protected_address"] = "yes"
        if name in marks.NHS:
            known["case_nhs_number"] = marks.NHS[name]
        cora.go(story.case)
        cora.follow(label)
        fill(cora, known)
        cora.press("Save")
    story.tell(cora.name, "gave names, dates of birth, NHS numbers and addresses; the family’s address is protected")


def fill(visitor: Visitor, values: Mapping[str, Any]) -> None:
    """Fill catalogue fields by their keys, adding rows where they are needed."""
    for key, value in values.items():
        visitor.give(key, value)
