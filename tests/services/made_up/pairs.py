"""Made-up pairs of what two sources hold about one person or place, and whether they contradict each other.

A spelling of the same is made from it, and another is another. Nothing of the application is used.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random as Dice

from tests.services.made_up.birthdays import birthday
from tests.services.made_up.names import another_person, same_person
from tests.services.made_up.pair import Pair
from tests.services.made_up.places import place


def made_up_pairs(seed: int, count: int) -> tuple[Pair, ...]:
    """So many pairs, the same for the same seed."""
    dice = Dice(seed)
    makers: tuple[Callable[[Dice], Pair], ...] = (same_person, same_person, another_person, birthday, birthday, place)
    return tuple(makers[number % len(makers)](dice) for number in range(count))
