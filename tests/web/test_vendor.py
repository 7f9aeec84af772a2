"""The vendored front-end builds are the published ones, without the marks this service may not use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.http.page import STATIC
from app.web.vendoring import VENDOR, icons_named_in, manifest_of, without_protected_marks


def test_every_vendored_file_is_the_one_in_the_manifest() -> None:
    assert json.loads((VENDOR / "MANIFEST.json").read_text()) == manifest_of(VENDOR)


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.[cj]s*")), ids=lambda path: str(path.name))
def test_no_protected_mark_and_no_missing_file_is_left(path: Path) -> None:
    text = path.read_text()
    for mark in ("GDS Transport", "/assets/", "sourceMappingURL", "govuk-crest"):
        assert mark not in text
    for icon in icons_named_in(text):
        assert (path.parent / "icons" / icon).is_file()


def test_licences_are_beside_the_files() -> None:
    text = (VENDOR / "LICENCES.md").read_text()
    assert "Permission is hereby granted" in text
    assert "govuk-frontend" in text
    assert "@ministryofjustice/frontend" in text


def test_cleaning_takes_the_marks_out() -> None:
    css = "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff)}p{font-family:GDS Transport,arial}"
    crest = "a{background:url(/assets/images/govuk-crest.svg)}b{background:url(/assets/images/icon-a.svg)}"
    clean = without_protected_marks(css + crest + "/*# sourceMappingURL=x.map */")
    assert clean == "p{font-family:arial}a{background:none}b{background:url(icons/icon-a.svg)}\n"
