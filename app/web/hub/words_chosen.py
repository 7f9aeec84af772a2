"""Words that a kind of partner is not told of, as typed for one: found, ticked to go all the same, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.identity import Organisation
from app.schemas.texts import wrong_with
from app.services.research.telling_words import says, words_in
from app.web.field_forms import Form
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class Words:
    """The names of the two inputs, the words `found` in what was typed, those ticked to go, and why they do."""

    name: str
    reason_name: str
    found: tuple[str, ...]
    chosen: frozenset[str]
    reason: str


def read_words(
    release: PolicyRelease, form: Form, partner: Organisation, part: str, typed: Iterable[Mapping[str, object]]
) -> Words:
    """What of this was typed and ticked for a partner; `part` is how its inputs begin."""
    name, reason_name = f"{part}-words", f"{part}-why_words"
    found = words_in(release, partner.kind, typed)
    chosen = frozenset(form.getlist(name)) & set(found)
    return Words(name, reason_name, found, chosen, form.get(reason_name, "").strip())


def wrong_words(words: Words, partner: Organisation) -> dict[str, str]:
    """By input, what is wrong: words that nobody ticked, or no reason that can be kept."""
    if left := [one for one in words.found if one not in words.chosen]:
        return {words.name: says(partner, left)}
    if not words.chosen:
        return {}
    why = wrong_with(words.reason, "Why these words are sent")
    problem = why if words.reason else f"Say why {partner.name} is sent words that it is not told of."
    return {words.reason_name: problem} if problem else {}
