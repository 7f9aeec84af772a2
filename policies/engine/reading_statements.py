"""Reads the kinds of statement: what a named person may say in a case, in which words, and what it must not lack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from policies.engine import vocabulary
from policies.engine.catalogue import Catalogue
from policies.engine.errors import did_you_mean
from policies.engine.reading import KEY, Table
from policies.engine.renewal import STRICTER_BY, Guarded, Renewal, Tightening
from policies.engine.statements import Need, StatementKind


def statement_reader(catalogue: Catalogue, roles: Iterable[str]) -> Callable[[Table], StatementKind]:
    """Return the reader of one `[[statement]]`; its words are fields that the hub records of such a subject."""
    known = tuple(roles)

    def read(table: Table) -> StatementKind:
        about = table.word("about", vocabulary.ABOUT)
        held = catalogue.fields_for("case", vocabulary.HUB)
        kinds = vocabulary.ABOUT[about]
        words = table.words("words", [one.key for one in held if all(one.is_about(kind) for kind in kinds)])
        codes = table.words("codes", vocabulary.CODES)
        if not words and not codes:
            raise table.fault("words", "must name at least one, or the statement says nothing.")
        state = table.word("state", vocabulary.CODES["state"]) if table.has("state") else None
        if (state is None) == ("state" in codes):
            raise table.fault("state", "must be given with the code of this name, and only with it.")
        renew = table.flag("renew", default=False)
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
            code_from=_read_code_from(table, codes, words, catalogue),
            roles=table.words("roles", vocabulary.ROLES_IN_CONCERN),
            before_any_request=table.flag("before_any_request", default=False),
            may_differ=table.flag("may_differ", default=False),
            state=state,
            renew=renew,
            tightens=_read_tightens(table, words if renew else (), catalogue),
            at_start=table.flag("at_start", default=False),
            anew=table.flag("anew", default=False),
            optional=table.flag("optional", default=False),
        )

    return read


def _read_code_from(
    table: Table, codes: tuple[str, ...], words: tuple[str, ...], catalogue: Catalogue
) -> Mapping[str, str]:
    """The words that say codes: each offers what its code may be, and nothing else."""
    if not table.has("code_from"):
        return MappingProxyType({})
    given = table.inner("code_from")
    found = {}
    for code in given.content:
        if code not in codes:
            raise given.fault(code, "is not one of its codes.")
        key = given.word(code, words)
        if code in vocabulary.DAYS:
            if catalogue[key].type != "date":
                raise given.fault(code, f'"{key}" is no day.')
        elif sorted(one.key for one in catalogue[key].options) != sorted(vocabulary.CODES[code]):
            raise given.fault(code, f'"{key}" does not offer what this code may be.')
        found[code] = key
    given.finish()
    return MappingProxyType(found)


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


def read_renewal(table: Table, catalogue: Catalogue, ratings: Iterable[str]) -> Renewal:
    """Return what the file says of facts that change after they were sent."""
    held = [one.key for one in catalogue.fields_for("case", vocabulary.HUB)]
    minutes = table.inner("minutes_unseen")
    found = Renewal(
        corrected=table.words("corrected", held),
        days_after_closing=table.whole("days_after_closing"),
        minutes_unseen=MappingProxyType({rating: minutes.whole(rating) for rating in ratings}),
    )
    minutes.finish()
    table.finish()
    return found


def read_protection(table: Table, purposes: Iterable[str], catalogue: Catalogue) -> Guarded:
    """Return where only who decides says that an address is not protected."""
    held = {one.key: [option.key for option in one.options] for one in catalogue.fields_for("case", vocabulary.HUB)}
    concerns = table.inner("concerns")
    answers = {}
    for key in concerns.content:
        if key not in held:
            raise concerns.fault(key, f"is not a field of a case.{did_you_mean(key, held)}")
        answers[key] = concerns.some_words(key, held[key])
    concerns.finish()
    found = Guarded(table.words("purposes", purposes), MappingProxyType(answers))
    table.finish()
    return found


def _read_tightens(table: Table, renewed: tuple[str, ...], catalogue: Catalogue) -> tuple[Tightening, ...]:
    """When each word that is renewed becomes stricter: all of them must say so, and no other."""
    found = tuple(_read_tightening(one, renewed, catalogue) for one in table.tables("tightens"))
    if sorted(one.field for one in found) != sorted(renewed):
        raise table.fault("tightens", "must say of each word that is renewed when it becomes stricter, once.")
    return found


def _read_tightening(table: Table, renewed: tuple[str, ...], catalogue: Catalogue) -> Tightening:
    field = table.word("field", renewed)
    order: tuple[str, ...] = ()
    if table.has("order"):
        order = table.some_words("order", [option.key for option in catalogue[field].options])
    by = table.optional("by", lambda key: table.word(key, STRICTER_BY))
    if bool(order) == bool(by):
        raise table.fault("order", "or `by` must say when it becomes stricter, and not both.")
    table.finish()
    return Tightening(field, order, by)
