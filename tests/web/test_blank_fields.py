"""A field in which nothing stands is written once; whatever was answered in one is written anew and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, render_template_string
from jinja2 import Template

from app.web.blank_fields import register_blank_fields
from policies.engine.catalogue import Field
from tests.web.gallery.examples import EXAMPLES
from tests.web.gallery.site import create_gallery

SEEN = (("Collator, Madeup Hub", "full"),)
MACROS = ("asked_field", "plain_field")


@pytest.fixture
def app() -> Iterator[Flask]:
    made = create_gallery()
    register_blank_fields(made)
    with made.test_request_context("/"):
        yield made


@pytest.fixture
def written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates whose macros were used, one by one."""
    found: list[str] = []
    module = vars(Template)["module"].fget

    def used(template: Template) -> Any:
        if template.name and template.name.removeprefix("fields/").removesuffix(".html") in MACROS:
            found.append(template.name)
        return module(template)

    monkeypatch.setattr(Template, "module", property(used))
    return found


@pytest.fixture
def write(app: Flask) -> Callable[..., str]:
    def write(macro: str, field: Field, raw: Any = None, errors: Any = (), seen: Any = SEEN) -> str:
        asked: Any = app.jinja_env.globals[macro]
        called: str = asked(field, raw, dict(errors), seen)
        return called

    return write


@pytest.mark.parametrize("macro", MACROS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.field.key)
def test_it_is_what_the_macro_writes(macro: str, example: Any, write: Callable[..., str]) -> None:
    page = f'{{% from "fields/{macro}.html" import {macro} %}}{{{{ {macro}(field, none, {{}}, seen) }}}}'
    wanted = render_template_string(page, field=example.field, seen=SEEN)
    assert [write(macro, example.field) for _ in range(2)] == [wanted] * 2


@pytest.mark.parametrize("macro", MACROS)
def test_it_is_written_once_for_each_entry_and_reader(
    macro: str, write: Callable[..., str], written: list[str]
) -> None:
    field = EXAMPLES[1].field
    first = write(macro, field)
    assert write(macro, replace(field, example=["made", "up"])) == first
    assert write(macro, replace(field)) == first
    assert len(written) == 2, "the example is no part of what a form shows, and stands in the entry"
    hinted = write(macro, replace(field, hint="Made up hint."))
    others = write(macro, field, seen=(("Nobody", "withheld"),))
    assert len({first, hinted, others}) == 3
    assert "Made up hint." in hinted
    assert "Nobody" in others


@pytest.mark.parametrize("macro", MACROS)
def test_what_was_answered_is_not_remembered(macro: str, write: Callable[..., str], written: list[str]) -> None:
    field = EXAMPLES[1].field
    blank = write(macro, field)
    typed = "ZZ/0001 Madeup" if macro == "plain_field" else {"answer": "value", "value": "ZZ/0001 Madeup"}
    for _ in range(2):
        assert "ZZ/0001 Madeup" in write(macro, field, typed)
        assert "Give a reference." in write(macro, field, errors={f"{field.key}": "Give a reference."})
        assert write(macro, field, errors={"another": "Give a date."}) == blank
    assert len(written) == 5
