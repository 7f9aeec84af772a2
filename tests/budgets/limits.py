"""What each job may cost at most, by the names that a walk counts; how tall a page may be is the same for every job."""

from collections.abc import Mapping
from typing import Final

TALLEST: Final = 4_000
"""CSS pixels of a page at a desk as it arrives; what somebody unfolds by hand comes on top."""
TALLER: Final[Mapping[str, int]] = {"/preview": 6_000}
"""Where one page shows what all partners will be sent, by how its address ends."""

LIMITS: Final[Mapping[str, Mapping[str, int]]] = {
    "from a notification to 8 partners asked": {"screens": 14, "clicks": 60, "twice": 0},
    "from an invitation to the first answer": {"screens": 8, "words": 500, "twice": 0},
    "people in the case": {"words": 600},
    "decide to enquire": {"screens": 3, "clicks": 2, "words": 600},
    "9 people in the case": {"words": 600, "words_unfolded": 1_100},
    "check before sending, 8 partners": {"words": 1_200, "words_unfolded": 1_200},
    "choose 8 partners": {"words": 600},
    "approve a nil return": {"screens": 3, "clicks": 3, "characters": 0, "words": 500},
    "approve six items, 1 adult": {"screens": 3, "clicks": 3, "characters": 0, "words": 500},
    "approve six items, 3 people": {"screens": 3, "clicks": 3, "characters": 0, "words": 550},
    "hold an item back and approve": {"screens": 4, "clicks": 4, "words": 550},
    "name a stand-in": {"screens": 3, "clicks": 3, "words": 300},
    "cover for a week": {"screens": 2, "clicks": 3, "characters": 16, "words": 200, "pixels": 2_000},
    "hand over 1 red at close": {"screens": 2, "clicks": 2, "characters": 0, "words": 300},
    "hand over 3 red at close": {"screens": 2, "clicks": 6, "characters": 0, "words": 300},
    "accept 1 red": {"screens": 2, "clicks": 2, "characters": 0, "words": 300},
    "accept 3 red": {"screens": 2, "clicks": 6, "characters": 0, "words": 300},
    "their questions": {"words": 500, "bytes": 105_000},
    "nothing found, 3 people": {"screens": 3, "clicks": 5, "characters": 0, "words": 500},
    "decline all": {"screens": 5, "clicks": 6, "words": 600},
    "read eight returns of six items, by source": {"screens": 1, "words": 1_150},
    "read eight returns of six items, by person": {"screens": 1, "words": 1_150},
    "read eight returns of six items, by time": {"screens": 1, "words": 1_150},
    "check six items, 3 people": {"words": 900},
    "answer six items of one of 3 people": {"words": 550, "bytes": 140_000},
    "probation, one adult, six items": {"screens": 6, "clicks": 14, "words": 500, "bytes": 140_000},
}


def tallest(path: str) -> int:
    """How tall the page at this address may be."""
    return next((most for end, most in TALLER.items() if path.endswith(end)), TALLEST)
