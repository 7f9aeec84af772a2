"""Which protected places a partner is sent: ticked for each partner, with a reason; none until somebody ticks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.schemas.texts import wrong_with
from app.web.field_forms import Form
from policies.engine.release import PolicyRelease

ONCE = "all-place_reason"
"""Why those need a protected address that search by address: said once, for all of them."""
ADDRESS = "request_address"


@dataclass(frozen=True, slots=True)
class Places:
    """What was ticked for one partner, why, and the input that says why."""

    name: str
    reason_name: str
    chosen: frozenset[UUID]
    reason: str


def searches_by_address(release: PolicyRelease, partner: Organisation) -> bool:
    """Whether an address is what a partner of this kind looks for first."""
    return release.organisations[partner.kind].identifiers[:1] == (ADDRESS,)


def read_places(
    release: PolicyRelease, form: Form, partner: Organisation, people: Sequence[Subject], part: str
) -> Places:
    """Whose protected places were ticked for a partner that is asked about these people; `part` begins its inputs."""
    name = f"{part}-places"
    reason_name = ONCE if searches_by_address(release, partner) else f"{part}-place_reason"
    ticked = set(form.getlist(name))
    chosen = frozenset(one.subject_id for one in people if str(one.subject_id) in ticked)
    return Places(name, reason_name, chosen, form.get(reason_name, "").strip())


def wrong_places(places: Places, partner: Organisation, about: Collection[UUID]) -> dict[str, str]:
    """What is wrong with what was ticked, by input: somebody who is not asked about, or no reason that can be kept."""
    if places.chosen - set(about):
        return {places.name: f"Untick the address of whoever {partner.name} is not asked about."}
    if not places.chosen:
        return {}
    why = wrong_with(places.reason, "Why a protected address is sent")
    problem = why if places.reason else f"Say why {partner.name} needs a protected address."
    return {places.reason_name: problem} if problem else {}
