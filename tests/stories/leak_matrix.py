"""Who may hold keys to what, worked out from the policy files alone: an expectation that owes nothing to the engine.

Read with `tomllib`; the few rules are written out here a second time, in another form, from what the rules promise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

POLICIES = Path(__file__).resolve().parents[2] / "policies"
LEVELS = ("withheld", "gist", "masked", "full")
COLLATOR, DECIDER, GOVERNANCE = "hub_collator", "hub_decision_maker", "ig_officer"

Table = Mapping[str, Any]


def read(name: str) -> dict[str, Any]:
    """A policy file as TOML."""
    return tomllib.loads((POLICIES / name).read_text(encoding="utf-8"))


@cache
def fields() -> dict[str, Table]:
    """Every field's table by key, with its file's organisation and record."""
    found: dict[str, Table] = {}
    for path in sorted((POLICIES / "fields").glob("*.toml")):
        file = read(f"fields/{path.name}")
        for one in file["field"]:
            found[one["key"]] = {**one, **{name: file.get(name) for name in ("organisation", "record", "shared")}}
    return found


@cache
def kinds() -> dict[str, Table]:
    """Every kind of organisation by key."""
    return {one["key"]: one for one in read("organisations.toml")["organisation"]}


@cache
def holds(kind: str) -> set[str]:
    """The roles somebody in a kind of organisation may have."""
    return {one["key"] for one in read("roles.toml")["role"] if kind in one["organisations"]}


def scenarios() -> Iterator[Table]:
    """Every worked scenario."""
    for path in sorted((POLICIES / "scenarios").glob("*.toml")):
        yield from read(f"scenarios/{path.name}")["scenario"]


def request_reach(kind: str, field: Table) -> set[str]:
    """What an addressee holds of a request field: what its kind is sent, whole; else nothing."""
    return {"full"} if field["key"] in carried(kind) else set()


def carried(kind: str) -> set[str]:
    """The request fields that a kind of organisation must be sent, is sent where they are held, or may be sent."""
    table = kinds()[kind]
    return {*table["request_must"], *table["request_if_held"], *table["request_may"]}


def return_reach(field: Table, protection: str) -> set[str]:
    """What the hub that asked holds of a returned field: what any of its people could be shown by any act, ever."""
    ceiling = released(field)
    acts = [
        (COLLATOR, "open", "no"), (COLLATOR, "open", "active"), (DECIDER, "open", "no"), (DECIDER, "reveal", "no"),
        (GOVERNANCE, "reveal", "no"),
    ]  # fmt: skip
    known = {protection, "protected"}  # it may be learnt of later
    shown = {level_for(field, role, action, share_now, one) for role, action, share_now in acts for one in known}
    return {LEVELS[min(LEVELS.index(one), LEVELS.index(ceiling))] for one in shown} - {"withheld"}


def released(field: Table) -> str:
    """As much of a returned field as leaves the partner: whole when somebody at the hub needs it, or for safety."""
    hub, tags = holds("hub"), set(field.get("tags", ()))
    if hub & set(field["audience"]) or "contact_safety" in tags:
        return "full"
    return "gist" if hub & set(field.get("gist_audience", ())) else "withheld"


def level_for(field: Table, role: str, action: str, share_now: str, protection: str) -> str:
    """What one of the hub's people, working on the case and without conflict, is shown of a returned field."""
    tags = set(field.get("tags", ()))
    how_it_came = field["key"].startswith("return_") and field["key"] not in (
        "return_question",
        "return_restricted_information",
    )
    private = field["category"] == "special" and not how_it_came
    if kept_from(role, tags) or (role == GOVERNANCE and private):
        return "withheld"
    needs, outline = role in field["audience"], role in field.get("gist_audience", ())
    where = bool(tags & {"location", "protected_address"})
    if action == "reveal" and role == GOVERNANCE:
        hidden = "location" in tags and protection == "protected"
        return "masked" if hidden or tags & {"protected_address", "identity", "match_key"} else "full"
    if action == "reveal":
        return "full" if role == DECIDER and needs and where else "withheld"
    if role == GOVERNANCE:
        return "withheld"
    if needs or "contact_safety" in tags or (role == COLLATOR and share_now == "active"):
        in_part = "protected_address" in tags or ("location" in tags and protection != "none")
        return "masked" if in_part else "full"
    return "gist" if outline else "withheld"


def kept_from(role: str, tags: set[str]) -> bool:
    """Kinds of information that some roles never see."""
    return (
        ("match_key" in tags and role != COLLATOR)
        or ("source" in tags and role != DECIDER)
        or ("segregated" in tags and role != DECIDER)
        or ("restricted" in tags and role == COLLATOR)
    )
