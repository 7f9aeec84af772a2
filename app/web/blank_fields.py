"""The fields of a form in which nothing stands yet, written once.

A form asks dozens of questions and most are left alone. What such a field looks like depends on its entry in the
catalogue and on who will see it, and on nobody's answer: it is remembered. Whatever holds an answer or an error is
written anew each time, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from flask import Flask
from markupsafe import Markup

from policies.engine.catalogue import Field

Seen = tuple[tuple[str, str], ...] | None
REMEMBERED: Final = 1024
"""Fields, of a few kilobytes each: those of all forms of a release are fewer."""


def register_blank_fields(app: Flask) -> None:
    """Adds the globals `asked_field` and `plain_field`, which write the macros of the same names."""
    environment = app.jinja_env

    def write(macro: str, field: Field, raw: object, errors: Mapping[str, str], seen: Seen) -> Markup:
        module = environment.get_template(f"fields/{macro}.html").module
        text: Markup = getattr(module, macro)(field, raw, errors, seen)
        return text

    @lru_cache(REMEMBERED)
    def blank(macro: str, field: Field, seen: Seen) -> Markup:
        return write(macro, field, None, {}, seen)

    def written(macro: str) -> Any:
        def field_of(field: Field, raw: object, errors: Mapping[str, str], seen: Seen = None) -> Markup:
            if raw is None and not any(at.startswith(field.key) for at in errors):
                return blank(macro, field, seen)
            return write(macro, field, raw, errors, seen)

        return field_of

    environment.globals.update({macro: written(macro) for macro in ("asked_field", "plain_field")})
