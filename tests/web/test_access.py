"""Nobody gets past the guard who was not admitted, and what one may not enter looks like what does not exist."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.http.access import access_of, allow, undeclared_endpoints
from app.http.current import Visitor
from tests.web.gallery.site import LATER, create_gallery


def test_an_admitted_role_enters(client: FlaskClient) -> None:
    assert client.get("/").status_code == 200


def test_a_role_that_is_not_admitted_finds_nothing_and_is_recorded(client: FlaskClient, refusals: list[str]) -> None:
    client.get("/fails/missing")  # the first page with a form sets the cookie of its mark
    refused, missing = client.get("/officers"), client.get("/fails/missing")
    assert refused.status_code == missing.status_code == 404
    assert _but_what_was_asked(refused) == _but_what_was_asked(missing)
    assert [name for name, _ in refused.headers] == [name for name, _ in missing.headers]
    assert refusals == ["for_officers"]


def _but_what_was_asked(answer: TestResponse) -> str:
    """A page without the address that was asked for, and without the mark of its forms, which is new each time."""
    assert answer.request.path in answer.text
    return re.sub('name="csrf_token" value="[^"]+"', "", answer.text.replace(answer.request.path, ""))


def test_an_undeclared_endpoint_is_closed_to_all_and_listed_by_name(client: FlaskClient) -> None:
    assert client.get("/undeclared").status_code == 404
    assert undeclared_endpoints(client.application) == ("undeclared",)


def test_a_stranger_is_sent_to_sign_in(stranger: FlaskClient) -> None:
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_stranger_who_sends_a_form_is_told_and_nothing_is_kept(stranger: FlaskClient) -> None:
    answer = stranger.post("/form", data={"probation_text-value": "Maria Madeup-Surname"})
    # Signed out comes first: the guard stands before the check of the form's own mark.
    assert answer.status_code in {400, 401}
    assert "Nothing on the form was saved" in answer.text
    assert "Madeup-Surname" not in answer.text


def test_public_pages_and_static_files_need_nobody(stranger: FlaskClient) -> None:
    assert stranger.get("/fails/stale").status_code == 409
    assert stranger.get("/static/exchange.css", buffered=True).status_code == 200


def test_navigation_shows_what_the_role_may_enter(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/officers"' not in page
    assert 'aria-current="page"' in page


def test_access_without_a_role_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        allow(roles=[])


def test_every_role_of_an_endpoint_can_be_read(client: FlaskClient) -> None:
    access = access_of(client.application.view_functions["for_officers"])
    assert access is not None
    assert access.admits_role("ig_officer")
    assert not access.admits_role("administrator")


def test_somebody_without_a_membership_is_asked_to_choose() -> None:
    client = create_gallery(visitor=Visitor("Sam Example", 2, None, LATER, LATER)).test_client()
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/organisation")
