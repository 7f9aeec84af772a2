"""What whoever approves reads: each item asked for beside its answer, and once what is the same for several people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.domain.answers import DECLINED, Answer
from app.services.research.hold_back import may_be_held_back
from app.services.research.prints import CHANGED, LEFT_OUT, NEW
from app.services.research.what_changed import Changed
from app.web.date_words import moment_words
from app.web.partner.checked import CheckedField, CheckedPart
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

Seen = tuple[tuple[str, str], ...]
Common = tuple[str | None, date | None]
"""Whether fact or opinion, and as of when."""


NEWS: Final[Mapping[str, str]] = {NEW: "New", CHANGED: "Changed"}
SIDE_BY_SIDE: Final = 3
"""So many people stand in one table; more get another."""


@dataclass(frozen=True, slots=True)
class Read:
    """One answer; `asked` is whether the hub asked for it, `holdable` whether it can be held back by itself.

    `news` says in a word how it differs from what was there before.
    """

    row: CheckedField
    asked: bool
    holdable: bool
    news: str | None


@dataclass(frozen=True, slots=True)
class About:
    """One subject: their name as it was sent, and what is answered about them, by field."""

    part: CheckedPart
    name: str | None
    read: Mapping[str, Read]


@dataclass(frozen=True, slots=True)
class Table:
    """Some people side by side: each item with what is answered about each of them, None where nothing is."""

    people: tuple[About, ...]
    rows: tuple[tuple[Field, tuple[Read | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Rows that are the same for these subjects, by their titles."""

    titles: tuple[str, ...]
    rows: tuple[CheckedField, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What changed since it was submitted before, or sent, in words; `left_out` are answers that are gone."""

    since: str
    words: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approving:
    """The page: answers, how it was searched, what the legal basis asked to be stated, and who will see which items.

    `common` is what most answers are and as of when, where that is said once for all of them.
    """

    tables: tuple[Table, ...]
    common: Common | None
    news: News | None
    how: tuple[Same, ...]
    stated: tuple[CheckedField, ...]
    seen: tuple[tuple[Seen, tuple[str, ...]], ...]

    @property
    def searched(self) -> int:
        """How many rows say how it was searched."""
        return sum(len(one.rows) for one in self.how)


def approving_of(
    release: PolicyRelease,
    kind: str,
    asked: Mapping[UUID, Iterable[str]],
    parts: Sequence[CheckedPart],
    changed: Changed | None = None,
) -> Approving:
    """The page of these parts, by subject what was asked for, and what changed since they were there before."""
    written = [one for one in parts if one.written]
    holdable, stating = may_be_held_back(release, kind), {one.key for one in release.catalogue.stating("return")}
    people, places = [], (changed.places or {}) if changed else {}
    for one in written:
        wanted = frozenset(asked.get(one.part.subject_id, ()))
        read = {
            row.field.key: Read(
                row,
                row.field.shared or row.field.key in wanted,
                row.field.key in holdable and row.answer.kind != DECLINED,
                NEWS.get(places.get((one.part.subject_id, row.field.key), "")),
            )
            for row in (*one.own, *one.safety)
            if row.field.key not in stating
        }
        people.append(About(one, one.person.name, read))
    fields = sorted(release.catalogue.fields_for("return", kind), key=lambda field: field.shared)
    return Approving(
        tables=tuple(_table(fields, people[at : at + SIDE_BY_SIDE]) for at in range(0, len(people), SIDE_BY_SIDE)),
        common=_common([one.row.answer for about in people for one in about.read.values()]),
        news=_news(release, written, changed) if changed else None,
        how=_same(written),
        stated=_once(row for one in written for row in one.safety if row.field.key in stating),
        seen=_by_readers(people),
    )


def _table(fields: Iterable[Field], people: Sequence[About]) -> Table:
    rows = ((field, tuple(one.read.get(field.key) for one in people)) for field in fields)
    return Table(tuple(people), tuple((field, cells) for field, cells in rows if any(cells)))


def _common(answers: Sequence[Answer]) -> Common | None:
    found = Counter((one.nature, one.information_date) for one in answers if one.nature and one.information_date)
    most, number = found.most_common(1)[0] if found else (None, 0)
    return most if number > len(answers) / 2 and number > SIDE_BY_SIDE else None


def _news(release: PolicyRelease, parts: Sequence[CheckedPart], changed: Changed) -> News:
    since = f"{'sent' if changed.sent else 'submitted before'}, {moment_words(changed.since)}"
    if changed.places is None:
        return News(since, "It cannot be said what: the policy has changed meanwhile. Read all of it.", ())
    titles = {one.part.subject_id: one.person.title for one in parts}
    gone = [place for place, how in changed.places.items() if how == LEFT_OUT]
    number = len(changed.places)
    words = "Nothing." if not number else "1 answer." if number == 1 else f"{number} answers."
    left_out = (f"{release.catalogue[key].label}, {titles.get(subject, '')}" for subject, key in gone)
    return News(since, words, tuple(left_out))


def _same(parts: Sequence[CheckedPart]) -> tuple[Same, ...]:
    found: dict[tuple[tuple[str, str], ...], list[CheckedPart]] = {}
    for one in parts:
        found.setdefault(tuple(_said(row.field, row.answer) for row in one.how), []).append(one)
    return tuple(Same(tuple(one.person.title for one in like), like[0].how) for like in found.values() if like[0].how)


def _once(rows: Iterable[CheckedField]) -> tuple[CheckedField, ...]:
    return tuple({_said(row.field, row.answer): row for row in rows}.values())


def _said(field: Field, answer: Answer) -> tuple[str, str]:
    return field.key, answer.encoded().decode()


def _by_readers(people: Sequence[About]) -> tuple[tuple[Seen, tuple[str, ...]], ...]:
    """The items by who will see how much of them; of which people, where that is not the same for all."""
    readers: dict[str, dict[Seen, list[str]]] = {}
    for one in people:
        for read in one.read.values():
            found = readers.setdefault(read.row.field.label, {})
            found.setdefault(read.row.seen, []).append(one.part.person.title)
    grouped: dict[Seen, list[str]] = {}
    for label, by_seen in readers.items():
        for seen, titles in by_seen.items():
            grouped.setdefault(seen, []).append(label if len(by_seen) == 1 else f"{label} ({', '.join(titles)})")
    return tuple((seen, tuple(labels)) for seen, labels in grouped.items())
