"""Letting a group of a sign-in in by the pages: what is typed is kept, two sign it, it is listed, and ended by one."""

from __future__ import annotations

import re
from uuid import UUID

from app.services.administration.apply_changes import apply_changes
from app.services.identity.register_provider import read_groups_of
from tests.web.admin.office import Desk, an_hour_later, begun
from tests.web.admin.test_pages import said
from tests.web.exchange import Exchange
from tests.web.pages import parse
from tests.web.statements import counted

LIST, NEW = "/admin/people/groups", "/admin/people/groups/new"


def a_sign_in(exchange: Exchange) -> str:
    """The id of the one there is, of which groups are read from now on."""
    with exchange.runtime.database.work(None) as work:
        one = work.identity.providers()[0]
    read_groups_of(exchange.admin, one.key, "groups")
    return str(one.id)


def let_in(exchange: Exchange, ada: Desk, ben: Desk, sign_in: str, group: str = "homes") -> str:
    """Two sign it, and it is done; the change's address."""
    change = ada.press(NEW, NEW, provider=sign_in, group=group, role="partner_responder").request.path
    ada.signs(change)
    ben.signs(change)
    assert an_hour_later(exchange, ada, ben) == 1
    return str(change)


def test_what_is_typed_wrongly_is_kept_and_named(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    assert "No sign-in says which groups somebody is in." in said(ada.get(NEW))
    sign_in = a_sign_in(exchange)
    wrong = ada.press(NEW, NEW, provider="x", group=f"<b>{'x' * 200}", role="administrator")
    assert wrong.status_code == 422
    assert parse(wrong.text).summary_targets == ("provider", "group", "role")
    assert "&lt;b&gt;" in wrong.text
    assert "is let in one by one" in said(wrong.text)
    assert "administrator" not in re.findall(r'value="(\w+)"', ada.get(NEW))
    kept = ada.press(NEW, NEW, provider=sign_in, group="homes", role="")
    assert 'value="homes"' in kept.text
    assert parse(kept.text).summary_targets == ("role",)


def test_from_letting_it_in_to_its_end(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    assert "No group lets anybody in." in said(ada.get(LIST))
    sign_in = a_sign_in(exchange)
    change = ada.press(NEW, NEW, provider=sign_in, group="homes", role="partner_responder").request.path
    words = said(ben.get(change))
    assert "Nobody by this group is Partner responder here" in words
    assert "Partner responder: whoever Madeup sign-in says is in the group homes" in words
    assert "for as long as it says so" in words
    let_in(exchange, ada, ben, sign_in)
    listed = said(ben.get(LIST))
    assert "homes Partner responder Madeup sign-in 0" in listed
    again = ada.press(NEW, NEW, provider=sign_in, group="homes", role="partner_responder")
    assert parse(again.text).summary_targets == ("group",)
    ends = re.search(rf'action="({LIST}/[0-9a-f-]+/end)"', ben.get(LIST))
    assert ends
    end = ben.press(LIST, ends.group(1)).request.path
    assert "what they had is free for colleagues" in said(ben.get(end))
    ben.signs(end)
    assert apply_changes(exchange.admin) == 1
    assert "No group lets anybody in." in said(ada.get(LIST))
    assert ben.press(LIST, ends.group(1)).status_code == 409


def test_others_find_none_of_it(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    let_in(exchange, ada, ben, a_sign_in(exchange))
    for name in ("hilda", "hugh", "ingrid", "dilys"):
        for path in (LIST, NEW):
            assert exchange.client(name).get(path).status_code == 404
    assert ada.press(LIST, f"{LIST}/{UUID(int=7)}/end").status_code == 404


def test_as_many_statements_for_one_as_for_more(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    sign_in = a_sign_in(exchange)
    let_in(exchange, ada, ben, sign_in)
    with counted(exchange) as one:
        ada.get(LIST)
    for group in ("two", "three"):
        let_in(exchange, ada, ben, sign_in, group)
    with counted(exchange) as three:
        ada.get(LIST)
    assert len(three) == len(one)
