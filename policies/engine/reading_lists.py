"""Reads the lists: organisations, roles, purposes, masks, obligations and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from policies.engine import vocabulary
from policies.engine.organisations import Organisation
from policies.engine.reading import KEY, Table
from policies.engine.release import Mask, MaskExample, Obligation, Purpose, Reason
from policies.engine.roles import Role
from policies.engine.telling import Telling

T = TypeVar("T")
PLAIN_KEY = "a key such as early_help"


def read_list(page: Table, name: str, key: str, read: Callable[[Table], T], beside: str = "") -> Mapping[str, T]:
    """Return the array of tables `name` by their `key`; the same key twice is refused.

    The page may hold nothing else but the list `beside`.
    """
    page.finish(name, beside)
    found: dict[str, T] = {}
    for table in page.tables(name):
        ident = table.text(key)
        table.where = f"{name}.{ident}"
        if ident in found:
            raise table.fault(key, f'"{ident}" is there twice.')
        found[ident] = read(table)
        table.finish()
    return MappingProxyType(found)


def read_keys(page: Table, name: str) -> tuple[str, ...]:
    """Return the keys of an array of tables, before the tables themselves can be read."""
    page.finish(name)
    return tuple(table.matching("key", KEY, PLAIN_KEY) for table in page.tables(name))


def organisation_reader(telling: Iterable[str]) -> Callable[[Table], Organisation]:
    """Return the reader of one `[[organisation]]`; what its requests carry is checked once the catalogue is known."""
    known = tuple(telling)
    return lambda table: _read_organisation(table, known)


def _read_organisation(table: Table, telling: Iterable[str]) -> Organisation:
    return Organisation(
        key=table.matching("key", KEY, PLAIN_KEY),
        label=table.text("label"),
        short=table.text("short"),
        in_law=frozenset(table.words("in_law", vocabulary.IN_LAW)),
        suggests=table.words("suggests", vocabulary.PEOPLE),
        suggests_alleged=table.words("suggests_alleged", vocabulary.PEOPLE),
        never_about=table.words("never_about", vocabulary.PEOPLE),
        request_must=table.texts("request_must"),
        request_one_of=table.texts("request_one_of"),
        request_if_held=table.texts("request_if_held"),
        request_may=table.texts("request_may"),
        must_not_carry=table.optional("must_not_carry", table.text),
        warns=table.optional("warns", table.text),
        not_told_of=table.words("not_told_of", telling),
        route=table.optional("route", table.text),
        approval=table.word("approval", ("none", *vocabulary.APPROVALS)),
        identifiers=table.texts("identifiers"),
        prompts=table.texts("prompts"),
        answers_read_by=table.texts("answers_read_by"),
        notes=table.optional("notes", table.text),
    )


def role_reader(organisations: Iterable[str], ratings: Iterable[str]) -> Callable[[Table], Role]:
    """Return the reader of one `[[role]]`."""
    known, rated = tuple(organisations), tuple(ratings)

    def read(table: Table) -> Role:
        return Role(
            key=table.matching("key", KEY, PLAIN_KEY),
            label=table.text("label"),
            about=table.text("about"),
            organisations=table.some_words("organisations", known),
            code=table.optional("code", table.text),
            may=table.words("may", vocabulary.MAY),
            reads_as=table.optional("reads_as", table.text),
            only_rated=table.words("only_rated", rated),
            only_handed_over=table.flag("only_handed_over", default=False),
        )

    return read


def purpose_reader(statements: Iterable[str]) -> Callable[[Table], Purpose]:
    """Return the reader of one `[[purpose]]`."""
    known = tuple(statements)

    def read(table: Table) -> Purpose:
        return Purpose(
            key=table.matching("key", KEY, PLAIN_KEY),
            label=table.text("label"),
            about=table.text("about"),
            subjects=table.some_words("subjects", vocabulary.SUBJECTS),
            one_of=table.words("one_of", vocabulary.PEOPLE),
            before_sending=table.words("before_sending", known),
            before_outcome=table.words("before_outcome", known),
            statute=table.text("statute"),
            blocked=table.optional("blocked", table.text),
        )

    return read


def read_mask(table: Table) -> Mask:
    """Read one `[[mask]]` with its worked examples; `expect` left out means that the value is withheld."""
    return Mask(
        id=table.matching("id", KEY, "an id such as year_of_birth"),
        label=table.text("label"),
        field_types=table.some_words("field_types", vocabulary.FIELD_TYPES),
        examples=tuple(_read_example(example) for example in table.tables("examples")),
    )


def _read_example(table: Table) -> MaskExample:
    example = MaskExample(table.value("given"), table.optional("expect", table.text))
    table.finish()
    return example


def read_obligation(table: Table) -> Obligation:
    """Read one `[[obligation]]`."""
    return Obligation(
        id=table.matching("id", KEY, "an id such as reason_required"),
        phase=table.word("phase", vocabulary.PHASES),
        label=table.text("label"),
        about=table.text("about"),
    )


def read_reason(table: Table) -> Reason:
    """Read one `[[reason]]`: all three wordings are required."""
    return Reason(
        code=table.matching("code", KEY, "a code such as not_assigned"),
        staff=table.text("staff"),
        recipient=table.text("recipient"),
        subject=table.text("subject"),
    )


def read_telling(table: Table) -> Telling:
    """Read one `[[telling]]`: words, or several in a row, in lower case."""
    return Telling(
        key=table.matching("key", KEY, "a key such as allegation"),
        label=table.text("label"),
        words=table.texts("words"),
    )
