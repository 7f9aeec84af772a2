"""Help, technical contact, accessibility statement and privacy notice: at the foot of every page, read by anybody."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from flask.testing import FlaskClient

from app.domain.errors import DatabaseUnavailable
from app.domain.operator_pages import read_pages
from app.web.help.register import SUPPORT
from tests.architecture.routes import routed_app
from tests.domain.test_operator_pages import WRITTEN
from tests.web.exchange import Exchange
from tests.web.partner.browser import checked

ADDRESSES = [link.href for link in SUPPORT]
HUB = "01632 960000"


def client_of(app: Any) -> FlaskClient:
    """A browser in which nobody is signed in, before an exchange that has no database."""
    client: FlaskClient = app.test_client()
    return client


@pytest.fixture(scope="module")
def bare() -> FlaskClient:
    """Of an operator who has written nothing."""
    return client_of(routed_app())


@pytest.fixture(scope="module")
def written() -> FlaskClient:
    """Of an operator who has written every page."""
    return client_of(routed_app(read_pages(WRITTEN)[0]))


def read(client: FlaskClient, path: str) -> str:
    """What a page says, after what holds on every page."""
    answer = client.get(path)
    assert answer.status_code == 200
    page = checked(answer.text)
    return " ".join("".join(next(page.all("main")).itertext()).split())


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/signed-out", "/danger", "/no-such-page", *ADDRESSES])
def test_every_page_leads_to_them_also_signed_out(bare: FlaskClient, path: str) -> None:
    page = bare.get(path).text
    assert all(f'href="{link.href}">{link.text}</a>' in page for link in SUPPORT)


@pytest.mark.parametrize("path", ADDRESSES)
def test_anybody_reads_them_without_a_database(bare: FlaskClient, written: FlaskClient, path: str) -> None:
    assert read(bare, path)
    assert read(written, path)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/help", "Nobody has written more help for this installation yet."),
        ("/help/technical-contact", "Nobody has said yet whom to ring when this service does not work."),
        ("/help/accessibility", "Nobody has written an accessibility statement for this installation yet."),
        ("/help/privacy", "Nobody has written a privacy notice for this installation yet."),
    ],
)
def test_what_nobody_has_written_is_said_with_a_number_and_without_a_promise(
    bare: FlaskClient, written: FlaskClient, path: str, missing: str
) -> None:
    page = read(bare, path)
    assert missing in page
    assert HUB in page
    for promise in ("We reply within", "compliant", "is committed", "We use", "We keep"):
        assert promise not in page
    assert missing not in read(written, path)


def test_what_the_operator_has_written_stands_there(written: FlaskClient) -> None:
    assert "Ask Desk Three (made up)." in read(written, "/help")
    contact = read(written, "/help/technical-contact")
    assert "Madeupshire service desk" in contact
    assert "They answer: Monday to Friday, 8am to 6pm" in contact
    said = read(written, "/help/accessibility")
    for part in (
        "It is run by Madeupshire Council.",
        "The printed log is not tagged (made up).",
        "We reply within 5 working days.",
        "This service is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard",
        "AA standard, due to the problems listed above.",
        "This accessibility statement was prepared on 1 October 2026. It was last reviewed on 1 November 2026.",
        "This service was last tested on 20 October 2026 against the WCAG 2.2 AA standard.",
        "The test was carried out by Madeup Testers.",
        "contact the Equality Advisory and Support Service (EASS)",
    ):
        assert part in said
    privacy = read(written, "/help/privacy")
    assert "Data protection officer: officer@madeup.example" in privacy
    assert "Six made-up years." in privacy
    assert "Transfers outside" not in privacy


def test_what_is_written_is_text_and_no_markup() -> None:
    pages = {"help": {"paragraphs": ("<script>alert(1)</script>",)}}
    assert "<script>alert" not in client_of(routed_app(pages)).get("/help").text


def test_they_are_read_while_the_database_is_down(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise DatabaseUnavailable("The database does not answer.")

    client = exchange.client("cora")
    monkeypatch.setattr("app.web.account.register.find_session", fails)
    assert {client.get(path).status_code for path in ADDRESSES} == {200}
