"""When a request that nobody answers is to be raised with the strategic board: the ladder says so, a person does it.

That a step of the ladder came is a fact, with its event and entry. Whether it is raised, with whom and in which words
is a decision-maker's: until one has, the request waits in the My work of each that is on its case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies.engine.release import PolicyRelease

BOARD: Final = "board"


def raise_after(release: PolicyRelease) -> Mapping[str, int]:
    """By profile, how many steps of its ladder are done once the board is to hear; none that names no board."""
    told = {key: [BOARD in rung.tell for rung in one.ladder] for key, one in release.profiles.items()}
    return {key: steps.index(True) + 1 for key, steps in told.items() if True in steps}
