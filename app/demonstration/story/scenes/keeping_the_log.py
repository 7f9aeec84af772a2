"""A partner's information governance officer has the whole log it is a party to; one entry is closed to her."""

from __future__ import annotations

from app.demonstration.story import marks
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.scenes.governing import verify

LOG = "The log of Northmoor MASH and Northmoor Homes"
OTHERS = ("Cora Collator", "Dilys Decision-Maker", "Moorland Police", "Moorland Probation")


def check_whole_log(story: Story) -> None:
    """Iris reads the log, downloads it and checks it offline; of an entry that Ingrid closed there is a hash."""
    story.scene("A partner checks the whole log")
    iris = story.person("iris")
    iris.go("/logs")
    iris.follow(LOG)
    iris.page.must_say("Return sent", "Hugh Housing")
    iris.page.must_not_say(*marks.all_marks(), *OTHERS)
    iris.follow("Verify this log")
    iris.page.must_say("The log holds what was signed")
    story.tell(iris.name, "read the log of her organisation and the hub: her own people by name, of the hub's none")
    ingrid = story.person("ingrid")
    ingrid.go("/logs")
    ingrid.follow(LOG)
    ingrid.follow("Entry 0")
    ingrid.follow("See or change what they may read of it")
    ingrid.form.put("covers", "entry")
    ingrid.form.put("lasts", "lifted")
    ingrid.form.put("reason", marks.CLOSING_REASON)
    ingrid.press("Close it")
    ingrid.page.must_say("closed until you open it again")
    story.tell(ingrid.name, "closed the log's first entry to that partner's officers, with a reason they do not see")
    iris.go("/logs")
    iris.follow(LOG)
    iris.follow("Entry 0")
    iris.page.must_say("This entry is closed to you")
    iris.page.must_not_say("Request sent", marks.CLOSING_REASON)
    iris.follow("The log")
    iris.follow("Download this log")
    iris.page.must_say("before you release any of it to a person")
    log = iris.download(iris.page.link("Download the log"))
    key = iris.download(iris.page.link("The key that checks its signature"))
    said = verify(story.installation.folder, log, key)
    if "1 more are closed" not in said:
        raise NotOnPage(f"the closed entry is not told of: {said}")
    story.tell(iris.name, f"downloaded the log and ran `python -m crypto verify` on it: {said.splitlines()[0]}")
