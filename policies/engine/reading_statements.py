"""Reads the kinds of statement: what a named person may say in a case, in which words, and what it must not lack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from policies.engine import vocabulary
from policies.engine.catalogue import Catalogue
from policies.engine.reading import KEY, Table
from policies.engine.release import Need, StatementKind


def statement_reader(catalogue: Catalogue, roles: Iterable[str]) -> Callable[[Table], StatementKind]:
    """Return the reader of one `[[statement]]`; its words are fields that the hub records of such a subject."""
    known = tuple(roles)

    def read(table: Table) -> StatementKind:
        about = table.word("about", vocabulary.ABOUT)
        held = catalogue.fields_for("case", vocabulary.HUB)
        words = table.words("words", [one.key for one in held if one.is_about(vocabulary.ABOUT[about])])
        codes = table.words("codes", vocabulary.CODES)
        if not words and not codes:
            raise table.fault("words", "must name at least one, or the statement says nothing.")
        state = table.word("state", vocabulary.CODES["state"]) if table.has("state") else None
        if (state is None) == ("state" in codes):
            raise table.fault("state", "must be given with the code of this name, and only with it.")
        return StatementKind(
            key=table.matching("key", KEY, "a key such as manager_decision"),
            label=table.text("label"),
            lead=table.text("lead"),
            missing=table.text("missing"),
            about=about,
            who=table.some_words("who", known),
            words=words,
            needs=tuple(_read_need(one, words, catalogue) for one in table.tables("needs")),
            codes=codes,
            before_any_request=table.flag("before_any_request", default=False),
            may_differ=table.flag("may_differ", default=False),
            state=state,
        )

    return read


def _read_need(table: Table, words: tuple[str, ...], catalogue: Catalogue) -> Need:
    field = table.word("field", words)
    when = {}
    if table.has("when"):
        asked = table.inner("when")
        for key in asked.content:
            if key not in words:
                raise asked.fault(key, "is not one of its words.")
            when[key] = asked.some_words(key, [option.key for option in catalogue[key].options])
        asked.finish()
    need = Need(field, MappingProxyType(when), table.optional("say", table.text))
    table.finish()
    return need
