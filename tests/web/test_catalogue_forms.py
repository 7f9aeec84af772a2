"""The whole catalogue, as it stands: every field can be asked, answered with its example, and shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from flask import render_template_string

from app.domain.answers import Answer
from app.schemas.answers import load_values
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.web.gallery.site import NOW, create_gallery
from tests.web.pages import parse

POLICIES = Path(__file__).resolve().parents[2] / "policies"
PAGE = """{% extends "layout.html" %}{% from "fields/asked_field.html" import asked_field %}
{% from "fields/plain_field.html" import plain_field %}{% from "values/cell.html" import cell %}
{% block title %}All{% endblock %}{% block content %}<h1>All</h1><form method="post">
{% for field in plain %}{{ plain_field(field, None, {}) }}{% endfor %}
{% for field in asked %}{{ asked_field(field, {}, {}, [("Collators", "full")]) }}{% endfor %}</form>
{% for field in asked %}<div>{{ cell(field, "full", given[field.key]) }}</div>{% endfor %}{% endblock %}"""


@cache
def release() -> PolicyRelease:
    """The policy of this checkout."""
    return load_release(POLICIES)


def test_every_example_is_an_answer_that_is_accepted() -> None:
    for field in release().catalogue.values():
        assert field.key in load_values({field.key: field.example}, [field], today=NOW.date()), field.key


@pytest.mark.parametrize("organisation", sorted(release().organisations))
def test_every_return_can_be_asked_and_shown(organisation: str) -> None:
    fields = release().catalogue.fields_for("return", organisation)
    asked = [field for field in fields if not field.shared]
    given = {field.key: Answer("value", load_values({field.key: field.example}, [field], today=NOW.date())[field.key],
                               "fact") for field in asked}  # fmt: skip
    with create_gallery().test_request_context("/"):
        page = parse(
            render_template_string(PAGE, plain=[field for field in fields if field.shared], asked=asked, given=given)
        )
    assert [one for one, count in page.ids.items() if count > 1] == []
    for field in asked:
        assert {f"{field.key}-answer", f"{field.key}-value", f"{field.key}-note"} <= set(page.ids)


@pytest.mark.parametrize("record", ["request", "case"])
def test_every_plain_form_can_be_asked(record: str) -> None:
    fields = release().catalogue.fields_for(record, "hub")
    with create_gallery().test_request_context("/"):
        page = parse(render_template_string(PAGE, plain=fields, asked=[], given={}))
    assert all(field.key in page.ids for field in fields)
