"""The form of a return about one subject: what it asks, what was typed, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.answers import Answer, any_searched, plain, unfinished
from app.domain.errors import InvalidInput
from app.http import current
from app.schemas.answers import load_answers, load_gists, load_values
from app.services.disclosure.sealing import Content
from app.services.research.completeness import ATTESTATION, BY, DAYS, cannot_stand
from app.services.research.survey_request import Part
from app.services.research.who_will_see import who_will_see
from app.services.runtime import PolicyInForce
from app.web.field_forms import RowChange, change_rows, read_answers, read_values
from app.web.partner.envelope import Envelope, envelope_of
from app.web.partner.legal import Statements
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

Seen = tuple[tuple[str, str], ...]
LARGEST_TYPED = 100_000
"""Bytes of what is no answer yet that a draft keeps of one field: many times what any answer may have."""
LEVEL_WITH_REASON = "{who} (all of it only with a reason, which is logged)"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The fields of one form: those asked for, the others the organisation may hold, and the envelope."""

    asked: tuple[Field, ...]
    others: tuple[Field, ...]
    envelope: Envelope

    @property
    def own(self) -> tuple[Field, ...]:
        """Every field answered with an answer kind, “anything else” among them."""
        return (*self.asked, *self.others, self.envelope.anything_else)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every field of the form."""
        return tuple(field.key for field in (*self.own, *self.envelope.plain))


def form_of(
    policy: PolicyInForce, kind: str, part: Part, asked: Sequence[str], stated: Statements, on: date
) -> AnswerForm:
    """The form for a kind of organisation and a subject; `asked` are the keys the hub asked for."""
    fields = [
        field
        for field in policy.release.catalogue.fields_for("return", kind, on)
        if not field.shared and field.is_about(part.kind)
    ]
    wanted = [field for field in fields if field.key in asked]
    return AnswerForm(
        asked=tuple(sorted(wanted, key=lambda field: asked.index(field.key))),
        others=tuple(field for field in fields if field.key not in asked),
        envelope=envelope_of(policy.release, kind, stated, on),
    )


def read_form(typed: MultiDict[str, str], form: AnswerForm) -> dict[str, Any]:
    """What was typed, by field key, exactly as typed."""
    return {**read_answers(typed, form.own), **read_values(typed, form.envelope.plain)}


def with_row_change(raw: Mapping[str, Any], change: RowChange) -> dict[str, Any]:
    """The same with a row more or less."""
    return change_rows(raw, change)


def load_form(raw: Mapping[str, Any], form: AnswerForm, today: date, *, searched: bool, complete: bool) -> Content:
    """The content of a draft. `complete` demands an answer to everything asked, and that it was searched for.

    What the hub has sent stands in the form as what was searched by; it is kept once the person says that they did.
    Raises InvalidInput with every error, of which there is none unless it is to be complete: what is no answer yet is
    kept as it was typed, up to `LARGEST_TYPED` bytes of a field.
    """
    content, errors = _load(raw, form, today, searched=searched, complete=complete)
    if errors and complete:
        raise InvalidInput(errors)
    wrong = {path.partition(".")[0] for path in errors}
    if not wrong:
        return content
    rest, errors = _load({key: one for key, one in raw.items() if key not in wrong}, form, today, searched=searched)
    kept = {key: unfinished(raw.get(key)) for key in wrong}
    for field in (*form.own, *form.envelope.plain):
        if field.key in kept and len(kept[field.key].encoded()) > LARGEST_TYPED:
            errors = {**errors, field.key: f"Shorten “{field.label}”: it is too long to be kept in a draft."}
    if errors:
        raise InvalidInput(errors)
    return Content({**rest.answers, **kept}, rest.gists)


def _load(
    raw: Mapping[str, Any], form: AnswerForm, today: date, *, searched: bool, complete: bool = False
) -> tuple[Content, Mapping[str, str]]:
    """What can be read of it, and what stands against the rest."""
    errors: dict[str, str] = {}
    answers: dict[str, Answer] = {}
    for fields, whole in ((form.asked, complete), ((*form.others, form.envelope.anything_else), False)):
        answers |= _what_fits(load_answers, raw, fields, today, errors, complete=whole)
    gists: dict[str, str] = {}
    try:
        gists = load_gists(raw, answers, form.own, complete=complete)
    except InvalidInput as error:
        errors |= error.errors
    plain_fields = asked_of_envelope(form.envelope, answers)
    if not searched:
        if complete and any(field.key == BY and field.required for field in plain_fields):
            errors["searched"] = "Tick that you searched. What is filled in says how, never that you did."
        plain_fields = tuple(field for field in plain_fields if field.key != BY)
    values = _what_fits(load_values, raw, plain_fields, today, errors, complete=complete)
    answers |= {key: plain(value) for key, value in values.items()}
    if complete:
        kinds = {answers[field.key].kind for field in form.own if field.key in answers}
        stands = cannot_stand({field.key: field for field in form.envelope.plain}, kinds, answers, today)
        errors |= {_first_input(key): words for key, words in stands.items()}
    return Content(answers, gists), errors


def _what_fits(
    load: Callable[..., Mapping[str, Any]],
    raw: Mapping[str, Any],
    fields: Sequence[Field],
    today: date,
    errors: dict[str, str],
    *,
    complete: bool,
) -> Mapping[str, Any]:
    """What was typed into these fields; what is wrong is noted, and keeps nobody from what the others say and lack."""
    typed = {field.key: raw.get(field.key) for field in fields}
    try:
        return load(typed, fields, today=today, complete=complete)
    except InvalidInput as error:
        errors |= error.errors
        wrong = {path.partition(".")[0] for path in error.errors}
        right = [field for field in fields if field.key not in wrong]
        return load({one.key: typed[one.key] for one in right}, right, today=today, complete=False)


def _first_input(key: str) -> str:
    """The error path of a field whose first input has a name of its own."""
    return f"{key}.day" if key in DAYS else key


def asked_of_envelope(envelope: Envelope, answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    """The envelope's fields; how it was searched is not demanded of a return that says nowhere that it was."""
    if not answers or any_searched(answer.kind for answer in answers.values()):
        return envelope.plain
    return tuple(replace(field, required=False) if field.key in ATTESTATION else field for field in envelope.plain)


