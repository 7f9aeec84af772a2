"""Every package the project depends on has a reason beside it; types come only with what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.source import ROOT

_LISTED = re.compile(r'^  "(?P<name>[A-Za-z0-9-]+)[^"]*",(?P<rest>.*)$', re.MULTILINE)


def listed(section: str) -> Iterator[tuple[str, str]]:
    """Each package of a list in pyproject.toml, and what stands behind it on its line."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = text.partition(f"\n{section} = [\n")[2].partition("\n]\n")[0]
    assert found, section
    lines = found.split("\n")
    for line in lines:
        one = _LISTED.fullmatch(line)
        assert one, f"one package a line, with its reason: {line}"
        yield one["name"], one["rest"].strip()


def test_every_dependency_has_its_reason_beside_it() -> None:
    for section in ("dependencies", "dev"):
        packages = dict(listed(section))
        assert len(packages) > 10
        assert [name for name, rest in packages.items() if not re.fullmatch(r'# (.{5,}|")', rest)] == []


def test_every_type_stub_is_for_a_dependency() -> None:
    known = {name for section in ("dependencies", "dev") for name, _ in listed(section)}
    stubs = {name.removeprefix("types-") for name in known if name.startswith("types-")}
    assert stubs <= known
