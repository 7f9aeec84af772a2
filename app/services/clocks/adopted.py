"""What a hub has adopted: a profile of the policy as it was then, kept whole with the digest of what it promises.

A later release may say something else under the same key. That changes no promise: what was adopted holds until the hub
adopts it anew, and pages and the command say that it should (decision 64).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crypto.canonical import canonical
from policies.engine.clock_profiles import ELAPSED, STEP, TOLD, WORKING_DAYS, WORKING_HOURS, ClockProfile, Rung, Target
from policies.engine.release import PolicyRelease

BASES = (ELAPSED, WORKING_HOURS, WORKING_DAYS)


def adoptable(profile: ClockProfile) -> Mapping[str, Any]:
    """What is kept of a profile that a hub adopts, as JSON."""
    content = {
        "label": profile.label,
        "because": profile.because,
        "source": profile.source,
        "partner": _stored(profile.partner),
        "hub": _stored(profile.hub),
        "ladder": [[rung.key, rung.at, *rung.tell] for rung in profile.ladder],
    }
    return {"key": profile.key, "digest": promise_digest(profile), "content": content}


def promise_digest(profile: ClockProfile) -> str:
    """SHA-256 over what a profile promises: its targets and its ladder, not the words about it."""
    ladder = [[rung.key, rung.at, *rung.tell] for rung in profile.ladder]
    promised = {"partner": _stored(profile.partner), "hub": _stored(profile.hub), "ladder": ladder}
    return f"sha256:{hashlib.sha256(canonical(promised)).hexdigest()}"


def read_adopted(release: PolicyRelease, said: Mapping[str, Any]) -> ClockProfile:
    """The profile as it was adopted. A rating that it does not have is promised nothing: nobody is asked in it.

    Raises ValueError, KeyError or TypeError for what `adoptable` has not made.
    """
    content = said["content"]
    profile = ClockProfile(
        key=said["key"],
        label=content["label"],
        because=content["because"],
        source=content["source"],
        partner=_targets(content["partner"]),
        hub=_targets(content["hub"]),
        ladder=tuple(_rung(*one) for one in content["ladder"]),
    )
    if promise_digest(profile) != said["digest"]:
        raise ValueError("a profile is not as it was adopted")
    nothing = dict.fromkeys(release.ratings)
    return replace(profile, partner={**nothing, **profile.partner}, hub={**nothing, **profile.hub})


def is_outdated(release: PolicyRelease, adopted: ClockProfile) -> bool:
    """Whether the policy in force promises something else under the key that was adopted, or has no such key."""
    now = release.profiles.get(adopted.key)
    return now is None or (now.partner, now.hub, now.ladder) != (adopted.partner, adopted.hub, adopted.ladder)


def _stored(targets: Mapping[str, Target | None]) -> Mapping[str, Any]:
    return {rating: None if target is None else [target.basis, target.amount] for rating, target in targets.items()}


def _targets(stored: Mapping[str, Any]) -> Mapping[str, Target | None]:
    return {rating: _target(target) for rating, target in stored.items()}


def _target(stored: Any) -> Target | None:
    if stored is None:
        return None
    basis, amount = stored
    if basis not in BASES or not isinstance(amount, int) or amount < 1:
        raise ValueError("a target is not one that a profile could have")
    return Target(basis, amount)


def _rung(key: str, at: str, *tell: str) -> Rung:
    if not STEP.fullmatch(at) or not set(tell) <= set(TOLD):
        raise ValueError("a rung is not one that a profile could have")
    return Rung(key, at, tell)
