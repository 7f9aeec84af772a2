"""Kinds of statement: what a named person may say in a case, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.engine import vocabulary
from policies.engine.renewal import Tightening


@dataclass(frozen=True, slots=True)
class Need:
    """A word without which a statement says nothing; `when` gives the answers of other words that ask for it."""

    field: str
    when: Mapping[str, tuple[str, ...]]
    say: str | None

    def applies(self, said: Mapping[str, object]) -> bool:
        """Whether what has been said asks for it."""
        return all(said.get(key) in values for key, values in self.when.items())


@dataclass(frozen=True, slots=True)
class StatementKind:
    """What a named person may say in a case, never to be saved again. `missing` is said while it is waited for;
    `state` is what it makes of the case. What it lacks `for_basis` is for that basis to say. Of a code in `code_from` a
    word says the value. With `roles` it is recorded of people alone who have one of these in the concern.

    What is said `at_start` of a case is never said later; of one that is said `anew`, no word stands from before.
    Nothing waits for one that is `optional`.
    With `renew`, whoever was sent its words is sent them again when they become stricter, as `tightens` says.
    """

    key: str
    label: str
    lead: str
    missing: str
    about: str
    who: tuple[str, ...]
    words: tuple[str, ...]
    needs: tuple[Need, ...]
    codes: tuple[str, ...]
    code_from: Mapping[str, str]
    roles: tuple[str, ...]
    before_any_request: bool
    may_differ: bool
    state: str | None = None
    renew: bool = False
    tightens: tuple[Tightening, ...] = ()
    at_start: bool = False
    anew: bool = False
    optional: bool = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """The kinds of subject it is recorded of."""
        return vocabulary.ABOUT[self.about]

    @property
    def for_basis(self) -> bool:
        """Whether it states what the legal basis in use asks for."""
        return vocabulary.FOR_BASIS in self.codes

    @property
    def rates(self) -> bool:
        """Whether it says how urgent a case is."""
        return vocabulary.RATING in self.codes

    @property
    def holds(self) -> bool:
        """Whether it holds a case, or ends that: said of a closed one, too."""
        return vocabulary.HOLD in self.codes

    @property
    def of_pregnancy(self) -> bool:
        """Whether it says that a pregnancy has ended: nobody is asked about that unborn child any more."""
        return vocabulary.PREGNANCY in self.codes

    @property
    def of_closed(self) -> bool:
        """Whether it is said of a closed case as of an open one."""
        return self.holds or self.with_board

    @property
    def with_board(self) -> bool:
        """Whether it raises something with the strategic board, or ends that: said of a closed case, too."""
        return vocabulary.ESCALATION in self.codes or vocabulary.BOARD in self.codes

    @property
    def of_staff(self) -> bool:
        """Whether it says which partners somebody works for: nothing leaves before it is said of everybody alleged."""
        return vocabulary.WORKS_FOR in self.codes

    @property
    def of_known(self) -> bool:
        """Whether it says that somebody is a person whom the hub has known before."""
        return vocabulary.KNOWN_AS in self.codes

    def is_asked_of(self, kind: str, role: str | None) -> bool:
        """Whether it is recorded of a subject of this kind, who has this role in the concern (None: nobody said)."""
        return kind in self.subjects and (not self.roles or role in self.roles)

    def codes_in(self, said: Mapping[str, object]) -> Mapping[str, str]:
        """The codes that its words say."""
        return {code: str(said[key]) for code, key in self.code_from.items() if said.get(key)}

    def lacking(self, said: Mapping[str, object]) -> tuple[Need, ...]:
        """What it would need beside what is said, by field, to say anything."""
        return tuple(one for one in self.needs if not said.get(one.field) and one.applies(said))
