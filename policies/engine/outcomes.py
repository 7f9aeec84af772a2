"""What a set of matching rules gives, worked out once for each set and remembered."""

from __future__ import annotations

from typing import Final, NamedTuple

from policies.engine.reading_rules import PERMIT
from policies.engine.release import Rule
from policies.engine.vocabulary import RECORDS, Level

UNKNOWN_BIT: Final = 1
GIST_BIT: Final = 2
MASK_BIT: Final = 4
RECORD_BITS: Final = {record: 8 << number for number, record in enumerate(RECORDS)}
ANY_RECORD: Final = sum(RECORD_BITS.values())
FIRST_RULE: Final = len(RECORD_BITS) + 3


class Outcome(NamedTuple):
    """A decision without its facts; one object serves every cell that matched the same rules."""

    level: Level
    permits: tuple[str, ...]
    caps: tuple[str, ...]
    obligations: tuple[str, ...]
    reason: str


class Outcomes(dict[int, Outcome]):
    """The outcome of every set of matched bits met so far."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        super().__init__()
        self.rules = rules

    def __missing__(self, matched: int) -> Outcome:
        self[matched] = found = _outcome(self.rules, matched)
        return found


def _outcome(rules: tuple[Rule, ...], matched: int) -> Outcome:
    if not matched & ANY_RECORD:
        return refusal("unknown_facts" if matched & UNKNOWN_BIT else "impossible_facts")
    matching = [rule for number, rule in enumerate(rules, FIRST_RULE) if matched >> number & 1]
    granting = [rule for rule in matching if rule.kind == PERMIT]
    limiting = [rule for rule in matching if rule.kind != PERMIT]
    best = max((rule.level for rule in granting), default=Level.WITHHELD)
    tightest = min((rule.level for rule in limiting), default=Level.FULL)
    capped = min(best, tightest)
    level = _floored(capped, matched)
    permits = [rule for rule in granting if rule.level >= level]
    caps = [rule for rule in limiting if rule.level == tightest <= best]
    prevailing = [*(permits if level else ()), *caps]
    return Outcome(
        level=level,
        permits=tuple(rule.id for rule in permits),
        caps=tuple(rule.id for rule in caps),
        obligations=tuple(sorted({name for rule in prevailing for name in rule.oblige})),
        reason=_reason(permits, caps, best, level, capped),
    )


def refusal(reason: str) -> Outcome:
    """Return the outcome of facts no rule was asked about."""
    return Outcome(Level.WITHHELD, (), (), (), reason)


def _floored(level: Level, matched: int) -> Level:
    """Return the level, or the next lower one the field has a rendition for: masked, then gist, then nothing."""
    if level is Level.MASKED and not matched & MASK_BIT:
        level = Level.GIST
    return Level.WITHHELD if level is Level.GIST and not matched & GIST_BIT else level


def _reason(permits: list[Rule], caps: list[Rule], best: Level, level: Level, capped: Level) -> str:
    if level is Level.WITHHELD and capped is not Level.WITHHELD:
        return "no_rendition"
    if caps and (capped < best or best is Level.WITHHELD):
        return caps[0].reason
    return next((rule.reason for rule in permits if rule.level == best), "no_permit")
