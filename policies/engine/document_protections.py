"""What each field is protected as: by tag and category, what that protects, by which rules, and which fields."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from policies.engine import markdown
from policies.engine.catalogue import Field
from policies.engine.reading_rules import CAP, PERMIT
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import CATEGORIES, TAGS

TITLE = "# What each field is protected as"
TOLD = """Rules speak of tags and categories, so a field that lost a word, or was never given it, goes where it should
not, and no rule is broken. A field that stands under no tag is protected by its audience alone; one that stands under
no category is personal. A test holds the copy of this page that was last looked at: whoever changes a word of a field,
or adds a field, says here whom that protects or leaves open."""
ORDINARY = "personal"


def page(release: PolicyRelease) -> str:
    """Return the page: each tag and category with the fields that have it, and the fields that have none."""
    fields, speaking = tuple(release.catalogue.values()), _speaking(release)
    having = {f"Tag: {tag}": (tag, means, [one for one in fields if tag in one.tags]) for tag, means in TAGS.items()}
    having |= {
        f"Category: {word}": (word, means, [one for one in fields if one.category == word])
        for word, means in CATEGORIES.items()
        if word != ORDINARY
    }
    parts: list[str] = []
    for head, (word, means, found) in having.items():
        parts += [f"## {head}", f"{means} Rules that speak of it: {markdown.coded(speaking[word])}.", _rows(found)]
    bare = [one for one in fields if not one.tags and one.category == ORDINARY]
    return markdown.page(TITLE, TOLD, *parts, "## Neither", "Personal data without a tag.", _rows(bare))


def _rows(fields: list[Field]) -> str:
    files: dict[str, list[str]] = {}
    for one in fields:
        files.setdefault(PurePath(one.file).stem, []).append(one.key)
    return markdown.table(("Of", "Fields"), ((file, markdown.coded(keys)) for file, keys in files.items()))


def _speaking(release: PolicyRelease) -> dict[str, list[str]]:
    """By tag and category, the permits and caps whose conditions name it."""
    found: dict[str, list[str]] = {word: [] for word in (*TAGS, *CATEGORIES)}
    files = json.loads(release.canonical)["files"]
    pages = [page for name, page in files.items() if name.startswith("rules/")]
    for rule in (rule for page in pages for kind in (PERMIT, CAP) for rule in page.get(kind, [])):
        for word in _spoken(rule["when"]):
            found[word].append(rule["id"])
    return {word: sorted(rules) for word, rules in found.items()}


def _spoken(when: dict[str, Any]) -> set[str]:
    tag, category = when.get("tag", {}), when.get("category", [])
    named = category["not"] if isinstance(category, dict) else category
    return {*tag.get("any", []), *tag.get("none", []), *named}
