"""What an organisation is called is said anew by the pages: two sign it, and others read it an hour later."""

from __future__ import annotations

from app.services.governance.check_log import check_log
from tests.web.admin.office import an_hour_later, begun
from tests.web.admin.test_pages import said
from tests.web.exchange import Exchange
from tests.web.pages import parse

PAGE = "/admin/organisations/described"
NEW = {"name": "Madeupshire Living", "controller": "Madeupshire Living Ltd", "service": "Tenancies",
       "telephone": "01632 960 444"}  # fmt: skip


def test_two_say_it_anew_and_others_read_it(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    own = exchange.actors["ada"].organisation_id
    before = exchange.actors["ada"].organisation_name
    change = ada.press(PAGE, PAGE, **NEW).request.path
    words = said(ben.get(change))
    assert f"{before}:" in words
    assert "Madeupshire Living: Tenancies of Madeupshire Living Ltd, telephone 01632 960 444" in words
    ada.signs(change)
    ben.signs(change)
    assert before in said(ada.get(f"/admin/organisations/{own}")), "not for an hour"
    assert an_hour_later(exchange, ada, ben) == 1
    shown = said(ben.get(f"/admin/organisations/{own}"))
    assert "Madeupshire Living" in shown
    assert "01632 960 444" in shown
    assert before not in shown
    assert "Madeupshire Living" in said(exchange.client("cora").get("/account/hours-and-cover").text)
    assert check_log(exchange.runtime).problems == ()


def test_what_is_typed_wrongly_is_kept_and_named(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    same = ada.press(PAGE, PAGE)
    assert same.status_code == 422
    assert parse(same.text).summary_targets == ("name",)
    with exchange.runtime.database.work(None) as work:
        [hub] = work.identity.organisations("hub")
    taken = ada.press(PAGE, PAGE, **{**NEW, "name": hub.name})
    assert parse(taken.text).summary_targets == ("name",)
    assert 'value="Madeupshire Living Ltd"' in taken.text
    wrong = ada.press(PAGE, PAGE, name=" ", controller="x" * 500, service="Tenancies", telephone="ring us")
    assert parse(wrong.text).summary_targets == ("name", "controller", "telephone")


def test_others_find_none_of_it(exchange: Exchange) -> None:
    begun(exchange, "ada", "ben")
    for name in ("hilda", "hugh", "ingrid", "dilys", "cora"):
        assert exchange.client(name).get(PAGE).status_code == 404
