"""What a release says otherwise than the one before it, in sentences for whoever decides whether it is put in force.

Entry by entry: of rules, audiences and legal bases it says whether more is given or less; what several changes do
together is not worked out here. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from policies.engine.reading_rules import PERMIT
from policies.engine.release import PolicyRelease, Rule

WIDER, NARROWER, NEW, GONE, OTHER = "wider", "narrower", "new", "gone", "other"
EFFECTS: Final[Mapping[str, str]] = {
    WIDER: "Gives more",
    NARROWER: "Gives less",
    NEW: "New",
    GONE: "Gone",
    OTHER: "Said otherwise",
}
"""What a difference does, in the order in which it is read."""
LISTS: Final[Mapping[str, str]] = {
    "organisations": "Kind of organisation",
    "roles": "Role",
    "purposes": "Purpose",
    "statements": "Statement",
    "provisions": "Provision",
    "legal_bases": "Legal basis",
    "masks": "Mask",
    "obligations": "Obligation",
    "reasons": "Reason",
    "telling": "Telling words",
    "question_sets": "Question set",
    "periods": "Period of keeping",
    "ratings": "Rating",
    "profiles": "Clock profile",
    "calendars": "Calendar",
    "withdrawn": "Withdrawn rule",
}
SINGLE: Final[Mapping[str, str]] = {
    "renewal": "What is sent again when it changes",
    "protection": "Who says that an address is not protected",
    "access": "How long after closing records are opened",
    "not_built": "What rules speak of and nothing sets yet",
}
MORE_GIVES: Final[Mapping[str, frozenset[str]]] = {
    "Field": frozenset({"audience", "gist_audience"}),
    "Legal basis": frozenset({"available_to", "subjects", "purposes", "acts"}),
}
"""By kind of entry, the lists in which one word more gives more, and one less gives less."""
LESS_GIVES: Final[Mapping[str, frozenset[str]]] = {"Legal basis": frozenset({"requires", "holds", "lacks"})}
"""Those in which one word more asks for more, and so gives less."""
ANY_WHEN_EMPTY: Final = frozenset({"subjects"})
"""Lists that mean everybody when they name nobody."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence, and what it does."""

    effect: str
    says: str


def compare(old: PolicyRelease, new: PolicyRelease) -> tuple[Difference, ...]:
    """Each difference between two releases, those that give more first; none only where they say the same."""
    if old.digest == new.digest:
        return ()
    found = [*_entries("Field", old.catalogue, new.catalogue)]
    for name, what in LISTS.items():
        found += _entries(what, getattr(old, name), getattr(new, name))
    found += _rules(old.rules, new.rules)
    for name, what in SINGLE.items():
        if getattr(old, name) != getattr(new, name):
            found.append(Difference(OTHER, f"{what}: changed."))
    if not found:
        found = [Difference(OTHER, "The entries are the same and stand in another order.")]
    order = list(EFFECTS)
    return tuple(sorted(found, key=lambda one: order.index(one.effect)))


