"""Inviting somebody by the pages: what is typed is kept, what was sent is listed, its link shown, and taken back."""

from __future__ import annotations

import re

from app.services.administration.apply_changes import apply_changes
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.admin.office import Desk, begun
from tests.web.admin.test_pages import said
from tests.web.exchange import Exchange
from tests.web.pages import parse
from tests.web.statements import counted

INVITE, LIST = "/admin/people/invite", "/admin/people/invitations"
AMINA = {"name": "Amina Example", "email": "amina@madeup.example", "role": "partner_responder", "days": "7"}


def invited(exchange: Exchange, ada: Desk, ben: Desk, **typed: str) -> str:
    """Invite somebody; the address of the invitation."""
    change = ada.press(INVITE, INVITE, **{**AMINA, **typed}).request.path
    ada.signs(change)
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    return f"{LIST}/{change.rpartition('/')[2]}"


def test_what_is_typed_wrongly_is_kept_and_named(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    wrong = ada.press(INVITE, INVITE, name="<b>Amina</b>", email="amina at home", role="hub_collator", days="3.5")
    assert wrong.status_code == 422
    assert parse(wrong.text).summary_targets == ("email", "role", "days")
    assert "&lt;b&gt;Amina&lt;/b&gt;" in wrong.text
    assert "amina at home" in wrong.text
    nowhere = ada.press(INVITE, INVITE, **{**AMINA, "email": "amina@nowhere.example"})
    assert parse(nowhere.text).summary_targets == ("email",)
    assert "No sign-in is set up for this address." in said(nowhere.text)


def test_from_inviting_to_the_link_and_taking_it_back(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    assert "Nobody has been invited." in said(ada.get(LIST))
    change = ada.press(INVITE, INVITE, **AMINA).request.path
    after = "Partner responder: Amina Example, amina@madeup.example, may become it by a link, until 1 December 2026"
    assert after in said(ben.get(change))
    assert "signing in by Madeup sign-in" in said(ben.get(change))
    assert ada.client.get(f"{LIST}/{change.rpartition('/')[2]}").status_code == 404, "it is not sent yet"
    address = invited(exchange, ada, ben)
    assert "What became of the invitation" in said(ada.get(change))
    assert "Amina Example" in said(ben.get(LIST))
    assert "Not answered yet" in said(ben.get(LIST))
    page = ben.get(address)
    link = re.search(r"https://localhost(/invitation/[^<]+)</code>", page)
    assert link
    stranger = exchange.app.test_client()
    assert stranger.get(link.group(1)).status_code == 303
    assert "Sign in to read it" in stranger.get("/invitation").text
    assert "Nobody is let in by its link" in said(ben.press(address, f"{address}/withdraw").text)
    gone = said(ben.get(address))
    assert "Taken back" in gone
    assert "/invitation/" not in gone
    assert ben.press(LIST, f"{address}/withdraw").status_code == 409


def test_others_find_none_of_it(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    address = invited(exchange, ada, ben)
    for name in ("hilda", "hugh", "ingrid", "dilys"):
        for path in (INVITE, LIST, address):
            assert exchange.client(name).get(path).status_code == 404


def test_a_member_with_the_wrong_account_reads_it_and_is_told_how_to_go_on(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    page = ben.get(invited(exchange, ada, ben))
    link = re.search(r"https://localhost(/invitation/[^<]+)</code>", page)
    assert link
    polly = exchange.client("polly")
    polly.get(link.group(1))
    told = polly.get("/invitation")
    assert told.status_code == 409
    assert "the account you signed in with has another name or mailbox" in said(told.text)
    assert "sign in with the account of the mailbox it was sent to" in said(told.text)
    assert "Ada" not in told.text


def test_many_invitations_are_as_many_statements_and_fifty_lines(exchange: Exchange, database: Database) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    invited(exchange, ada, ben)
    with counted(exchange) as few:
        ada.get(LIST)
    run_sql(
        database.owner_url,
        """
            INSERT INTO change (id, what, organisation_id, about_id, body, before, digest, proposed_by, proposed_at,
                closes_at, settled_at, outcome)
            SELECT gen_random_uuid(), what, organisation_id, gen_random_uuid(), body, before,
                sha256(number::text::bytea), proposed_by, proposed_at, closes_at, settled_at, outcome
            FROM change, generate_series(1, 3000) AS number WHERE what = 'member_invited'
        """,
    )
    with counted(exchange) as many:
        page = ada.get(LIST)
    assert len(many) == len(few)
    assert page.count('scope="row"') == 50
    assert "the last 50" in page
