"""Reads `fields/*.toml` into the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from policies.engine import vocabulary
from policies.engine.catalogue import Catalogue, Column, Field, Option
from policies.engine.errors import PolicyError
from policies.engine.reading import DURATION, KEY, Table
from policies.engine.values import value_problem


def read_catalogue(pages: Iterable[Table], organisations: Iterable[str], roles: Iterable[str]) -> Catalogue:
    """Return all fields of all files; PolicyError names file and key of the first fault."""
    organisations, roles = tuple(organisations), tuple(roles)
    found: dict[str, Field] = {}
    pages = tuple(pages)
    for page in pages:
        shared = page.flag("shared", default=False)
        organisation = vocabulary.HUB
        if not shared or page.has("organisation"):
            organisation = page.word("organisation", organisations)
        record = page.word("record", vocabulary.FIELD_RECORDS)
        for table in page.tables("field"):
            field = _read_field(table, organisation, record, shared=shared, roles=roles)
            if field.key in found:
                raise table.fault("key", f'"{field.key}" is already defined in {found[field.key].file}.')
            found[field.key] = field
        page.finish()
    if not found:
        raise PolicyError("fields", "", "there is no field.")
    for field in found.values() if all(page.today for page in pages) else ():
        _check_source(field, found)
        _check_sent(field, found)
    return Catalogue(MappingProxyType(found))


def _read_field(table: Table, organisation: str, record: str, *, shared: bool, roles: tuple[str, ...]) -> Field:
    key = table.matching("key", KEY, "a key such as police_known")
    table.where = f"field.{key}"
    kind = table.word("type", vocabulary.FIELD_TYPES)
    field = Field(
        key=key,
        label=table.text("label"),
        type=kind,
        organisation=organisation,
        record=record,
        shared=shared,
        file=table.file,
        hint=table.optional("hint", table.text),
        options=_options(table, kind),
        columns=_columns(table, kind),
        check=_form(table, kind),
        past=_past(table, kind),
        unit=table.optional("unit", table.text),
        max_length=table.optional("max_length", table.whole),
        minimum=table.optional("minimum", table.whole),
        maximum=table.optional("maximum", table.whole),
        required=table.flag("required", default=False),
        category=table.word("category", vocabulary.CATEGORIES),
        tags=table.words("tags", vocabulary.TAGS),
        subjects=table.words("subjects", vocabulary.SUBJECTS),
        protects=table.texts("protects"),
        from_case=table.optional("from_case", table.text),
        without=table.optional("without", table.text),
        audience=table.some_words("audience", roles),
        gist_audience=table.words("gist_audience", roles),
        gist=table.has("gist") and table.word("gist", ("required",)) == "required",
        mask=table.optional("mask", table.text),
        approval=table.optional("approval", lambda name: table.word(name, vocabulary.APPROVALS)),
        onward=_onward(table, record),
        states=table.words("states", vocabulary.REQUIREMENTS),
        procedural=table.flag("procedural", default=False),
        rest=table.flag("rest", default=False),
        sent_as=_sent_as(table),
        keep_for=table.matching("keep_for", DURATION, "a period such as P90D"),
        in_force_from=table.optional("in_force_from", table.day),
        retired=table.optional("retired", table.day),
        example=table.value("example"),
    )
    table.finish()
    if table.today:
        _check(table, field)
    return field


def _form(table: Table, kind: str) -> str | None:
    """The check that a field or column names; it has the length in it."""
    if table.has("check") and table.has("max_length"):
        raise table.fault("max_length", "goes: the check says how long a value is.")
    return table.optional("check", lambda name: table.word(name, vocabulary.CHECKS.get(kind, ())))


def _past(table: Table, kind: str) -> bool:
    if table.has("past") and kind not in ("date", "datetime"):
        raise table.fault("past", f"is for dates; a field of type {kind} has none.")
    return table.flag("past", default=False)


def _onward(table: Table, record: str) -> str | None:
    """What an answer says of passing it on unless its author says otherwise; without a word: ask. Of returns alone."""
    if record != "return":
        return None
    return table.optional("onward", lambda name: table.word(name, vocabulary.ONWARD)) or vocabulary.ASK


def _sent_as(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By option, the request fields that carry it."""
    if not table.has("sent_as"):
        return ()
    inner = table.inner("sent_as")
    found = tuple((option, inner.texts(option)) for option in sorted(inner.content))
    inner.finish()
    return found


