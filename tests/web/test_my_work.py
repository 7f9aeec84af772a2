"""My work: what waits for one person and for nobody else, with counts, the most urgent first, and where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.domain.waiting import SHOWN
from app.services.intake.assign_case import assign_case, declare_conflict, unassign_case
from app.services.research import work_on_request
from app.services.research.boards import store_request
from app.services.research.open_request import find_request
from app.services.research.save_draft import start_correction
from app.services.research.sign_off_return import sign_off_return
from app.services.research.work_on_request import claim_request
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, answer, ask, asks_back, fact, ready, sent
from tests.web.pages import ParsedPage
from tests.web.partner.asked import CHILD, household, housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import submitted
from tests.web.statements import counted

MOST = 8
OVERDUE = 26 * 60
"""Minutes after which an amber request is overdue."""


def waits(exchange: Exchange, name: str) -> Mapping[str, list[str]]:
    """What waits for somebody after signing in: the groups' headings in order, with where their lines lead."""
    browser = PartnerBrowser(exchange, name).get("/")
    assert browser.path == "/my-work"
    assert CHILD not in browser.text
    return groups(browser.page)


def groups(page: ParsedPage) -> Mapping[str, list[str]]:
    """The same of a page that stands there already."""
    found = {}
    for section in page.all("section"):
        heading = next(section.iter("h2"))
        rows = [one for one in section.iter("th") if one.get("scope") == "row"]
        if rows:
            found["".join(heading.itertext())] = [next(one.iter("a")).get("href") for one in rows]
    return found


def test_a_searcher_has_what_is_theirs_and_what_nobody_has_taken_on(exchange: Exchange) -> None:
    assert waits(exchange, "hugh") == {}
    assert "Nothing waits for you" in PartnerBrowser(exchange, "hugh").get("/my-work").text
    green, red = housing_request(exchange, rating="green"), housing_request(exchange, rating="red")
    at = {one: f"/inbox/{one.file_id}" for one in (green, red)}
    assert waits(exchange, "hugh") == {"To answer (2)": [at[red], at[green]]}
    claim_request(exchange.runtime, exchange.actors["hugh"], red.file_id)
    assert waits(exchange, "hugh") == {"To answer (2)": [at[red], at[green]]}
    assert "You have it" in PartnerBrowser(exchange, "hugh").get("/my-work").text
    assert waits(exchange, "harriet") == {"To answer (1)": [at[green]]}
    exchange.clock.forward(minutes=5 * 60)
    late = PartnerBrowser(exchange, "hugh").get("/my-work")
    assert groups(late.page) == {"Overdue (1)": [at[red]], "To answer (1)": [at[green]]}
    assert "Overdue by 1 hour" in late.text
    assert exchange.organisations["hub"].telephone in late.text
    assert waits(exchange, "polly") == {}


def test_what_somebody_stepped_back_from_does_not_wait_for_them(exchange: Exchange) -> None:
    request = housing_request(exchange)
    work_on_request.declare_conflict(exchange.runtime, exchange.actors["hugh"], request.file_id)
    assert waits(exchange, "hugh") == {}
    assert waits(exchange, "harriet") == {"To answer (1)": [f"/inbox/{request.file_id}"]}


