"""Governance reads the log and verifies all of it; a partner checks its receipt without the exchange."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from app.demonstration.installation import ROOT
from app.demonstration.story import marks
from app.demonstration.story.cast import Story
from app.demonstration.story.document import Element
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.visitor import Visitor

PATIENCE = 30.0
"""Seconds the worker may take to verify the log."""
KINDS = ("Request sent", "Return sent", "Opened", "Revealed with a reason", "Refused")


def read_log(story: Story) -> None:
    """Ingrid filters the log and reads entries in full: who, whom, which fields, why. Never a value."""
    story.scene("Governance reads the disclosure log")
    ingrid = story.person("ingrid")
    for kind in KINDS:
        ingrid.go("/log")
        ingrid.form.fill("What happened", kind)
        ingrid.press("Apply filters")
        found = entries(ingrid)
        if not found:
            raise NotOnPage(f"the log has no entry “{kind}”")
        latest = [cell.line for cell in found[0].all("th", "td")]
        story.tell(ingrid.name, f"{kind}: {len(found)} on the page; the latest: {' | '.join(latest)}")
        ingrid.go(next(found[0].all("a")).get("href"))
        ingrid.page.must_not_say(*(mark for mark in marks.all_marks() if mark not in marks.REVEAL_REASON))
        if kind == "Revealed with a reason":
            ingrid.page.must_say(marks.REVEAL_REASON, "Dilys Decision-Maker", "decision-maker-reveals-location")
            story.tell(
                ingrid.name, "read that entry in full: the reason, the field, the rule that allowed it, no value"
            )
    ingrid.go("/log?since=yesterday", status=422)
    story.tell(ingrid.name, f"typed a date that is none and was told: {'; '.join(ingrid.page.errors)}")
    ingrid.go("/policy")
    ingrid.page.must_say("Who may know what, and on which legal basis")
    ingrid.follow("Police")


def break_glass(story: Story) -> None:
    """Content opens to governance by breaking glass alone, for a reason; a protected address stays masked even so."""
    ingrid = story.person("ingrid")
    ingrid.go("/log")
    ingrid.form.fill("What happened", "Return sent")
    ingrid.form.fill("From", "Northmoor Homes")
    ingrid.press("Apply filters")
    ingrid.go(next(entries(ingrid)[0].all("a")).get("href"))
    ingrid.follow("Break glass")
    button = ingrid.form.buttons[-1].line
    ingrid.press(button, status=422)
    story.tell(
        ingrid.name, f"would have to break glass to see content; without a reason: {'; '.join(ingrid.page.errors)}"
    )
    ingrid.form.put("reason", marks.GLASS_REASON)
    ingrid.press(button)
    ingrid.page.must_say(marks.GLASS_REASON, "ZZ area")
    ingrid.page.must_not_say(marks.HOME["line1"])
    story.tell(ingrid.name, "broke glass for one return, with a reason; that is an entry too, and a review is due")


def verify_log(story: Story) -> None:
    """Every entry is hashed again and compared with the tree and the checkpoints."""
    story.scene("The whole log is verified")
    ingrid = story.person("ingrid")
    ingrid.go("/log/check")
    ingrid.press("Verify the whole log now")
    until = time.monotonic() + PATIENCE
    while "The log holds" not in ingrid.page.line:
        if "does not hold" in ingrid.page.line or time.monotonic() > until:
            raise NotOnPage(f"the log was not verified: {ingrid.page.line[:400]}")
        time.sleep(0.2)
        ingrid.go("/log/check")
    story.tell(ingrid.name, f"had the whole log verified: it holds; {ingrid.page.said_of('Entries')} entries, "
                            f"root {ingrid.page.said_of('Root hash')}")  # fmt: skip


def check_receipt(story: Story) -> None:
    """Hugh takes his receipt away and checks it offline; with one character changed it is refused."""
    story.scene("A partner checks its receipt without the exchange")
    hugh = story.person("hugh")
    hugh.go(f"{urlsplit(story.requests['housing']).path}/receipt")
    receipt = hugh.download(hugh.page.link("Download the receipt"))
    key = hugh.download(hugh.page.link("the log’s key"))
    said = verify(story.installation.folder, receipt, key)
    story.tell(hugh.name, f"ran `python -m crypto verify` on it: {said.splitlines()[0]}")
    changed = re.sub(r"[0-9](?=[0-9]{3})", lambda digit: str(9 - int(digit[0])), receipt, count=1)
    try:
        verify(story.installation.folder, changed, key)
    except NotOnPage:
        story.tell(hugh.name, "changed one digit of it: it is refused")
    else:
        raise NotOnPage("a changed receipt was accepted")
    hugh.follow("Open a copy of the return")
    hugh.page.must_say(marks.HOME["line1"], marks.TENANCY)
    text = hugh.download(hugh.page.link("Download it as text"))
    if marks.HOME["line1"] not in text:
        raise NotOnPage("the copy for the partner's own file lacks the address")
    story.tell(hugh.name, "took a copy of the return for his own file, on a page that prints and as text")


def verify(folder: Path, receipt: str, key: str) -> str:
    """What the published checking program says. Raises NotOnPage where it refuses."""
    paths = folder / "receipt.txt", folder / "log-key.txt"
    for path, content in zip(paths, (receipt, key), strict=True):
        path.write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "crypto", "verify", str(paths[0]), "--key", str(paths[1])]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    for path in paths:
        path.unlink()
    if ran.returncode:
        raise NotOnPage(f"the receipt was refused: {ran.stderr}{ran.stdout}")
    return ran.stdout


def entries(visitor: Visitor) -> list[Element]:
    """The rows of the log on the page."""
    return [row for row in visitor.page.main.all("tr") if any("/log/" in link.get("href") for link in row.all("a"))]