def _check_sent(field: Field, found: Mapping[str, Field]) -> None:
    """What a partner can search by is an option here, and a field of requests or a part of an address in one."""
    options = {one.key for one in field.options}
    for option, keys in field.sent_as:
        lost = [key for key in keys if not _is_sent(found.get(key.partition(".")[0]), key.partition(".")[2])]
        if option not in options or lost:
            named = f'"{lost[0]}" is no request field' if lost else f'"{option}" is no option'
            raise PolicyError(field.file, f"field.{field.key}.sent_as", f"{named}.")


def _is_sent(field: Field | None, part: str) -> bool:
    return (
        field is not None and field.record == "request" and (not part or (field.type == "address" and part == "uprn"))
    )


def _check_source(field: Field, found: Mapping[str, Field]) -> None:
    """A request field composed from a case field needs one of the same form."""
    if field.from_case is None:
        return
    source = found.get(field.from_case)
    if field.record != "request" or source is None or source.record != "case":
        raise PolicyError(field.file, f"field.{field.key}.from_case", "must name a case field, on a request field.")
    if (source.type, [c.key for c in source.columns]) != (field.type, [c.key for c in field.columns]):
        raise PolicyError(field.file, f"field.{field.key}.from_case", f'"{source.key}" is of another type.')


def _prefix(field: Field) -> str:
    if field.shared or field.organisation == vocabulary.HUB:
        return f"{field.record}_"
    return f"{vocabulary.PREFIXES.get(field.organisation, field.organisation)}_"


def _options(table: Table, kind: str) -> tuple[Option, ...]:
    if kind not in ("choice", "choices"):
        if table.has("options"):
            raise table.fault("options", f"a field of type {kind} has none.")
        return ()
    pairs = table.value("options")
    if not isinstance(pairs, list) or not pairs:
        raise table.fault("options", 'must be a table of at least one key = "Label".')
    return tuple(_option(table, pair) for pair in pairs)


def _option(table: Table, pair: object) -> Option:
    match pair:
        case [str(key), str(label)] if KEY.fullmatch(key) and label.strip():
            return Option(key, label)
    raise table.fault("options", f'{pair!r} does not look like very_high = "Very high".')


def _columns(table: Table, kind: str) -> tuple[Column, ...]:
    tables = table.tables("columns")
    if bool(tables) != (kind == "rows"):
        raise table.fault("columns", "a field has columns if, and only if, its type is rows.")
    columns: dict[str, Column] = {}
    for inner in tables:
        column = inner.matching("key", KEY, "a column key such as seen_on")
        if column in columns:
            raise inner.fault("key", f'"{column}" is there twice.')
        column_type = inner.word("type", vocabulary.COLUMN_TYPES)
        label, options = inner.text("label"), _options(inner, column_type)
        columns[column] = Column(
            column, label, column_type, options, _form(inner, column_type), _past(inner, column_type)
        )
        inner.finish()
    return tuple(columns.values())


def _check(table: Table, field: Field) -> None:
    prefix = _prefix(field)
    if not field.key.startswith(prefix):
        raise table.fault("key", f'must begin with "{prefix}".')
    problem = value_problem(field, field.example)
    if problem:
        raise table.fault("example", f"{problem}.")
    for value in field.protects:
        if field.type not in ("choice", "yes_no_unknown") or value_problem(field, value):
            raise table.fault("protects", f'"{value}" is not an option of this field.')
    if field.gist_audience and not field.gist:
        raise table.fault("gist", 'must be "required" when gist_audience names a role.')
    both = sorted(set(field.audience) & set(field.gist_audience))
    if both:
        raise table.fault("gist_audience", f'"{both[0]}" is already in audience.')
    if field.required and field.record == "return" and not field.shared:
        raise table.fault("required", "only envelope, request and case fields may be required: a partner may decline.")
