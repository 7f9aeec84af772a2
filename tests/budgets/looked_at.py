"""What is to be objected to in a page of a walk: at a desk, on a telephone, and at 400 %, folded out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SIZES: Final[Mapping[str, ViewportSize]] = {
    "at a desk": {"width": 1200, "height": 900},
    "on a telephone": {"width": 360, "height": 740},
    "at 400 %": {"width": 320, "height": 256},
}
AXE: Final[str] = Axe().axe_script
LOOK = "rules => axe.run({resultTypes: ['violations'], selectors: false, rules})"
COLOURED_ALIKE: Final = "at 400 %"
"""Where every style is that of a telephone, as a test holds. Contrast, which is most of a look, is asked for there."""
CONTRAST: Final = "color-contrast"
INCOMPLETE: Final = "duplicate-id"
"""What axe is not sure of and is wrong all the same: a reader cannot tell two things of one name apart."""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def objections(page: Page) -> list[str]:
    """Each as where, which rule and which element. The page is left at the size it had."""
    before, found = page.viewport_size, list[str]()
    page.evaluate(AXE)
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        page.evaluate(NEXT_FRAME)
        said = page.evaluate(LOOK, {CONTRAST: {"enabled": name != COLOURED_ALIKE}})
        unsure = [one for one in said["incomplete"] if one["id"].startswith(INCOMPLETE)]
        found += [f"{name}: {_which(one)}" for one in (*said["violations"], *unsure)]
        if page.evaluate(TOO_WIDE):
            found.append(f"{name}: wider than the screen")
    if before is not None:
        page.set_viewport_size(before)
    return found


def _which(said: Mapping[str, Any]) -> str:
    return f"{said['id']}: {said['nodes'][0]['html'][:200]}"