def test_a_question_asked_of_the_hub_waits_for_the_hub_alone(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    asks_back(exchange, "hugh", request, "Which child, made up?", BASES["housing"])
    exchange.clock.forward(minutes=OVERDUE)
    assert waits(exchange, "hugh") == {}
    asked = {"Asks you a question (1)": [f"{case}/requests/{request.file_id}/question"]}
    assert waits(exchange, "cora") == waits(exchange, "dilys") == asked
    assert waits(exchange, "colin") == {}


def test_who_learns_nothing_of_how_a_partner_answers_is_not_told_that_it_asks_back(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "mental_health").press(f"{case}/send")
    request = sent(exchange, case, "mental_health")
    with exchange.runtime.database.work(request.partner_id) as work:
        stored = work.files.request(request.file_id)
        assert stored is not None
        store_request(work, replace(stored, state="clarification", version=stored.version + 1))
        work.commit()
    exchange.clock.forward(minutes=OVERDUE)
    page = f"{case}/requests/{request.file_id}"
    assert waits(exchange, "dilys") == {"Asks you a question (1)": [f"{page}/question"]}
    assert waits(exchange, "cora") == {"Overdue from partners (1)": [page]}
    for name, asking, working in (("dilys", 1, 0), ("cora", 0, 1)):
        browser = PartnerBrowser(exchange, name)
        assert browser.get("/board?state=clarification").text.count("1 to 1 of 1") == asking
        assert browser.get("/board?state=claimed").text.count("1 to 1 of 1") == working


def test_an_answer_of_which_somebody_learns_nothing_does_not_wait_for_them(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "mental_health").press(f"{case}/send")
    request = sent(exchange, case, "mental_health")
    with exchange.runtime.database.work(request.partner_id) as work:
        stored = work.files.request(request.file_id)
        assert stored is not None
        at = exchange.clock.now()
        store_request(work, replace(stored, state="returned", answered_at=at, version=stored.version + 1))
        work.commit()
    assert waits(exchange, "cora") == {}, "it would wait for ever: there is nothing in it to open"
    assert waits(exchange, "dilys") == {"New returns (1)": [f"{case}/returns"]}


def test_what_a_colleague_wrote_waits_for_who_may_approve_it(exchange: Exchange) -> None:
    base, _ = submitted(exchange)
    assert waits(exchange, "dwight") == {}
    assert waits(exchange, "dorothy") == {"To approve (1)": [f"{base}/check"]}
    assert PartnerBrowser(exchange, "dorothy").get(f"{base}/check").status == 200


def test_what_changed_unseen_stands_first_for_everybody_of_the_partner_until_one_opens_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    request = f"/inbox/{sent(exchange, case, 'housing').file_id}"
    PartnerBrowser(exchange, "hugh").get(request).press(f"{request}/claim")
    cora.fill(f"{case}/recorded/contact-safety", case_do_not_contact="Madeup: never ring the landline. Nor write.")
    for name in ("hugh", "harriet", "hilda"):
        assert waits(exchange, name) == {"Changed since you read it (1)": [request]}
    assert waits(exchange, "cora") == {}
    exchange.clock.forward(minutes=61)
    to_ring = PartnerBrowser(exchange, "cora").get("/my-work")
    assert groups(to_ring.page) == {"To ring now (1)": [f"{case}/requests/{request.rsplit('/', 1)[1]}"]}
    assert exchange.organisations["housing"].telephone in to_ring.text
    PartnerBrowser(exchange, "hugh").get(f"{request}/open")
    assert waits(exchange, "hugh") == {"To answer (1)": [request]}
    assert waits(exchange, "harriet") == waits(exchange, "cora") == {}


def test_a_case_waits_for_who_is_on_it_from_asking_to_the_decision(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    nobody_asked = {"Nobody asked yet (1)": [case]}
    assert waits(exchange, "cora") == nobody_asked
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    assert waits(exchange, "cora") == waits(exchange, "dilys") == {}
    request = sent(exchange, case, "housing")
    exchange.clock.forward(minutes=OVERDUE)
    assert waits(exchange, "cora") == {"Overdue from partners (1)": [f"{case}/requests/{request.file_id}"]}
    answer(exchange, "hugh", request, {"housing_known": fact("no")}, BASES["housing"])
    new = {"New returns (1)": [f"{case}/returns"]}
    assert waits(exchange, "cora") == new
    assert waits(exchange, "dilys") == {**new, "To decide (1)": [case]}
    assert waits(exchange, "colin") == {}
    HubBrowser(exchange, "dilys").get(f"{case}/returns")
    assert waits(exchange, "dilys") == {"To decide (1)": [case]}
    assert waits(exchange, "cora") == new
    correct(exchange, request.file_id)
    corrected = {"Changed since you read it (1)": [f"{case}/returns"], "To decide (1)": [case]}
    assert waits(exchange, "dilys") == corrected
    assert waits(exchange, "cora") == new
    HubBrowser(exchange, "dilys").get(f"{case}/returns")
    assert waits(exchange, "dilys") == {"To decide (1)": [case]}


def correct(exchange: Exchange, file_id: UUID) -> None:
    """Hugh sends his return again, corrected."""
    exchange.clock.forward(minutes=1)
    runtime, hugh = exchange.runtime, exchange.actors["hugh"]
    start_correction(runtime, hugh, file_id)
    seen = find_request(runtime, hugh, file_id).request.version
    sign_off_return(runtime, hugh, file_id, legal_basis=BASES["housing"], seen_version=seen)
    exchange.clock.forward(minutes=1)


def test_a_case_waits_for_nobody_who_is_off_it(exchange: Exchange) -> None:
    home, runtime = household(exchange), exchange.runtime
    cora, colin, dilys = (exchange.actors[name] for name in ("cora", "colin", "dilys"))
    waiting = {"Nobody asked yet (1)": [f"/cases/{home.case_id}"]}
    assert waits(exchange, "dilys") == waiting
    unassign_case(runtime, dilys, home.case_id, dilys.person_id)
    assert waits(exchange, "dilys") == {}
    assign_case(runtime, cora, home.case_id, dilys.person_id)
    assign_case(runtime, cora, home.case_id, colin.person_id)
    assert waits(exchange, "dilys") == waits(exchange, "colin") == waiting
    declare_conflict(runtime, colin, home.case_id)
    assert waits(exchange, "colin") == {}


def test_more_than_the_page_shows_are_counted_and_the_list_of_all_is_a_link(exchange: Exchange) -> None:
    for _ in range(SHOWN + 2):
        housing_request(exchange)
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    ((heading, shown),) = groups(hugh.page).items()
    assert (heading, len(shown)) == (f"To answer ({SHOWN + 2})", SHOWN)
    assert hugh.link("See all of them") == "/inbox"


def test_whoever_reads_logs_alone_has_nothing_waiting(exchange: Exchange) -> None:
    assert waits(exchange, "ingrid") == {}


def test_the_page_says_little_however_much_waits(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    for _ in range(3):
        housing_request(exchange)
    exchange.clock.forward(minutes=OVERDUE)
    said = {name: statements(exchange, name) for name in ("cora", "dilys", "hugh", "hilda", "ingrid")}
    assert {name: count for name, count in said.items() if count > MOST} == {}


def statements(exchange: Exchange, name: str) -> int:
    """How many statements the page is, for whoever has been here before."""
    client = exchange.client(name)
    client.get("/my-work", base_url="https://localhost")
    with counted(exchange) as sent_to_database:
        client.get("/my-work", base_url="https://localhost")
    return len(sent_to_database)
