"""What is typed for a partner holds no word that its kind is not told of, unless somebody sends it and says why.

The words are policy. Who types them may know them, and is shown them; nothing else of the case is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.domain.identity import Organisation
from app.services.research.compose import carried
from policies.engine.release import PolicyRelease
from policies.engine.telling import texts_in, told_in


def words_in(release: PolicyRelease, kind: str, typed: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """The words in these values, by field, of which this kind of partner is not told."""
    not_told = [release.telling[key] for key in release.organisations[kind].not_told_of]
    fields = {one.key: one for one in carried(release, kind)}
    texts = [
        text for each in typed for key, one in each.items() if key in fields for text in texts_in(fields[key], one)
    ]
    return told_in("\n".join(texts), not_told)


def require_words_chosen(
    release: PolicyRelease,
    partner: Organisation,
    typed: Iterable[Mapping[str, Answer]],
    chosen: Collection[str],
    reason: str,
) -> None:
    """Raise InvalidInput naming the words that nobody chose to send, or for those that were chosen without a why."""
    values = [{key: one.value for key, one in each.items()} for each in typed]
    left = [one for one in words_in(release, partner.kind, values) if one not in chosen]
    if left:
        raise InvalidInput({f"words-{partner.id}": says(partner, left)})
    if chosen and not reason.strip():
        raise InvalidInput({f"why_words-{partner.id}": f"Say why {partner.name} is sent words that it is not told of."})


def says(partner: Organisation, words: Iterable[str]) -> str:
    """What whoever typed them reads."""
    found = ", ".join(f"“{one}”" for one in words)
    return f"What you typed for {partner.name} says {found}. It is not told of this: take it out, or tick it below."