def _entries(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in (*old, *(key for key in new if key not in old)):
        if key not in new:
            yield Difference(GONE, f"{_named(what, key, old[key])} is gone.")
        elif key not in old:
            yield Difference(NEW, f"{_named(what, key, new[key])} is new.")
        elif old[key] != new[key]:
            yield from _entry(what, key, old[key], new[key])


def _entry(what: str, key: str, old: Any, new: Any) -> Iterator[Difference]:
    told = _named(what, key, new)
    if isinstance(new, str):
        yield Difference(OTHER, f"{told}: says “{new}” instead of “{old}”.")
        return
    for one in fields(new):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if not one.compare or before == after:
            continue
        if one.name in MORE_GIVES.get(what, ()):
            yield from _set(told, one.name, before, after, (WIDER, NARROWER))
        elif one.name in LESS_GIVES.get(what, ()):
            yield from _set(told, one.name, before, after, (NARROWER, WIDER))
        else:
            yield Difference(OTHER, f"{told}: {_words(one.name)} {_from_to(before, after)}.")


def _set(
    told: str, name: str, old: Iterable[str], new: Iterable[str], effects: tuple[str, str]
) -> Iterator[Difference]:
    """What is named more and what is named less, each with what it does."""
    before, after, words = tuple(old), tuple(new), _words(name)
    if name in ANY_WHEN_EMPTY and (not before or not after):
        everybody = effects[0] if before else effects[1]
        yield Difference(everybody, f"{told}: {words} {_from_to(before or 'any', after or 'any')}.")
        return
    more, less = [one for one in after if one not in before], [one for one in before if one not in after]
    if more:
        yield Difference(effects[0], f"{told}: {words} also {_list(more)}.")
    if less:
        yield Difference(effects[1], f"{told}: {words} no longer {_list(less)}.")
    if not more and not less:
        yield Difference(OTHER, f"{told}: {words} in another order.")


def _rules(old: Iterable[Rule], new: Iterable[Rule]) -> Iterator[Difference]:
    """A permit gives; a cap and what cannot be take away."""
    before, after = ({rule.id: rule for rule in rules} for rules in (old, new))
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None or one.kind != other.kind:
            if one is not None:
                yield Difference(NARROWER if one.kind == PERMIT else WIDER, f"{_rule(one)} is gone. {one.because}")
            if other is not None:
                effect = WIDER if other.kind == PERMIT else NARROWER
                yield Difference(effect, f"{_rule(other)} is new, at {other.level.word}. {other.because}")
        elif one != other:
            yield from _one_rule(one, other)


def _one_rule(old: Rule, new: Rule) -> Iterator[Difference]:
    told, gives = _rule(new), new.kind == PERMIT
    reaches = (WIDER, NARROWER) if gives else (NARROWER, WIDER)
    if old.level != new.level:
        effect = WIDER if new.level > old.level else NARROWER
        yield Difference(effect, f"{told}: {new.level.word} instead of {old.level.word}.")
    for fact in (*old.when, *(fact for fact in new.when if fact not in old.when)):
        yield from _reach(told, fact, old.when.get(fact), new.when.get(fact), reaches)
    yield from _reach(told, "fields", old.fields, new.fields, reaches)
    yield from _reach(told, "duties to meet", frozenset(old.oblige), frozenset(new.oblige), (NARROWER, WIDER))
    yield from _reach(told, "lifted by", frozenset(old.lifted_by), frozenset(new.lifted_by), (WIDER, NARROWER))
    for name in ("because", "reason", "oblige", "lifted_by"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after and not (name in ("oblige", "lifted_by") and set(before) != set(after)):
            yield Difference(OTHER, f"{told}: {_words(name)} {_from_to(before, after)}.")


def _reach(
    told: str, of: str, old: frozenset[str] | None, new: frozenset[str] | None, effects: tuple[str, str]
) -> Iterator[Difference]:
    """To what else a rule applies now, and to what no longer; None is everything."""
    if old == new:
        return
    words = _words(of)
    if new is None:
        yield Difference(effects[0], f"{told}: whatever the {words}, not only {_list(sorted(old or ()))}.")
    elif old is None:
        yield Difference(effects[1], f"{told}: only where {words} is {_list(sorted(new))}.")
    else:
        if more := sorted(new - old):
            yield Difference(effects[0], f"{told}: {words} also {_list(more)}.")
        if less := sorted(old - new):
            yield Difference(effects[1], f"{told}: {words} no longer {_list(less)}.")


def _rule(rule: Rule) -> str:
    return f"{rule.kind.capitalize()} {rule.id}"


def _named(what: str, key: str, entry: Any) -> str:
    label = getattr(entry, "label", None)
    return f"{what} {key} ({label})" if label else f"{what} {key}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _from_to(before: Any, after: Any) -> str:
    """Both ways of saying it, where they are short enough to be read side by side."""
    old, new = _shown(before), _shown(after)
    return f"{new} instead of {old}" if old and new else "changed"


def _shown(value: Any) -> str:
    """A plain value in words; empty for what is no plain value."""
    shown: Mapping[type, Callable[[Any], str]] = {
        bool: lambda said: "yes" if said else "no",
        int: str,
        date: date.isoformat,
        str: lambda said: f"“{said}”",
        type(None): lambda _: "nothing",
    }
    if type(value) in shown:
        return shown[type(value)](value)
    if isinstance(value, tuple | frozenset) and all(isinstance(one, str) for one in value):
        return _list(value if isinstance(value, tuple) else sorted(value)) or "nothing"
    return ""


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
