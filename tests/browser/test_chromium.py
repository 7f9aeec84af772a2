"""The Chromium that is found starts, and writes letters: one without fonts shows empty pages."""

import pytest

from tests.programs import find_chromium
from tests.web.chromium import a_browser


@pytest.mark.browser
def test_chromium_shows_words() -> None:
    with a_browser() as browser:
        page = browser.new_page()
        page.set_content("<h1>Partner research</h1>")
        assert page.inner_text("h1") == "Partner research"
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().height") > 10


def test_without_chromium_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("pathlib.Path.exists", lambda path: False)
    with pytest.raises(FileNotFoundError, match=r"make browser.*CHROMIUM"):
        find_chromium()
