"""Reads the question sets, and refuses one that could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from policies.engine.errors import PolicyError
from policies.engine.question_sets import QuestionSet, SetQuestion
from policies.engine.reading import KEY, Table
from policies.engine.release import PolicyRelease
from policies.engine.telling import told_in
from policies.engine.vocabulary import HUB

FILE = "question_sets.toml"
ASKED_BACK = "match_key"


def question_set_reader(organisations: Iterable[str], purposes: Iterable[str]) -> Callable[[Table], QuestionSet]:
    """Return the reader of one `[[question_set]]`; its items are checked once the catalogue is known."""
    kinds, known = tuple(organisations), tuple(purposes)

    def read(table: Table) -> QuestionSet:
        return QuestionSet(
            key=table.matching("key", KEY, "a key such as housing_of_children"),
            organisation=table.word("organisation", kinds),
            purposes=table.some_words("purposes", known),
            because=table.text("because"),
            questions=tuple(_read_question(one) for one in table.tables("questions")),
            items=table.texts("items"),
        )

    return read


def check_question_sets(release: PolicyRelease) -> None:
    """Refuse what could not be asked: of a hub, for what has no route, twice, of what it does not return or was sent,
    or in words that the kind is not told of.
    """
    taken: dict[tuple[str, str], str] = {}
    for one in release.question_sets.values():
        where = f"question_set.{one.key}"
        if one.organisation == HUB:
            raise PolicyError(FILE, f"{where}.organisation", "is the hub: it asks, and is not asked.")
        for purpose in one.purposes:
            if release.purposes[purpose].blocked is not None:
                raise PolicyError(FILE, f"{where}.purposes", f'"{purpose}" has no route: nobody is asked for it.')
            other = taken.setdefault((one.organisation, purpose), one.key)
            if other != one.key:
                raise PolicyError(FILE, f"{where}.purposes", f'"{purpose}" is in "{other}" already.')
        theirs = {
            field.key: field for field in release.catalogue.fields_for("return", one.organisation) if not field.shared
        }
        for item in one.items:
            if item not in theirs:
                raise PolicyError(FILE, f"{where}.items", f'"{item}" is no item that a {one.organisation} returns.')
            if ASKED_BACK in theirs[item].tags:
                raise PolicyError(FILE, f"{where}.items", f'"{item}" is a number to search by, and is not asked back.')
        not_told = [release.telling[key] for key in release.organisations[one.organisation].not_told_of]
        words = " \n".join(f"{each.question} \n{each.why}" for each in one.questions)
        if told := told_in(words, not_told):
            raise PolicyError(FILE, f"{where}.questions", f'says "{told[0]}", of which this kind is not told.')
        if not one.questions and not one.items:
            raise PolicyError(FILE, where, "asks nothing.")


def _read_question(table: Table) -> SetQuestion:
    found = SetQuestion(table.text("question"), table.text("why"))
    table.finish()
    return found
