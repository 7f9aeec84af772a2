"""A second, deliberately plain interpreter of the policy: it reads canonical JSON rule by rule, compiling nothing.

It shares no code with `policies.engine` and is what the engine is compared with, in tests and in `bench/deciding.py`.
"""

from __future__ import annotations

import json
from typing import Any

ORDER = ["withheld", "gist", "masked", "full"]
FIXED = {
    "action": ["release", "open", "reveal", "match"],
    "record": ["case", "request", "return", "product"],
    "subject": ["child", "unborn_child", "adult", "address", "case"],
    "basis_fit": ["fits", "does_not_fit", "not_in_force"],
    "protection": ["none", "protected"],
    "place": ["sent", "left_out", "barred"],
    "conflict": ["none", "declared"],
    "share_now": ["no", "active"],
    "standing": ["author", "asker", "addressee", "other"],
    "assigned": ["yes", "no"],
}
ESSENTIAL = ["action", "record", "standing", "organisation", "role"]


class Naive:
    """The policy as plain lists and dictionaries."""

    def __init__(self, canonical: bytes) -> None:
        files = json.loads(canonical)["files"]
        self.organisations = {one["key"]: one for one in files["organisations.toml"]["organisation"]}
        self.roles = {one["key"]: one for one in files["roles.toml"]["role"]}
        self.purposes = [one["key"] for one in files["purposes.toml"]["purpose"]]
        self.fields: dict[str, dict[str, Any]] = {}
        self.rules: list[dict[str, Any]] = []
        for name, content in files.items():
            if name.startswith("fields/"):
                for field in content["field"]:
                    self.fields[field["key"]] = {**field, "record": content["record"]}
            if name.startswith("rules/"):
                self.rules += [{**rule, "kind": "permit"} for rule in content.get("permit", [])]
                self.rules += [{**rule, "kind": "cap"} for rule in content.get("cap", [])]
        for rule in files["feasible.toml"].get("impossible", []):
            self.rules.append({**rule, "kind": "cap", "level": "withheld", "reason": "impossible_facts"})

    def held(self, organisation: str) -> list[str]:
        return [key for key, role in self.roles.items() if organisation in role["organisations"]]

    def decide(self, facts: dict[str, str]) -> dict[str, Any]:
        """Return level, permits, caps, obligations and reason on these facts."""
        trouble = self.trouble(facts)
        if trouble:
            return {"level": "withheld", "permits": [], "caps": [], "obligations": [], "reason": trouble}
        field = self.fields[facts["field"]]
        told = {**facts, "audience_fit": self.audience_fit(facts, field), "carriage": self.carriage(facts, field)}
        told["role"] = self.read_as(told["role"])
        permits = [rule for rule in self.rules if rule["kind"] == "permit" and self.matches(rule, told, field)]
        caps = [rule for rule in self.rules if rule["kind"] == "cap" and self.matches(rule, told, field)]
        if facts["share_now"] == "active":
            caps = [rule for rule in caps if "share_now" not in rule.get("lifted_by", [])]
        best = max([ORDER.index(rule["level"]) for rule in permits], default=0)
        tightest = min([ORDER.index(rule["level"]) for rule in caps], default=3)
        capped = min(best, tightest)
        level = self.floor(capped, field)
        permits = sorted((rule for rule in permits if ORDER.index(rule["level"]) >= level), key=lambda rule: rule["id"])
        caps = [rule for rule in caps if ORDER.index(rule["level"]) == tightest <= best]
        caps.sort(key=lambda rule: rule["id"])
        prevailing = [*permits, *caps] if level else caps
        return {
            "level": ORDER[level],
            "permits": [rule["id"] for rule in permits],
            "caps": [rule["id"] for rule in caps],
            "obligations": sorted({name for rule in prevailing for name in rule.get("oblige", [])}),
            "reason": self.reason(permits, caps, best, capped, level),
        }

    def trouble(self, facts: dict[str, str]) -> str:
        known = {
            **FIXED,
            "organisation": list(self.organisations),
            "role": [*self.roles, "none"],
            "purpose": self.purposes,
        }
        for name, values in known.items():
            if facts[name] not in values and (facts[name] != "unknown" or name in ESSENTIAL):
                return "unknown_facts"
        if facts["role"] != "none" and facts["role"] not in self.held(facts["organisation"]):
            return "impossible_facts"
        if facts["field"] not in self.fields:
            return "unknown_facts"
        field = self.fields[facts["field"]]
        if facts["record"] != field["record"] and (facts["record"], field["record"]) != ("product", "return"):
            return "impossible_facts"
        told = (facts.get("audience_fit", "unknown"), facts.get("carriage", "unknown"))
        derived = (self.audience_fit(facts, field), self.carriage(facts, field))
        return "" if all(a in ("unknown", b) for a, b in zip(told, derived, strict=True)) else "impossible_facts"

    def read_as(self, role: str) -> str:
        return str(self.roles.get(role, {}).get("reads_as", role))

    def audience_fit(self, facts: dict[str, str], field: dict[str, Any]) -> str:
        roles = self.held(facts["organisation"]) if facts["role"] == "none" else [self.read_as(facts["role"])]
        if any(role in field["audience"] for role in roles):
            return "full"
        return "gist" if any(role in field.get("gist_audience", []) for role in roles) else "none"

    def carriage(self, facts: dict[str, str], field: dict[str, Any]) -> str:
        if field["record"] != "request":
            return "not_a_request"
        addressee = self.organisations[facts["organisation"]]
        if field["key"] in addressee.get("request_must", []):
            return "must"
        if field["key"] in addressee.get("request_if_held", []):
            return "if_held"
        return "may" if field["key"] in addressee.get("request_may", []) else "never"

    def matches(self, rule: dict[str, Any], facts: dict[str, str], field: dict[str, Any]) -> bool:
        for name, condition in rule["when"].items():
            if name == "tag":
                tags = field.get("tags", [])
                if "any" in condition and not any(tag in tags for tag in condition["any"]):
                    return False
                if any(tag in tags for tag in condition.get("none", [])):
                    return False
            elif name == "category":
                if not self.admits(condition, field["category"]):
                    return False
            elif facts[name] == "unknown":
                if rule["kind"] == "permit":
                    return False
            elif not self.admits(condition, facts[name]):
                return False
        return True

    def admits(self, condition: Any, value: str) -> bool:
        return value in condition if isinstance(condition, list) else value not in condition["not"]

    def floor(self, level: int, field: dict[str, Any]) -> int:
        if level == 2 and "mask" not in field:
            level = 1
        return 0 if level == 1 and "gist" not in field else level

    def reason(self, permits: list[Any], caps: list[Any], best: int, capped: int, level: int) -> str:
        if level == 0 and capped > 0:
            return "no_rendition"
        if caps and (capped < best or best == 0):
            return str(caps[0].get("reason", "capped"))
        granting = [rule for rule in permits if ORDER.index(rule["level"]) == best]
        return str(granting[0].get("reason", "permitted")) if granting else "no_permit"
