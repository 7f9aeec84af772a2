"""Each room says what it is for, and what it points at exists."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, files_ending, short

RECIPES = {
    "a command", "a field", "a job", "a kind of change", "a kind of log entry", "a kind of partner",
    "a kind of statement", "a page", "a partner", "a role", "an answer kind",
}  # fmt: skip
RECIPE = re.compile(r"^## Add (.+?)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
MOST_RECIPE_LINES = 20
NAMED = re.compile(r"`([\w./]+/[\w.]+\.(?:py|sql|toml|md|html))`")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")


def links(text: str) -> list[str]:
    """Return the targets of a page's links and images that are not on the web, without their anchors."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    targets = (first or second for first, second in LINK.findall(prose))
    return [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def test_every_internal_link_leads_somewhere() -> None:
    pages = files_ending(".md")
    broken = [
        f"{short(page)}: {target}" for page in pages for target in links(page.read_text()) if not _leads(page, target)
    ]
    assert broken == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](there.md#part) [b](http://example.org) ![c](gone.png) `[d](code.md)` [e](#here)")
    (tmp_path / "there.md").touch()
    assert [target for target in links(page.read_text()) if not _leads(page, target)] == ["gone.png"]


def _leads(page: Path, target: str) -> bool:
    return (ROOT / target.lstrip("/") if target.startswith("/") else page.parent / target).exists()


def test_every_recipe_fits_on_twenty_lines_and_names_files_that_are_there() -> None:
    found = {what: (page, text) for page in files_ending(".md") for what, text in RECIPE.findall(page.read_text())}
    assert set(found) == RECIPES
    assert [what for what, (_, text) in found.items() if len(text.strip().splitlines()) > MOST_RECIPE_LINES] == []
    gone = [
        (what, name) for what, (page, text) in found.items() for name in NAMED.findall(text) if not _near(page, name)
    ]
    assert gone == []


def _near(page: Path, name: str) -> bool:
    """Whether a file that a recipe names is there, seen from its room or one above; capitals stand for any name."""
    return Path(name).stem.isupper() or any((above / name).exists() for above in page.parents)
