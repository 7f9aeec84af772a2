"""The story played once for every test that looks at what it left behind."""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.demonstration.installation import Installation, install
from app.demonstration.ports import free_port
from app.demonstration.story.cast import Story
from app.demonstration.story.play import tell_all
from crypto.errors import DevelopmentOnlyWarning

HOST = "127.0.0.1"
LOOKED_AT_BY = frozenset({
    "tests/browser/test_signing_in.py", "tests/browser/test_story_pages.py", "tests/demonstration/test_running.py",
    "tests/stories/test_canary.py", "tests/stories/test_mails.py", "tests/stories/test_slow_line.py",
})  # fmt: skip
"""Files that ask for `played`: one worker gets them all, else each worker would play the story for itself."""


@dataclass(frozen=True, slots=True)
class Played:
    """A running installation on which the story has been told, and what was printed."""

    installation: Installation
    story: Story
    told: str


@pytest.fixture(scope="session")
def played() -> Iterator[Played]:
    """The whole story over real HTTP, with real processes; they run until the last test is done."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp")))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DevelopmentOnlyWarning)
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("PRX_METRICS", f"{HOST}:{free_port(HOST)}")
                installation = stack.enter_context(install(folder, HOST, free_port(HOST)))
        out = io.StringIO()
        story = Story(installation, out)
        stack.callback(story.close)
        tell_all(story)
        yield Played(installation, story, out.getvalue())
