"""Every error is a plain page that says what to do and whom to ring, and shows no value."""

from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient

from app.domain import errors
from app.domain.errors import ExchangeError
from app.domain.passkeys import PasskeyRefused
from app.http.error_texts import ERROR_TEXTS, UNEXPECTED
from app.http.errors import text_for

ON_NO_PAGE = (errors.RefusesToStart, errors.BackupFailed, PasskeyRefused)
"""What a start or a command says to the operator, and what the page itself says that asked for a passkey."""


def all_errors(base: type[ExchangeError] = ExchangeError) -> list[type[ExchangeError]]:
    return [one for kind in base.__subclasses__() for one in (kind, *all_errors(kind))]


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: str(kind.__name__))
def test_every_error_of_the_exchange_has_its_own_page(kind: type[ExchangeError]) -> None:
    assert kind.code in ERROR_TEXTS or issubclass(kind, ON_NO_PAGE)


@pytest.mark.parametrize(
    "kind,status",
    [("missing", 404), ("refused", 403), ("stale", 409), ("database", 503), ("fault", 500), ("input", 422)],
)
def test_an_error_page_has_status_title_emergency_number_and_a_name_only_where_nothing_is_found(
    client: FlaskClient, kind: str, status: int
) -> None:
    answer = client.get(f"/fails/{kind}")
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "Immediate danger? Ring" in answer.text
    assert "01632 960 000" in answer.text
    assert ("Sam Example" in answer.text) == (kind == "missing"), "nobody is asked for where something fails"
    assert answer.headers["Cache-Control"] == "no-store"


def test_own_words_and_problems_are_shown_where_they_help(client: FlaskClient) -> None:
    assert "The return was changed at 2pm." in client.get("/fails/stale").text
    assert "Enter the date of the last visit" in client.get("/fails/input").text


def test_an_unexpected_error_shows_and_logs_no_value(client: FlaskClient, logged: io.StringIO) -> None:
    page = client.get("/fails/fault?name=Madeup-Surname").text
    assert "Madeup-Surname" not in page + logged.getvalue()
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    fault = next(line for line in lines if line["event"] == "unexpected")
    assert fault["exception"] == "RuntimeError"
    assert fault["request_id"] in page
    assert any(":fails" in place for place in fault["trace"])


def test_trouble_says_when_to_try_again(client: FlaskClient) -> None:
    assert client.get("/fails/database").headers["Retry-After"] == "120"


def test_the_wrong_method_is_told_the_right_one(client: FlaskClient) -> None:
    answer = client.delete("/fails/stale")
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


def test_a_form_without_its_mark_is_refused_and_nothing_of_it_is_kept(client: FlaskClient) -> None:
    answer = client.post("/form", data={"probation_text-value": "Maria Madeup-Surname"})
    assert answer.status_code == 400
    assert "Nothing on the form was saved" in answer.text
    assert "Madeup-Surname" not in answer.text


def test_no_such_page(client: FlaskClient) -> None:
    assert client.get("/no-such-page").status_code == 404


def test_an_unknown_code_is_unexpected() -> None:
    assert text_for("unheard_of") == ERROR_TEXTS[UNEXPECTED]
