"""People of a case drawn by chance and, in these lines alone, the rule of who hides from whom."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

ALLEGED = ("alleged", "both_alleged")
ROLES = (*ALLEGED, *ALLEGED, "other", "at_risk", "not_known")
STREETS = ("Quiet", "Harbour", "Orchard", "Willow", "Garden", "Chapel", "Meadow", "Station")
KNIFE = "Madeup: he carries a knife"


@dataclass
class Person:
    """Somebody of a case, by the test's own reckoning.

    `named` is what was said last of to whom their home is a secret, and `named_at` when; `role_at`, when the role was.
    """

    id: UUID
    street: str
    postcode: str
    school: str
    protected: str
    role: str
    role_at: int = 0
    named: dict[UUID, str] = field(default_factory=dict)
    named_at: int = -1

    @property
    def home(self) -> dict[str, object]:
        """As a record has it."""
        return {"lines": [self.street], "town": "Nowhere", "postcode": self.postcode}

    def told_in(self, text: str) -> bool:
        """Whether the letters of this person's street, postcode or school stand in a text."""
        letters = _letters(text)
        return any(_letters(one) in letters for one in (self.street.split(" ", 1)[1], self.postcode, self.school))

    def hides_from(self, other: Person) -> bool:
        """The rule. Whoever is protected, or not asked yet, hides from whoever is alleged, unless it was said of them
        since that it is no secret; and from whoever is named.
        """
        if other is self or self.protected == "no":
            return False
        said = self.named.get(other.id)
        if other.role in ALLEGED:
            return said in (None, "hidden") or other.role_at > self.named_at
        return said == "hidden"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def drawn(chance: random.Random, number: int) -> list[Person]:
    """People without ids yet: the first hides, the second is whom most hide from."""
    names = chance.sample(STREETS, number)
    return [
        Person(
            UUID(int=at),
            f"{chance.randint(1, 99)} {name} {chance.choice(('Way', 'Road', 'Mews'))}",
            f"ZZ9{at} {at}AA",
            f"{name} Hill Madeup School",
            chance.choice(("yes", "unknown") if at == 0 else ("yes", "no", "unknown")),
            "at_risk" if at == 0 else chance.choice(ALLEGED if at == 1 else ROLES),
        )
        for at, name in enumerate(names)
    ]


def written(chance: random.Random, people: Sequence[Person]) -> str:
    """Words that warn, and say where some of these people are, each as somebody might write it."""
    said = [KNIFE]
    for one in chance.sample(people, chance.randint(1, len(people))):
        said += [f"was seen at {chance.choice((one.street, one.street.upper(), one.street.replace(' ', '  ')))}"]
        said += [f"wrote to {chance.choice((one.postcode, one.postcode.lower().replace(' ', '')))}"]
        said += [f"waited by {one.school}"] if chance.random() < 0.5 else []
    return "; ".join(said) + "."
