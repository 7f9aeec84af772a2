"""The story is played once for a run, on however many workers: whoever looks at it is one piece of work."""

from __future__ import annotations

from tests.architecture.source import files_ending, short
from tests.conftest import together
from tests.stories.playing import LOOKED_AT_BY

ASKS = "from tests.stories.playing import Played"


def test_all_that_look_at_the_story_are_one_piece_of_work() -> None:
    asking = {short(path) for path in files_ending(".py") if f"{ASKS}\n" in path.read_text()}
    assert {one for one in asking if one.rpartition("/")[2].startswith("test_")} == LOOKED_AT_BY
    assert {together(file) for file in LOOKED_AT_BY} == {"the story"}
    assert together("tests/web/test_headers.py") == "tests/web/test_headers.py"
