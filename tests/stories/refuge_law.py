"""On which legal bases everybody may ask and answer, and which of them the story has them rely on."""

from __future__ import annotations

from policies.engine.bases import Body, legal_bases_for
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE


def bases(exchange: Exchange, kind: str, subject: str, act: str) -> set[str]:
    """On which legal bases a kind of organisation may ask or return something about a kind of subject."""
    release, today = exchange.runtime.policy.release, exchange.clock.now().date()
    body = Body(kind, release.organisations[kind].in_law)
    found = legal_bases_for(release, body, subject=subject, purpose=PURPOSE, act=act, on=today)
    return {one.basis.key for one in found if one.usable}


def asked_for(exchange: Exchange, relied: list[str]) -> set[str]:
    """What any of these bases asks whoever relies on it to state."""
    known = exchange.runtime.policy.release.legal_bases
    return {need for one in relied for need in known[one].requires}


def rely(exchange: Exchange, relied: list[str], possible: set[str]) -> str:
    """Rely on the one of these bases that asks for most of what none of those `relied` on before asked for."""
    known, asked = exchange.runtime.policy.release.legal_bases, asked_for(exchange, relied)
    relied.append(max(sorted(possible), key=lambda one: len(set(known[one].requires) - asked)))
    return relied[-1]
