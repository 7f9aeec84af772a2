"""Changes of organisations in words: what is so now, and what will be. Said from what is signed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.domain.changes import (
    CLOSED_DAY_TAKEN_BACK,
    IN_LAW_SET,
    NUMBER_RUNG,
    OF_SETTINGS,
    ORGANISATION_DESCRIBED,
    ORGANISATION_ENDED,
    ORGANISATION_REGISTERED,
    Change,
)
from app.domain.clock_settings import CLOSED
from app.domain.identity import Organisation
from app.services.clocks.setting_words import said_words
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import IN_LAW

NO_MORE: Final = (
    "Takes part no more: every role in it ends, and what its people had is freed. What it sent, its logs and its keys "
    "stay. This cannot be undone: it would be taken in anew, under another name"
)


def of_organisation(change: Change, release: PolicyRelease) -> tuple[str, str]:
    """What is so before, and after."""
    body = change.body
    if change.what == ORGANISATION_REGISTERED:
        return "Not there", _newcomer(body, release)
    if change.what == ORGANISATION_ENDED:
        return "Takes part", NO_MORE
    if change.what in (ORGANISATION_DESCRIBED, IN_LAW_SET):
        called = change.what == ORGANISATION_DESCRIBED
        after = _called(body["called"]) if called else f"{law_words(body['in_law'])}. Its legal bases follow at once"
        return (_called if called else law_words)(body["was"]), after
    if change.what == CLOSED_DAY_TAKEN_BACK:
        return _said(release, CLOSED, body, "was"), "Open on this day as on others of its weekday"
    kind = body["setting"] if change.what == NUMBER_RUNG else OF_SETTINGS[change.what]
    if change.what == NUMBER_RUNG:
        said = _said(release, kind, body, "said")
        return f"{said}. Nobody else than who entered it is known to have rung it", f"{said}. Rung by its proposer"
    more = "; it is to be rung by somebody else" if body["said"].get("telephone") else ""
    return _said(release, kind, body, "was"), f"{_said(release, kind, body, 'said')}{more}"


def law_words(facts: Sequence[str] | None) -> str:
    """What an organisation is in law; None, where nobody has said it: what others of its kind are."""
    if facts is None:
        return "What others of its kind are"
    words = "; ".join(IN_LAW.get(one, one) for one in facts) or "none of what legal bases ask for"
    return words[:1].upper() + words[1:]


def law_of(release: PolicyRelease, one: Organisation) -> str:
    """The same of an organisation, with what others of its kind are where nobody has said it of this one."""
    if one.in_law is None:
        return f"{law_words(None)}: {law_words(usual_in_law(release, one))}"
    return law_words([fact for fact in IN_LAW if fact in one.in_law])


def usual_in_law(release: PolicyRelease, one: Organisation) -> tuple[str, ...]:
    """What others of its kind are in law."""
    usual = release.organisations[one.kind].in_law
    return tuple(fact for fact in IN_LAW if fact in usual)


def _called(said: Mapping[str, str]) -> str:
    return f"{said['name']}: {said['service']} of {said['controller']}, telephone {said['telephone']}"


def _newcomer(body: Mapping[str, Any], release: PolicyRelease) -> str:
    kind = release.organisations[body["kind"]].label if body["kind"] in release.organisations else body["kind"]
    return (
        f"{body['name']}, of the kind {kind}: {body['service']} of {body['controller']}, telephone "
        f"{body['telephone']}. It has keys and a log of its own, works with nobody yet, and nobody acts for it"
    )


def _said(release: PolicyRelease, kind: str, body: Mapping[str, Any], name: str) -> str:
    if body[name] is None:
        return "Nothing is said of it"
    of_day = body.get("was_day", body.get("day")) if name == "was" else body.get("day")
    day = None if of_day is None else date.fromisoformat(of_day)
    words = said_words(release, kind, day, body[name])
    return words[:1].upper() + words[1:]
