"""The inbox: by due time, across hubs, filtered, in pages, and what it says when it is empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.files import EXAMPLE_REFERENCE
from app.domain.lists import BoardFilter, InboxEntry, Page
from app.services.research import work_on_request
from app.services.research.work_on_request import claim_request
from tests.web.exchange import Exchange
from tests.web.partner.asked import CHILD, housing_request
from tests.web.partner.browser import PartnerBrowser


def references(browser: PartnerBrowser) -> list[str]:
    """The references listed, in order."""
    return ["".join(one.itertext()).strip() for one in browser.page.all("th") if one.get("scope") == "row"]


def test_nothing_waits(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    assert "Nothing is waiting for Madeupshire Homes" in hugh.text


def test_the_soonest_due_stands_first_with_its_clock_and_nobody_is_named(exchange: Exchange) -> None:
    green, red = housing_request(exchange, rating="green"), housing_request(exchange, rating="red")
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    assert references(hugh) == [red.reference, green.reference]
    assert "Due today 2pm, 4 hours left" in hugh.text
    assert CHILD not in hugh.text
    exchange.clock.forward(timedelta(hours=5))
    assert "Overdue by 1 hour" in PartnerBrowser(exchange, "hugh").get("/inbox").text


def test_filters_by_rating_claim_and_hub(exchange: Exchange) -> None:
    green, red = housing_request(exchange, rating="green"), housing_request(exchange, rating="red")
    claim_request(exchange.runtime, exchange.actors["hugh"], green.file_id)
    hugh = PartnerBrowser(exchange, "hugh")
    assert references(hugh.get("/inbox?rating=red")) == [red.reference]
    assert references(hugh.get("/inbox?mine=yes")) == [green.reference]
    assert "With you" in hugh.text
    assert "With Hugh Housing" in PartnerBrowser(exchange, "harriet").get("/inbox").text
    hub = exchange.organisations["hub"].id
    assert len(references(hugh.get(f"/inbox?hub={hub}"))) == 2
    assert references(hugh.get("/inbox?show=answered")) == []
    assert "No request fits what you chose" in hugh.text


def test_filters_by_state_and_by_the_colleague_who_has_it_and_counts(exchange: Exchange) -> None:
    green, red = housing_request(exchange, rating="green"), housing_request(exchange, rating="red")
    claim_request(exchange.runtime, exchange.actors["hugh"], green.file_id)
    harriet = PartnerBrowser(exchange, "harriet").get("/inbox")
    assert "1 to 2 of 2" in harriet.text
    hugh, own = (str(exchange.actors[name].person_id) for name in ("hugh", "harriet"))
    assert references(harriet.get(f"/inbox?who={hugh}")) == [green.reference]
    assert "Remove this filter: With Hugh Housing" in harriet.text
    assert references(harriet.get(f"/inbox?who={own}")) == references(harriet.get("/inbox?show=answered")) == []
    assert references(harriet.get("/inbox?state=sent")) == [red.reference]
    assert "1 to 1 of 1" in harriet.text
    work_on_request.declare_conflict(exchange.runtime, exchange.actors["harriet"], green.file_id)
    assert references(harriet.get(f"/inbox?who={hugh}")) == []
    assert "1 to 1 of 1" in harriet.get("/inbox").text


@pytest.mark.parametrize("key", ["after=x", "after=2026-01-01", "before=2026-11-24T10:00:00~x", "hub=x", "rating=pink"])
def test_an_address_that_makes_no_sense_shows_the_first_page(exchange: Exchange, key: str) -> None:
    request = housing_request(exchange)
    assert references(PartnerBrowser(exchange, "hugh").get(f"/inbox?{key}")) == [request.reference]


def test_pages_follow_each_other_without_gaps(exchange: Exchange) -> None:
    request = housing_request(exchange)
    with exchange.runtime.database.work(exchange.organisations["housing"].id) as work:
        first = work.lists.inbox("answering", BoardFilter(), Page(), uuid4())[0]
        for number in range(30):
            work.lists.deliver_inbox([_later(first, number)])
        work.commit()
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    seen = references(hugh)
    hugh.get(hugh.link("Further down the list"))
    assert len(seen) == 25
    assert len({*seen, *references(hugh)}) == 31
    assert seen[0] == request.reference
    hugh.get(hugh.link("Earlier in the list"))
    assert references(hugh) == seen


def _later(entry: InboxEntry, number: int) -> InboxEntry:
    due = entry.due_at + timedelta(minutes=1 + number)
    return replace(entry, file_id=uuid4(), reference=f"MADE-{number:04}", due_at=due)


def test_a_reference_read_out_leads_to_the_request_for_its_partner_alone(exchange: Exchange) -> None:
    request = housing_request(exchange)
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    assert "/inbox/find" in {one.get("action") for one in hugh.page.all("form")}
    hugh.get(f"/inbox/find?reference={request.reference.lower()}")
    assert hugh.path == f"/inbox/{request.file_id}"
    fergus = PartnerBrowser(exchange, "fergus").get(f"/inbox/find?reference={request.reference}")
    nobody = PartnerBrowser(exchange, "fergus").get(f"/inbox/find?reference={EXAMPLE_REFERENCE}")
    assert fergus.problems == nobody.problems
    assert fergus.status == nobody.status
    assert "with this reference" in fergus.problems[0]
