"""Where nobody of a partner, or of the hub, could be told by mail, pages say so, with the number to ring."""

from __future__ import annotations

from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import open_request
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim, draft, send, sign, value
from tests.web.governance.site import make_site, sound

__all__ = ["own_exchange"]


def test_the_board_the_case_and_the_request_say_whom_to_ring(own_exchange: Exchange) -> None:
    site = make_site(own_exchange)
    case = site.played.case
    request = send(own_exchange, case, "housing")
    telephone = own_exchange.organisation("housing").telephone
    pages = ("/board", f"/cases/{case.id}/requests", f"/cases/{case.id}/requests/{request.file_id}")
    cora = site.client(case.collator)
    assert not [one for one in pages[2:] if "by e-mail" in cora.get(one).text]
    run_jobs(own_exchange.runtime)
    for one in pages:
        answer = cora.get(one)
        sound(answer)
        told = answer.text
        assert "could be told" in told
        assert telephone in told
    responder = claim(own_exchange, request)
    own_exchange.clock.forward(seconds=1)
    open_request(own_exchange.runtime, responder, request.file_id)
    assert "could be told" not in cora.get(pages[2]).text, "they have opened it: they know"


def test_the_partner_and_the_hub_see_that_nobody_of_the_hub_could_be_told(own_exchange: Exchange) -> None:
    site = make_site(own_exchange)
    case = site.played.case
    request = send(own_exchange, case, "housing")
    responder = claim(own_exchange, request)
    draft(own_exchange, request, responder, case.people[0], {"return_anything_else": value("Something.")})
    sign(own_exchange, responder, request)
    telephone = own_exchange.organisation("hub").telephone
    hari, cora = site.client(responder), site.client(case.collator)
    seen = [
        (hari, "/inbox?show=answered"),
        (hari, f"/inbox/{request.file_id}"),
        (cora, "/board?show=answered"),
        (cora, f"/cases/{case.id}/requests/{request.file_id}"),
    ]
    assert not [page for who, page in seen if "could be told" in who.get(page).text]
    run_jobs(own_exchange.runtime)
    for who, page in seen:
        answer = who.get(page)
        sound(answer)
        assert "could be told by e-mail" in answer.text, page
        assert telephone in answer.text, page
    assert cora.get(f"/cases/{case.id}/returns").status_code == 200
    assert not [page for who, page in seen if "could be told" in who.get(page).text], "it has been opened"
