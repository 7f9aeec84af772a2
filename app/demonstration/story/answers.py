"""What each partner is asked, about whom, and what it answers: together every answer kind there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from app.demonstration.story.marks import (
    BORN,
    DECLINE_NOTE,
    EARLIER_HOME,
    ELDER,
    HOME,
    MOTHER,
    OTHER_HOME,
    PARTNER,
    TENANCY,
    YOUNGER,
)

NO_TRACE = "searched_no_trace"


def ago(days: int) -> date:
    """A day in the past, whenever the story is told; less than nought is to come."""
    return datetime.now(UTC).date() - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it is filled in: its kind, and what belongs to that kind."""

    value: Any = None
    kind: str = "value"
    nature: str = "fact"
    as_of: date | None = None
    note: str = ""
    ground: str = ""
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One partner's part: who answers, who approves, whom it is asked about, and its answers about each."""

    answered_by: str
    about: Mapping[str, Mapping[str, Given]]
    approved_by: str = ""
    anything_else: str = ""
    nil: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The items asked for, in order."""
        return tuple(dict.fromkeys(key for answers in self.about.values() for key in answers))


def person(name: str, relationship: str) -> dict[str, Any]:
    """A person as the person widget takes it."""
    return {"name": name, "date_of_birth": BORN[name], "relationship": relationship}


PARTS: Final[Mapping[str, Part]] = {
    "housing": Part(
        answered_by="hugh",
        about={
            MOTHER: {
                "housing_known": Given("yes", as_of=ago(82)),
                "housing_tenancy_reference": Given(TENANCY),
                "housing_address": Given(HOME, as_of=ago(82)),
                "housing_declared_household": Given(
                    [{"member": person(MOTHER, "tenant")}, {"member": person(ELDER, "son")}], as_of=ago(265)
                ),
                "housing_visiting_risk": Given("Dog loose in the yard. Marked khakigarganey."),
                "housing_rent_arrears": Given(kind="trace_nothing_relevant"),
            }
        },
        anything_else="A neighbour says that a man comes at night. Marked fuchsiaphalarope.",
    ),
    "police": Part(
        answered_by="polly",
        approved_by="pavel",
        about={
            PARTNER: {
                "police_known": Given("yes"),
                "police_domestic_abuse_incidents": Given(
                    [{"on": ago(281), "role": "suspect", "grade": "high", "child_present": "yes"}],
                    as_of=ago(281),
                ),
                "police_warning_markers": Given(["violent", "weapons"]),
                "police_intelligence": Given(
                    "Said to keep a blade in the car. Marked lavenderscaup.",
                    nature="opinion",
                    as_of=ago(105),
                    gist="Information suggests access to a weapon. Marked emeraldgadwall.",
                ),
            }
        },
    ),
    "probation": Part(
        answered_by="prudence",
        approved_by="martin",
        about={
            PARTNER: {
                "probation_known": Given("yes"),
                "probation_supervision_type": Given("licence", as_of=ago(174)),
                "probation_licence_conditions": Given(
                    [{"condition": "Not to approach the family. Marked sepiawigeon.", "until": ago(-190)}]
                ),
                "probation_rosh_children": Given("high", nature="opinion", as_of=ago(138)),
                "probation_approved_address": Given(OTHER_HOME, as_of=ago(174)),
            }
        },
    ),
    "fire": Part(
        answered_by="fergus",
        about={
            MOTHER: {
                "fire_premises_known": Given(kind=NO_TRACE),
                "fire_home_visit_status": Given(kind=NO_TRACE),
                "fire_smoke_alarm_working": Given(kind=NO_TRACE),
            }
        },
        nil=True,
    ),
    "ambulance": Part(
        answered_by="amber",
        approved_by="callum",
        about={
            MOTHER: {
                "ambulance_calls_to_address_12m": Given("3", as_of=ago(21)),
                "ambulance_scene": Given(
                    "Broken door; two frightened children upstairs. Marked cyanpochard.", as_of=ago(201)
                ),
                "ambulance_nhs111_contacts_12m": Given(kind="outside_coverage"),
            }
        },
    ),
    "health": Part(
        answered_by="nora",
        approved_by="callum",
        about={
            ELDER: {
                "health_last_seen": Given(ago(41)),
                "health_injury_of_concern": Given(
                    "Bruise of the left upper arm, said to be from a fall. Marked magentasmee.",
                    as_of=ago(41),
                ),
            },
            YOUNGER: {
                "health_last_seen": Given(ago(216)),
                "health_injury_of_concern": Given(kind="trace_nothing_relevant"),
            },
        },
    ),
    "mental_health": Part(
        answered_by="minnie",
        approved_by="callum",
        about={
            MOTHER: {
                "mental_health_known": Given("yes"),
                "mental_health_risk_to_children": Given("low", nature="opinion", as_of=ago(53)),
                "mental_health_diagnostic_category": Given(
                    "Reaction to severe stress. Marked vermiliongoldeneye.",
                    nature="opinion",
                    gist="A condition that treatment helps. Marked orchidmerganser.",
                ),
            }
        },
    ),
    "education": Part(
        answered_by="esther",
        about={
            ELDER: {
                "education_attendance": Given("81", as_of=ago(2)),
                "education_injury_recorded": Given("yes", as_of=ago(4)),
                "education_child_voice": Given(
                    "“I hide the keys so that he cannot come in.” Marked chartreusesora.", as_of=ago(4)
                ),
                "education_operation_encompass_12m": Given(kind="unable", note="System down. Marked sienacoot."),
            }
        },
    ),
    "early_help": Part(
        answered_by="elsie",
        about={
            ELDER: {
                "early_help_status": Given("closed", as_of=ago(660)),
                "early_help_engagement": Given("partial", nature="opinion", as_of=ago(660)),
                "early_help_family_members": Given(kind="not_searched"),
            }
        },
    ),
    "dwp": Part(
        answered_by="dwight",
        approved_by="dorothy",
        about={
            MOTHER: {
                "dwp_customer_known": Given("yes"),
                "dwp_address": Given(EARLIER_HOME, as_of=ago(99)),
                "dwp_domestic_abuse_easement": Given(kind="declined", ground="legal_bar", note=DECLINE_NOTE),
            }
        },
    ),
    "childrens": Part(answered_by="", about={ELDER: {}, YOUNGER: {}}),
}

LATE: Final = "childrens"
"""Asked, and never answers."""
POSSIBLE: Final = "health"
"""Finds two people of the name, and asks the hub which is meant."""
IN_CONFLICT: Final = (("housing", "housing_address"), ("dwp", "dwp_address"))
"""Two addresses of one person that cannot both be right."""

LATE_ASKED: Final = ("social_care_case_status", "social_care_previous_referrals")
