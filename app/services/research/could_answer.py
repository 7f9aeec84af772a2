"""Whether a partner could lawfully tell what it holds: nobody is asked what can only be declined."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.identity import Organisation
from app.services.disclosure.in_law import body_of
from app.services.policy_control.as_relied import as_relied
from app.services.runtime import Runtime
from policies.engine.bases import bases_for_all


def could_answer(runtime: Runtime, partner: Organisation, purpose: str, kinds: Iterable[str]) -> bool:
    """Whether the partner has today, in use, a legal basis of its own to disclose on about all these kinds of subject.

    One for exceptional circumstances alone, such as a life in danger, is none to be asked on.
    """
    release = as_relied(runtime.policy, partner).release
    body, on = body_of(release, partner), runtime.clock.now().date()
    found = bases_for_all(release, body, subjects=kinds, purpose=purpose, act="return", on=on)
    return any(not one.exceptional for one in found)
