"""Notes as partners and hubs write them, with places, telephones, schools and people in them, all made up."""

from __future__ import annotations

from random import Random as Dice
from typing import Any

from app.domain.protected_words import ADDRESS, NAME, SCHOOL, TELEPHONE

STREETS = (
    "High Street", "Church Road", "Station Road", "The Row", "The Green", "Mill Lane", "Refuge Way", "Park Avenue",
    "St Mary’s Road", "King’s Road", "Old Forge Lane", "Rose Cottage", "Victoria Terrace", "Bank Street", "New Street",
    "Orchard Close", "Manor Drive", "Grange Gardens", "Queen Square", "Hope House", "The Crescent", "School Lane",
    "Way Street", "Safe Street", "Home Close", "Long Lane", "Broadway", "West End", "Market Place", "Meadow View",
    "Harbour Court", "Castle Hill", "Springfield", "Bridge Street", "North Road", "Elm Grove",
    "Quarry Bank", "Chapel Walk",
)  # fmt: skip
TOWNS = ("Exampleton", "Markholme", "Duskerton", "Oldtown")
SCHOOLS = (
    "Quillmark Primary School", "St Mary’s Academy", "The Oaks Nursery", "Markholme High School", "Duskerton College",
    "Hope Community School", "Exampleton Church of England Primary School", "Parkside Infant School",
)  # fmt: skip
FIRST = ("Maud", "Ann", "Iris", "Ravi", "Tom", "Zofia", "Femi", "Grace", "Hope", "Mark", "Will", "Rose", "May", "Joy")
LAST = ("Quill", "Smith", "Way", "Green", "Church", "Banks", "Khan", "Owner", "Rowe", "Street", "Marsh", "Long", "Home")
SENTENCES = (
    "{name} was seen on {day} with her mother; no concerns were raised by the other owner of the house.",
    "Attended {day} at {time}. Patient reports that she is safe at home and has a way to reach help.",
    "Rent account in arrears of £{sum}. The row between the neighbours at {place} was reported twice.",
    "Police were called to {place} on {day}. {name} was spoken to; no further action.",
    "Mum said she went shopping on the high street and that the children were at the green with friends.",
    "He lives at {place}, {town}, {code}. Telephone {phone}.",
    "Attendance at {school} is {sum} per cent this term. The school has no worries about home close to the holidays.",
    "The class teacher thinks that {name} finds it hard to say no; she rose early and walked the long way to school.",
    "Licence conditions: report weekly to the office in {place}, not to enter {town} before {day}.",
    "Universal Credit claim opened on {day}; the landlord’s reference is {sum}{sum}. Contact on {phone} after {time}.",
    "Discussed at the meeting in {town}: refuge was offered, she asked for time. Next review on {day}.",
    "Smoke alarms were fitted at {place}. The crew noted hoarding in the back room, and “no way out” of the yard.",
    "GP letter of {day} says the injury is consistent with a fall. {name} did not attend the follow-up at {time}.",
    "We have no record of {name} since {day}. An earlier address was {place}, {code}.",
    "The station told us that the road was closed, so the visit to {place} was put off until {day}.",
    "Ref ZZ{sum}/{sum}A. Hope that this helps; ring {phone} and ask for {name} if there is anything else.",
    "Do not write to {place}. Post goes to the office instead; the manor driver collects it on {day}.",
    "He said “the house is mine” and that any court would see it his way. Bail until {day}, {time}.",
)  # fmt: skip


def postcode(dice: Dice) -> str:
    """One of a post town that does not exist."""
    return f"ZZ{dice.randrange(1, 30)} {dice.randrange(10)}{''.join(dice.choice('ABDEFGHJLN') for _ in range(2))}"


def telephone(dice: Dice) -> str:
    """One that rings nobody: of Ofcom's numbers for drama."""
    return f"{dice.choice(('07700 900', '01632 960', '020 7946 0'))}{dice.randrange(1000):03}"


def case(dice: Dice) -> dict[str, Any]:
    """What is protected of somebody."""
    street, town = dice.choice(STREETS), dice.choice(TOWNS)
    address = {"lines": [f"{dice.randrange(1, 200)} {street}"], "town": town, "postcode": postcode(dice)}
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    return {ADDRESS: address, TELEPHONE: telephone(dice), SCHOOL: dice.choice(SCHOOLS), NAME: name}


def note(dice: Dice, of: dict[str, Any]) -> str:
    """A note of a few sentences that says nothing of what is protected in this case."""
    street = str(of[ADDRESS]["lines"][0]).partition(" ")[2]

    def other(some: Any, but: str) -> str:
        return str(dice.choice([one for one in some if one != but]))

    said = []
    for sentence in dice.sample(SENTENCES, dice.randrange(2, 7)):
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        phone, code = telephone(dice), postcode(dice)
        said.append(
            sentence.format(
                name=name if name != of[NAME] else "The child",
                place=f"{dice.randrange(1, 200)} {other(STREETS, street)}",
                town=dice.choice(TOWNS),
                code=code if code != of[ADDRESS]["postcode"] else "no postcode given",
                phone=phone if phone != of[TELEPHONE] else "not known",
                school=other(SCHOOLS, of[SCHOOL]),
                day=f"{dice.randrange(1, 29)} October 2026",
                time=f"{dice.randrange(24):02}.{dice.randrange(60):02}",
                sum=dice.randrange(10, 990),
            )
        )
    return dice.choice((" ", "\n", "\n\n")).join(said)


def planted(dice: Dice, text: str, of: dict[str, Any]) -> str:
    """The same with one of the protected values in it, as somebody may write it."""
    kind = dice.choice((ADDRESS, TELEPHONE, SCHOOL, NAME, "postcode"))
    value = of[ADDRESS]["postcode"] if kind == "postcode" else of[kind]
    said = str(value["lines"][0] if kind == ADDRESS else value)
    ways = (str, str.upper, str.lower, _spaced, _wide, _unseen, _look_alike, lambda one: one.replace(" ", "\n"))
    words = text.split(" ")
    at = dice.randrange(len(words) + 1)
    return " ".join([*words[:at], dice.choice(ways)(said), *words[at:]])


def _spaced(text: str) -> str:
    return " ".join(text.replace(" ", "  "))


def _wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)


def _unseen(text: str) -> str:
    return "\u200b".join(text)


def _look_alike(text: str) -> str:
    return text.translate(str.maketrans("aeopcx", "\u0430\u0435\u043e\u0440\u0441\u0445"))