def said_once(
    seen: Mapping[str, Seen], fields: Sequence[Field], hub: str, release: PolicyRelease, before: Seen = ()
) -> tuple[Seen, Mapping[str, Seen | None]]:
    """Who will see most of these fields, to be said once; and for each who will see it, None where it is the same.

    Where it is said again, neither the hub is named again nor who reads as somebody does; `before` is what the page has
    said by then.
    """
    most = Counter(seen[field.key] for field in fields).most_common(1)
    common = most[0][0] if most else ()
    said = " ".join(who for who, _ in before or common)
    full = {release.readers_label(one.key): one.label for one in release.roles.values()}
    shorter = {f", {hub}": "", **{label: short for label, short in full.items() if label in said}}

    def again(rows: Seen) -> Seen:
        return tuple((_shorter(who, shorter), level) for who, level in rows)

    told = {field.key: None if seen[field.key] == common else again(seen[field.key]) for field in fields}
    return again(common) if before else common, told


def shortly(rows: Seen, release: PolicyRelease) -> Seen:
    """Who will see a field without the roles that read as one; the page says these once, by `read_too`."""
    full = {release.readers_label(one.key): one.label for one in release.roles.values()}
    return tuple((_shorter(who, full), level) for who, level in rows)


def read_too(release: PolicyRelease) -> Sequence[str]:
    """Each role that others read as, with their names."""
    full = ((release.readers_label(one.key), one.label) for one in release.roles.values())
    return [label for label, short in full if label != short]


def _shorter(words: str, shorter: Mapping[str, str]) -> str:
    for full, short in shorter.items():
        words = words.replace(full, short)
    return words


def seen_by(
    policy: PolicyInForce, part: Part, fields: Sequence[str], hub: str, answers: Mapping[str, Answer]
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Who will see each field once the reader's organisation sends these answers, as (who, level) for the pages."""
    named = policy.release.readers_label
    return {
        key: tuple(
            (
                LEVEL_WITH_REASON.format(who=f"{named(one.role)}, {hub}")
                if one.with_reason > one.level
                else f"{named(one.role)}, {hub}",
                one.level.word,
            )
            for one in seen
        )
        for key, seen in who_will_see(policy, current.actor().organisation_kind, part.asked, fields, answers).items()
    }
