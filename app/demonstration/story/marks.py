"""The made-up household, in words found nowhere else: whatever of it turns up outside a sealed box has leaked.

NHS numbers are from the range for tests (999), postcodes from an area that does not exist (ZZ), telephone numbers from
Ofcom's range for drama. The odd words at the end of free texts serve to find them again.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.schemas.identifiers import identifier_words

SURNAME: Final = "Quillmark"
MOTHER: Final = f"Marigolde {SURNAME}"
ELDER: Final = f"Barnabyx {SURNAME}"
YOUNGER: Final = f"Tamsinette {SURNAME}"
PARTNER: Final = "Roderyk Vexholme"
NEIGHBOUR: Final = "Perpetua Grumbleside"
TENANCY: Final = "NH-TURQUOISESTILT-77"

BORN: Final = {
    MOTHER: date(1991, 3, 17),
    ELDER: date(2017, 6, 19),
    YOUNGER: date(2021, 8, 23),
    PARTNER: date(1987, 12, 5),
}
NHS: Final = {MOTHER: "9990001014", ELDER: "9990002010", YOUNGER: "9990003017"}


def address(line: str, town: str, postcode: str, uprn: str) -> dict[str, Any]:
    """An address as the address widget takes it."""
    return {"line1": line, "town": town, "postcode": postcode, "uprn": uprn}


HOME: Final = address("99 Marklight Terrace", "Markholme", "ZZ99 7QX", "999912345678")
OTHER_HOME: Final = address("41 Gloamwick Court", "Duskerton", "ZZ99 5VB", "999987654321")
EARLIER_HOME: Final = address("7 Thistlemere Rise", "Fennicksby", "XX12 8WL", "999955554444")

NARRATIVE: Final = "Shouting at night, and the elder child came to school with a bruised arm. Marked quartzotter."
SOURCE: Final = {"name": NEIGHBOUR, "role": "Neighbour", "telephone": "01632 960777"}
NECESSITY: Final = "Who lives there and who is a danger is not known. Marked amberlynx."
DECISION: Final = "Reasonable cause: injury, history of violence, children in sight of it. Marked cobaltheron."
WISHES: Final = "She wants him kept away and nobody to telephone while he is there. Marked saffronbadger."
CAPACITY: Final = "No reason to doubt that she can decide this herself. Marked indigomarten."
DO_NOT_CONTACT: Final = "Never in front of Roderyk Vexholme; no letters. Marked crimsonfinch."
SAFE_TIMES: Final = "Weekdays 9:30am to 11am, school run over. Marked jadepuffin."
STAFF_WARNING: Final = "Two people, a dog that bites. Marked onyxferret."
TOLD_NOTE: Final = "He reads her telephone. Marked pearlnewt."
ALLEGATION: Final = "He is said to have struck the elder child at home. Marked tealgannet."
PLACE_REASON: Final = "They can search by nothing else. Marked ivorylapwing."
URGENCY: Final = "He is expected at the home tonight. Marked greyshearwater."
OTHERS_FAILED: Final = "Nobody else has the new address. Marked mauvekittiwake."
NECESSARY: Final = "The children cannot be found otherwise. Marked buffturnstone."
CLARIFIED: Final = "The one born in March 1991; both children are hers. Marked jetwheatear."

QUESTIONS: Final = {
    "housing": "Who lives at the address, and since when? Marked umberstoat.",
    "police": "Which incidents of domestic abuse since 2024? Marked violetsiskin.",
    "probation": "Is he under supervision, on which conditions? Marked russetvole.",
    "fire": "Has anybody visited, and was there a working alarm? Marked ochrewren.",
    "ambulance": "Any calls to the address in twelve months? Marked maroonhare.",
    "health": "When was each child last seen, by whom? Marked olivepipit.",
    "mental_health": "Is the mother known, is there a risk to the children? Marked lilacteal.",
    "education": "Attendance, injuries and what the child says? Marked ivorysmew.",
    "early_help": "Is there a plan, and does the family take part? Marked beigeknot.",
    "dwp": "Which address is on the claim? Marked slatedunlin.",
    "childrens": "Earlier contacts, referrals and plans? Marked tawnyruff.",
}
REASONS: Final = {
    "housing": "Nobody knows who lives there. Marked copperdipper.",
    "police": "Every section 47 enquiry. Marked silvertwite.",
    "probation": "He may be on licence. Marked bronzecrake.",
    "fire": "A threat of arson was mentioned. Marked goldenplover.",
    "ambulance": "An injury whose explanation is in doubt. Marked pewterbrant.",
    "health": "A child under five. Marked coralgodwit.",
    "mental_health": "A crisis call was mentioned. Marked mintlapwing.",
    "education": "A bruise was seen at school. Marked limebittern.",
    "early_help": "A plan may be open. Marked rosewhimbrel.",
    "dwp": "The household cannot be traced by other means. Marked plumavocet.",
    "childrens": "History. Marked peachdotterel.",
}
REVEAL_REASON: Final = "To visit the children today, at the right door. Marked ebonynightjar."
GLASS_REASON: Final = "A complaint says that the address was passed on. Marked ultrasandgrouse."
CLOSING_REASON: Final = "One of theirs is a brother of the man. Marked amberphalarope."
CORRECTION: Final = "Her grandmother joined the plan in May. Marked sandybullfinch."
CLARIFICATION: Final = "Two people of this name: which date of birth? Marked scarletruddock."
DECLINE_NOTE: Final = "A court has forbidden us to say. Marked azurecorncrake."


def all_marks() -> tuple[str, ...]:
    """Every name, number, place and odd word of the story."""
    names = (MOTHER, ELDER, YOUNGER, PARTNER, NEIGHBOUR)
    parts = {part for name in names for part in name.split()}
    places = {value for home in (HOME, OTHER_HOME, EARLIER_HOME) for value in home.values()}
    born = {f"{day:{shape}}" for day in BORN.values() for shape in ("%Y-%m-%d", "%d/%m/%Y")}
    folder = Path(__file__).parent
    texts = "".join((folder / name).read_text(encoding="utf-8") for name in ("marks.py", "answers.py"))
    odd = re.findall(r"Marked (\w+)", texts)
    shown = (identifier_words("nhs_number", number) for number in NHS.values())
    numbers = (TENANCY, SOURCE["telephone"], *NHS.values(), *shown)
    return tuple(sorted({*names, *parts, *numbers, *places, *born, *odd}))
