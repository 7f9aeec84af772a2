"""One word for one thing: pages, mails and README use the glossary's, and none of those it replaces."""

from __future__ import annotations

import ast
import inspect
import re
from types import ModuleType

import pytest

from app.domain import events
from app.domain.glossary import GLOSSARY, words_outside
from app.http import error_texts
from app.services.messages import notices, write_mail
from app.web.governance import words as governance_words
from tests.architecture.routes import routed_app
from tests.architecture.source import ROOT
from tests.web.partner.browser import checked

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.name != "words.html")
WORDS_IN_CODE = (error_texts, events, governance_words, notices, write_mail)
"""Where what pages and mails say stands in Python."""
GIVES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')
TOLD = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')


def said_by(template: str) -> str:
    """What a template says: its text, the texts in its expressions and those of its attributes."""
    text = re.sub(r"\{#.*?#\}", " ", template, flags=re.DOTALL)
    quoted = (one for part in GIVES.findall(text) for one in QUOTED.findall(part))
    given = " . ".join(one for one in quoted if " " in one or one[:1].isupper())  # what is neither is a name
    plain = GIVES.sub(" … ", text)
    told = " . ".join(TOLD.findall(plain))
    return " . ".join((re.sub(r"<[^>]*>", " ", plain), re.sub(r"<[^>]*>", " ", given), told))


def said_in(module: ModuleType) -> str:
    """Every text in a module that is not a docstring."""
    tree = ast.parse(inspect.getsource(module))
    notes = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return " . ".join(
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in notes
        if " " in one.value or one.value[:1].isupper()
    )


def test_no_page_says_it_otherwise() -> None:
    found = {str(path.relative_to(ROOT)): words_outside(said_by(path.read_text())) for path in TEMPLATES}
    assert {name: outside for name, outside in found.items() if outside} == {}


@pytest.mark.parametrize("module", WORDS_IN_CODE, ids=lambda module: module.__name__)
def test_no_mail_and_no_message_says_it_otherwise(module: ModuleType) -> None:
    assert words_outside(said_in(module)) == []


def test_the_readme_says_it_as_pages_do() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", " ", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    assert words_outside(prose) == []
    assert "app/domain/glossary.py" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>The gist</p>", [("gist", "short form")]),
        ("<p>All subjects</p>", [("subjects", "person")]),
        ('{{ rows("The statements") }}', [("statements", "recorded decision")]),
        ('<a aria-label="Urgency" class="gist">…</a>', [("Urgency", "rating")]),
        ("<p>No\n response</p>", [("No\n response", "no reply")]),
        ("{% for subject in subjects %}{{ subject.gist }}{# the gist #}{% endfor %}", []),
        ('<a href="/help">Accessibility statement</a>', []),
    ],
)
def test_a_word_outside_it_is_seen_where_a_reader_sees_it(template: str, found: list[tuple[str, str]]) -> None:
    assert words_outside(said_by(template)) == found


def test_the_glossary_keeps_to_itself_and_to_the_alphabet() -> None:
    words = [term.word for term in GLOSSARY]
    assert words == sorted(words)
    assert len(words) == len(set(words))
    assert [term.word for term in GLOSSARY if words_outside(f"{term.word}. {term.means}")] == []
    replaced = [one for term in GLOSSARY for one in term.instead_of]
    assert len(replaced) == len(set(replaced))


def test_everybody_reads_it() -> None:
    page = checked(routed_app().test_client().get("/help/words").text)
    said = " ".join("".join(next(page.all("main")).itertext()).split())
    assert all(term.word in said and term.means in said for term in GLOSSARY)
    assert all(one in said for term in GLOSSARY for one in term.instead_of)
