"""How long what is held is kept after its case was closed, and what says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policies.engine.catalogue import Catalogue
from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.reading import DURATION, Table
from policies.engine.renewal import Renewal
from policies.engine.vocabulary import FIELD_RECORDS


@dataclass(frozen=True, slots=True)
class Period:
    """One period (`keep_for`, as fields name it), what is kept for it, why so long and which source says so."""

    keep_for: str
    label: str
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class Access:
    """For how many days after closing whoever is on a case opens its records, by kind, and why so long."""

    days_after_closing: Mapping[str, int]
    because: str


def read_access(table: Table) -> Access:
    """Read `[access]`: each kind of record that a field may be of has its days."""
    days = table.inner("days_after_closing")
    found = Access(MappingProxyType({kind: days.whole(kind) for kind in FIELD_RECORDS}), table.text("because"))
    days.finish()
    table.finish()
    return found


def check_access(access: Access, renewal: Renewal) -> None:
    """Refuse an own file that is shut before partners stop hearing of changes: those are made in it."""
    if access.days_after_closing["case"] < renewal.days_after_closing:
        says = f"is shorter than the {renewal.days_after_closing} days for which partners hear of changes."
        raise PolicyError("retention.toml", "access.days_after_closing.case", says)


def read_period(table: Table) -> Period:
    """Read one `[[period]]`."""
    return Period(
        keep_for=table.matching("keep_for", DURATION, "a period such as P90D"),
        label=table.text("label"),
        because=table.text("because"),
        source=table.text("source"),
    )


def check_periods(periods: Mapping[str, Period], catalogue: Catalogue) -> None:
    """Refuse a field that is kept for a period nobody gave a reason for, and a period that keeps nothing."""
    for field in catalogue.values():
        if field.keep_for not in periods:
            known = did_you_mean(field.keep_for, periods)
            where = f"field.{field.key}.keep_for"
            raise PolicyError(field.file, where, f'"{field.keep_for}" is no period of retention.toml.{known}')
    for idle in sorted(set(periods) - {field.keep_for for field in catalogue.values()}):
        raise PolicyError("retention.toml", f"period.{idle}", "is kept for by no field.")


def kept_by(periods: Iterable[Period], catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """The keys of the fields that are kept for each period."""
    fields = tuple(catalogue.values())
    return {one.keep_for: tuple(each.key for each in fields if each.keep_for == one.keep_for) for one in periods}
