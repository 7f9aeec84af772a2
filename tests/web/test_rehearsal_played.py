"""A rehearsal played by its pages: one case whole, of which there is no trace where it is real.

Twenty are in `test_twenty_rehearsed.py`.
"""

from __future__ import annotations

from app.domain.rehearsals import MARK
from app.services.governance.check_log import check_log
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, ready, sent
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_all_approvals import PAGE as TO_APPROVE
from tests.web.partner.test_approval import submitted
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SEARCHED
from tests.web.rehearsing import rehearsed

MARKED = f"<strong>{MARK}.</strong>"
APPROVES = "What waits for your approval in all your organisations"
"""Where it leads is offered to whoever has more than one, and shows nothing of a rehearsal."""
PERIOD = {f"return_period_from__{part}": typed for part, typed in (("day", "24"), ("month", "11"), ("year", "2024"))}


def seen(browser: PartnerBrowser) -> str:
    """The whole page, which says that it is a rehearsal."""
    page = browser.response.get_data(as_text=True)
    assert MARKED in page, browser.path
    return page


def test_a_case_is_played_whole_and_leaves_no_trace_where_it_is_real(exchange: Exchange) -> None:
    people = ("cora", "dilys", "ingrid", "hugh", "hilda")
    places = {"cora": ("/", "/cases"), "dilys": ("/", "/cases"), "ingrid": ("/",), "hugh": ("/", "/inbox"),
              "hilda": ("/", "/inbox")}  # fmt: skip
    before = {name: whole(exchange, name, places[name]) for name in people}
    leaves = in_logs(exchange)
    twins = rehearsed(exchange, "housing", "police")
    cora, dilys, case = ready(twins)
    ask(cora, twins, case, "housing", "housing_known", "housing_declared_household")
    assert MARKED in cora.response.get_data(as_text=True)
    cora.press(f"{case}/send")
    assert cora.problems == ()
    seen(cora)

    hugh = PartnerBrowser(twins, "hugh").get("/inbox")
    assert "Madeupshire MASH, rehearsal" in seen(hugh)
    request = f"/inbox/{sent(twins, case, 'housing').file_id}"
    hugh.get(request)
    hugh.press(f"{request}/claim")
    danger = hugh.link("Immediate danger")
    hugh.get(hugh.link("Answer about"))
    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED, **PERIOD)
    assert hugh.problems == ()
    seen(hugh)
    hugh.press(f"{request}/sign-off", {"legal_basis": "council_child_protection"})
    assert hugh.status == 200, hugh.problems
    paper = seen(hugh)
    assert "prx-rehearsal" in paper, "each sheet says it at its head"
    kept = hugh.get(hugh.link("Download the receipt")).response
    assert kept.headers["Content-Disposition"].startswith('attachment; filename="rehearsal-receipt-')
    copied = hugh.get(f"{request}/copy.txt").response.get_data(as_text=True)
    assert copied.startswith(f"{MARK}\nReturn to ")
    hugh.get(danger)
    assert "tel:Rehearsal" not in seen(hugh)

    dilys.get(f"{case}/returns")
    assert "Madeupshire Homes, rehearsal" in seen(dilys)
    assert case in seen(HubBrowser(twins, "cora").get("/cases"))
    assert check_log(exchange.runtime).problems == ()

    assert in_logs(exchange) == leaves
    assert {name: whole(exchange, name, places[name]) for name in people} == before
    assert "rehears" not in PartnerBrowser(exchange, "ingrid").get("/log").response.get_data(as_text=True).lower()


def whole(exchange: Exchange, name: str, places: tuple[str, ...]) -> list[str]:
    """What somebody is shown of what is real."""
    browser = PartnerBrowser(exchange, name)
    found = []
    for place in places:
        browser.get(place)
        assert MARKED not in browser.response.get_data(as_text=True)
        found.append(browser.text.replace(APPROVES, ""))
    return found


def in_logs(exchange: Exchange) -> int:
    """How many entries of disclosures there are in logs of real organisations."""
    with exchange.admin.database.work(None) as work:
        real = {one.id for one in work.identity.organisations() if one.rehearsal is None}
        logs = [one for one in work.log.logs() if set(one.whose) <= real]
        return sum(one.size for one in work.log.standings(logs))


def test_what_waits_for_approval_in_a_rehearsal_waits_there_alone(exchange: Exchange) -> None:
    twins = rehearsed(exchange, "dwp")
    submitted(twins)
    assert "Madeup Jobcentre, rehearsal (1)" in " ".join(PartnerBrowser(twins, "dorothy").get(TO_APPROVE).text.split())
    assert (
        "Madeup Jobcentre" not in PartnerBrowser(exchange, "dorothy").get(TO_APPROVE).text.partition("in all your")[2]
    )
