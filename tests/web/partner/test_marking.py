"""A place of somebody who must not be found never stands before a partner without saying so."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.answers import plain
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.decide_words import decide_words, open_held
from app.services.research.send_requests import send_requests
from tests.services.played import NAME, QUESTION
from tests.web.exchange import Exchange
from tests.web.partner.asked import household
from tests.web.partner.browser import PartnerBrowser

MARKING = "This address is protected"
CONFIDENCE = "Treat every address you hold for these people as confidential."
ROAD = "Madeup Road"
SECRET = "do not record it where others can see it, do not write to it or visit it, and tell nobody."


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


@pytest.mark.parametrize("field", ["request_questions", "request_do_not_contact", "request_staff_safety"])
def test_words_that_say_it_and_go_by_a_decision_are_marked_as_the_place_is(exchange: Exchange, field: str) -> None:
    says = "Madeup: is she still at 1 Madeup Road?"
    words: dict[str, Any] = {
        "request_questions": [{"question": says}],
        "request_do_not_contact": says,
        "request_staff_safety": [{"risk": "animal", "do": says}],
    }
    home = household(exchange, ("child",), protected="yes")
    cora, dilys, runtime = exchange.actors["cora"], exchange.actors["dilys"], exchange.runtime
    typed = dict(QUESTION)
    if field == "request_questions":
        typed = {field: plain(words[field])}
    else:
        known = find_case(runtime, cora, home.case_id)
        whole = next(one.subject_id for one in known.subjects if one.kind == "case")
        stood = known.stated["contact_safety", whole].version
        said = {"case_do_not_contact": plain("Madeup."), field.replace("request", "case"): plain(words[field])}
        state_in_case(runtime, cora, home.case_id, whole, "contact_safety", said, stood)
    ask = Ask(exchange.organisations["housing"].id, "Madeup.", (), typed, subjects=frozenset(home.people), besides=NAME)
    seen = find_case(runtime, cora, home.case_id).history.as_it_stands(runtime.policy.number)
    (request,) = send_requests(runtime, cora, home.case_id, [ask], seen)
    *_, read = open_held(runtime, dilys, home.case_id, request.file_id)
    decide_words(runtime, dilys, request.file_id, send=True, reason="Madeup: they need it.", read=read)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(f"{base}/open")
    assert hugh.text.count(says) == hugh.text.count(f"This says a protected address: {SECRET}") == 1
