"""What a partner's legal basis asks for is stated once for the return, however many people it is about."""

from __future__ import annotations

from app.services.collation.open_collation import open_collation
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SEARCHED

REASON, ASKS = "return_consent_reason", "Why you do not rely on consent"


def test_it_is_asked_with_the_first_person_and_holds_for_all(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child", "adult"))
    base, hugh = f"/inbox/{request.file_id}", PartnerBrowser(exchange, "hugh")
    hugh.get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child"))
    assert ASKS in hugh.text
    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED | {REASON: None})
    assert "Adult" in hugh.heading
    assert ASKS not in hugh.text
    assert "asked once, with your answers about Child." in hugh.text
    hugh.press(None, CONTINUE, **KNOWN, **{key: one for key, one in SEARCHED.items() if key != REASON})

    assert hugh.path == f"{base}/check"
    assert hugh.text.count("cannot be relied on without it") == 1
    hugh.press(f"{base}/sign-off")
    assert hugh.path == f"{base}/sign-off"  # nothing left
    hugh.get(base).get(f"{base}/check").get(hugh.link("Add it"))
    hugh.press(None, CONTINUE, **{REASON: "would_prejudice"})
    hugh.get(f"{base}/check").press(f"{base}/sign-off")
    assert hugh.path == f"{base}/receipt"

    found = open_collation(exchange.runtime, exchange.actors["dilys"], request.case_id)
    about = [one for source in found.sources for one in source.opened if one.record.kind == "return"]
    said = {one.record.subject_kind: one.fields[REASON].answer for one in about if REASON in one.fields}
    assert {kind: one.value for kind, one in said.items() if one} == {"child": "would_prejudice"}
