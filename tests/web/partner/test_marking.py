"""A place of somebody who must not be found never stands before a partner without saying so."""

from __future__ import annotations

import pytest

from app.services.intake.open_case import find_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.played import NAME, QUESTION
from tests.web.exchange import Exchange
from tests.web.partner.asked import household
from tests.web.partner.browser import PartnerBrowser

MARKING = "This address is protected"
CONFIDENCE = "Treat every address you hold for these people as confidential."
ROAD = "Madeup Road"


@pytest.mark.parametrize(("protected", "chosen"), [("yes", True), ("unknown", True), ("yes", False), ("no", False)])
@pytest.mark.parametrize("subjects", [("child",), ("child", "child")])
def test_a_protected_address_is_marked_wherever_the_partner_reads_it(
    exchange: Exchange, *, protected: str, chosen: bool, subjects: tuple[str, ...]
) -> None:
    home = household(exchange, subjects, protected=protected)
    places = frozenset(home.people) if chosen else frozenset()
    ask = Ask(
        exchange.organisations["housing"].id,
        "Madeup.",
        (),
        QUESTION,
        subjects=frozenset(home.people),
        besides=NAME,
        places=places,
        place_reason="Madeup.",
    )
    cora, runtime = exchange.actors["cora"], exchange.runtime
    seen = find_case(runtime, cora, home.case_id).history.as_it_stands(runtime.policy.number)
    (request,) = send_requests(runtime, cora, home.case_id, [ask], seen)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base)
    hugh.press(f"{base}/claim")
    for page in (f"{base}/open", f"{base}/nothing-found"):
        hugh.get(page)
        assert (ROAD in hugh.text) == (chosen or protected == "no")
        assert (MARKING in hugh.text) == chosen
    assert CONFIDENCE in hugh.get(f"{base}/open").text
