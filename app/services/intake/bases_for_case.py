"""The hub's own legal bases for asking about a case, and why some of them cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import Actor
from app.services.disclosure.in_law import body_of
from app.services.policy_control.as_relied import as_relied
from app.services.runtime import Runtime
from policies.engine.bases import BasisChoice, legal_bases_for


def bases_for_case(runtime: Runtime, actor: Actor, purpose: str, kinds: Sequence[str]) -> tuple[BasisChoice, ...]:
    """Every basis of the actor's hub, usable ones first.

    Usable means: for everybody in the case whom the purpose covers, today. KeyError when there is no such purpose.
    """
    release = as_relied(runtime.policy, actor).release
    covered = [kind for kind in dict.fromkeys(kinds) if kind in release.purposes[purpose].subjects]
    with runtime.database.work(actor.organisation_id) as work:
        body = body_of(release, work.identity.organisation(actor.organisation_id))
    today = runtime.clock.now().date()
    found: dict[str, BasisChoice] = {}
    for kind in covered:
        for one in legal_bases_for(release, body, subject=kind, purpose=purpose, act="request", on=today):
            known = found.get(one.basis.key)
            if known is None or (known.usable and not one.usable):
                found[one.basis.key] = one
    return tuple(sorted(found.values(), key=lambda one: not one.usable))
