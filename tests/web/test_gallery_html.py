"""Every component and field type is correct HTML5 that a keyboard and a screen reader can use."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.gallery.site import FIELDS
from tests.web.pages import ParsedPage, parse, posted

PAGES = ("/", "/form", "/form?filled=1", "/plain", "/fails/database", "/fails/input", "/no-such-page")


def with_errors(client: FlaskClient) -> ParsedPage:
    """The form with an error in every field: a form sent empty."""
    token = posted(client.get("/form").text)["csrf_token"]
    return parse(client.post("/form", data={"csrf_token": token}).text)


@pytest.fixture(params=[*PAGES, "empty form"])
def page(request: pytest.FixtureRequest, client: FlaskClient) -> ParsedPage:
    """Each page of the gallery in turn; parsing is strict."""
    if request.param == "empty form":
        return with_errors(client)
    return parse(client.get(request.param).text)


def test_one_first_heading_and_unique_ids(page: ParsedPage) -> None:
    assert len(list(page.all("h1"))) == 1
    assert [one for one, count in page.ids.items() if count > 1] == []


def test_every_input_has_a_label_and_every_reference_an_end(page: ParsedPage) -> None:
    labelled = {one.get("for") for one in page.all("label")}
    for one in page.all("input", "textarea", "select"):
        if one.get("type") != "hidden":
            assert one.get("id") in labelled
    for one in page.root.iter():
        for target in (one.get("aria-describedby") or "").split() + (one.get("aria-labelledby") or "").split():
            assert target in page.ids


def test_nothing_inline_that_the_content_policy_would_block(page: ParsedPage) -> None:
    assert list(page.all("style")) == []
    assert all(one.get("src") for one in page.all("script"))
    for one in page.root.iter():
        assert not any(name == "style" or name.startswith("on") for name in one.attrib)


def test_the_summary_leads_to_inputs_that_exist(client: FlaskClient) -> None:
    page = with_errors(client)
    assert len(page.summary_targets) == len(FIELDS)
    assert all(target in page.ids for target in page.summary_targets)
    assert page.title == "Error: Your return – Partner Research Exchange"


def test_notices_and_emergency_strip_stand_on_every_page(page: ParsedPage) -> None:
    text = "".join(page.root.itertext())
    assert "Starter legal texts and fields – for approval by accountable owners" in text
    assert "Demonstration." in text
    assert "Immediate danger? Ring" in text


def test_who_acts_is_named_and_may_change_and_sign_out(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "<strong>Sam Example</strong>, acting as Collator for Madeupshire hub" in page
    assert "Change organisation or role" in page
    assert 'action="/account/sign-out" method="post"' in page


def test_what_a_role_does_not_see_is_said_in_one_way(client: FlaskClient) -> None:
    assert client.get("/").text.count("Not shared with your role") == len(FIELDS)


def test_every_path_an_error_can_have_is_an_id_in_the_form(client: FlaskClient) -> None:
    asked, plain = parse(client.get("/form?filled=1").text).ids, parse(client.get("/plain").text).ids
    for field in FIELDS:
        assert field.key in plain
        assert field.key in asked
        for part in ("answer", "value", "nature", "information_date", "information_date-day", "note", "ground"):
            assert f"{field.key}-{part}" in asked


def test_no_browser_sends_what_is_written_to_its_maker(page: ParsedPage) -> None:
    """Enhanced checking and writing suggestions leave the machine: off wherever words are sealed, with the why."""
    areas = list(page.all("textarea"))
    typed = [one for one in page.all("input") if one.get("type") == "text"]
    assert all(
        one.get("spellcheck") == "false" for one in (*areas, *typed) if not (one.get("inputmode") or "").isalpha()
    )
    assert all(one.get("writingsuggestions") == "false" for one in areas)
    text = "".join(page.root.itertext())
    assert text.count("Spelling is not checked here") == bool(areas)
