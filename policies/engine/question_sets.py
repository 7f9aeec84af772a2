"""What a kind of organisation is usually asked for a purpose, and why: where asking starts, never where it ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One question, and why it is asked: both as the partner reads them."""

    question: str
    why: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions and items that asking one kind of organisation starts from, for some purposes.

    `because` says to whoever asks why it is suggested. Nothing of it is sent that was not looked at and left standing.
    """

    key: str
    organisation: str
    purposes: tuple[str, ...]
    because: str
    questions: tuple[SetQuestion, ...]
    items: tuple[str, ...]
