"""A partner for which somebody in the case works is sent nothing more; what must not stand there any longer goes.

Its colleagues share an inbox and its mails, so that nobody there is told of either: it is rung.
"""

from __future__ import annotations

from app.services.research.renewing import Words
from app.services.research.what_was_told import SAFETY_CHANGED, WITHDRAWN, Change
from app.services.runtime import Runtime
from policies.engine.vocabulary import PLACES, SENT


def taken_out(runtime: Runtime, words: Words | None, change: Change) -> Change | None:
    """What such a partner's record loses of a change: a place, and words that say one. None where that is nothing."""
    told, marks = change.told, dict[str, str]()
    whereabouts = change.whereabouts if change.whereabouts and change.whereabouts[1] != SENT else None
    if whereabouts is not None:
        catalogue = runtime.policy.release.catalogue
        marks |= {key: WITHDRAWN for key in told.answers or {} if PLACES & set(catalogue[key].tags)}
    without = words.out_of(runtime, told) if words else None
    if without is not None:
        marks |= {key: how for key, how in without.marks.items() if how == WITHDRAWN}
    return Change(told, {}, marks, SAFETY_CHANGED, whereabouts) if marks or whereabouts else None
