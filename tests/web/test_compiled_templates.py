"""Templates are compiled once for a process and those forked from it, and again when they read otherwise."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from app.http.compiled_templates import CompiledTemplates


def test_a_template_compiled_once_is_compiled_again_when_a_letter_differs() -> None:
    pages, compiled = {"page": "one\n{% if 1 %}\n{% endif %}"}, CompiledTemplates()

    def shown(*, trimmed: bool = False) -> str:
        made = Environment(bytecode_cache=compiled, loader=DictLoader(pages), trim_blocks=trimmed, autoescape=True)
        return made.get_template("page").render()

    assert shown() == "one\n\n"
    assert shown(trimmed=True) == "one\n"
    pages["page"] = "two"
    assert shown() == "two"
