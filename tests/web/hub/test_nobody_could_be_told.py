"""A partner of which nobody could be told by mail is seen by whoever asked, with the number to ring."""

from __future__ import annotations

from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import open_request
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim, send
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
