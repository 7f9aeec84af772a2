"""The tags that people of a hub's cases are found again by, made of what is held of them.

Whatever is saved of a person makes their tags anew, in the same transaction: none outlives what it was made of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import KeysUnavailable
from app.domain.finding import Identity, Trait, traits_of
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.index_tags import index_tags
from policies.engine.release import PolicyRelease

NAME: Final = "case_subject_name"
FORMER: Final = "case_former_names"
BORN: Final = "case_date_of_birth"
FOUND_AGAIN: Final = ("child", "adult")
"""Kinds of subject that are looked for. Nobody is called anything before they are born."""
INDEX: Final = "index"
NO_KEY: Final = "This hub has no key for finding people again. Nothing was saved; tell your administrator."


def tag_people(runtime: Runtime, work: Work, hub: UUID, held: Mapping[UUID, Mapping[str, Answer]]) -> None:
    """These people of a hub's cases are found by what is held of them now, and by nothing that was held before.

    Raises KeysUnavailable.
    """
    if not held:
        return
    wrap = work.keys.tenant_key(hub, INDEX)
    if wrap is None:
        raise KeysUnavailable(NO_KEY)
    key, release = runtime.keys.tenant_key(wrap), runtime.policy.release
    traits = {one: traits_of(identity_of(release, answers)) for one, answers in held.items()}
    work.finding.put_tags({one: index_tags(key, each) for one, each in traits.items()})


def tags_sought(runtime: Runtime, work: Work, hub: UUID, traits: Collection[Trait]) -> frozenset[int]:
    """The tags that somebody with one of these traits may have, also those made before the key was exchanged.

    Raises KeysUnavailable.
    """
    wraps = work.keys.tenant_keys(hub, INDEX)
    if not wraps:
        raise KeysUnavailable(NO_KEY)
    return frozenset(tag for wrap in wraps for tag in index_tags(runtime.keys.tenant_key(wrap), traits))


def identity_of(release: PolicyRelease, answers: Mapping[str, Answer]) -> Identity:
    """Who somebody is, as a case holds it."""
    names = (_said(answers, NAME), *(row.get("name") for row in _rows(answers)))
    numbers = {one.key: one for one in release.catalogue.fields_for("case", "hub") if "match_key" in one.tags}
    return Identity(
        names=tuple(str(one) for one in names if one),
        born=str(_said(answers, BORN) or ""),
        numbers={key: as_compared(str(value)) for key in numbers if (value := _said(answers, key))},
    )


def as_compared(number: str) -> str:
    """A number of a register without the spaces and strokes that people write in it."""
    return "".join(one for one in number.upper() if one.isalnum())


def _said(answers: Mapping[str, Answer], key: str) -> Any:
    return answers[key].value if key in answers else None


def _rows(answers: Mapping[str, Answer]) -> Iterable[Mapping[str, Any]]:
    return _said(answers, FORMER) or ()
