"""What is kept of asking, read as requests; mistakes by the input they were made in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.domain.identity import Organisation
from app.http import current
from app.services.intake.open_case import KnownCase
from app.services.policy_control.as_relied import as_relied
from app.services.research.compose import QUESTIONS, Ask
from app.services.research.preview_requests import preview_requests
from app.web.field_forms import Form
from app.web.hub.read_asks import read_asks
from app.web.hub.whom_to_ask import askable_by, chosen_here
from app.web.runtime import runtime

INPUTS = {
    "questions-": f"p-{{}}-{QUESTIONS}",
    "subjects-": "p-{}-about",
    "places-": "p-{}-places",
    "words-": "p-{}-words",
    "why_words-": "p-{}-why_words",
}
"""The service names partners, the page names inputs."""
_OF_PAGES = ("partners", "reason-", "all-", "p-")


def asks_kept(known: KnownCase, form: Form) -> Sequence[Ask]:
    """What is kept, as it would be asked of each partner now. Raises InvalidInput keyed by input."""
    return asks_typed(form, chosen_here(form), partial(askable_by, known))


def asks_typed(
    form: Form, chosen: Sequence[Organisation], people_for: Callable[[Organisation], Sequence[Subject]]
) -> Sequence[Ask]:
    """The same for these partners, each about whom it may be asked. Raises InvalidInput keyed by input."""
    return read_asks(
        as_relied(runtime().policy, current.actor()), form, chosen, people_for, runtime().clock.now().date()
    )


def wrong_with_asking(known: KnownCase, form: Form) -> Mapping[str, str]:
    """What is wrong with what is kept, by input. It looks at the case as the page to check does."""
    try:
        preview_requests(runtime(), current.actor(), known, asks_kept(known, form))
    except InvalidInput as error:
        return by_input(error.errors)
    return {}


def by_input(errors: Mapping[str, str]) -> Mapping[str, str]:
    """Mistakes by the input of the pages they are about; without those that are about none."""
    found = {_input(name): text for name, text in errors.items()}
    return {name: text for name, text in found.items() if name.startswith(_OF_PAGES)}


def shown_by(asks: Sequence[Ask]) -> str:
    """A digest of who is asked, and about whom."""
    whom = sorted(f"{one.partner_id} {' '.join(sorted(map(str, one.subjects)))}" for one in asks)
    return hashlib.sha256("\n".join(whom).encode()).hexdigest()


def _input(name: str) -> str:
    for prefix, pattern in INPUTS.items():
        if name.startswith(prefix):
            return pattern.format(name.removeprefix(prefix))
    return name
