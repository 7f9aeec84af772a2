"""How somebody usually searches is kept, and forms begin with it; that they searched is ticked, each time."""

from __future__ import annotations

from app.domain.search_defaults import SearchDefaults
from app.services.collation.open_collation import open_collation
from app.services.research.completeness import sent_options, what_was_sent
from app.services.research.find_search_defaults import find_search_defaults
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request, leaves
from tests.web.partner.browser import PartnerBrowser

PAGE = "/inbox/how-you-search"
OWN, ALL = {"whose": "own"}, {"whose": "all"}
OF_SEARCH = ("return_identifiers_searched", "return_period_", "return_as_at", "return_searched_by")
SYSTEM, RESULT = "return_systems_searched-{}-system", "return_systems_searched-{}-result"


def keeps(exchange: Exchange, name: str, systems: str, *identifiers: str, whose: str = "own") -> PartnerBrowser:
    """A browser in which somebody has kept how they search."""
    browser = PartnerBrowser(exchange, name).get("/inbox")
    browser.get(browser.link("How you usually search"))
    assert browser.path == PAGE
    version = next(
        next(one.get("value") for one in form.iter("input") if one.get("name") == "version")
        for form in browser.page.all("form")
        if any(one.get("value") == whose for one in form.iter("input"))
    )
    typed = {"whose": whose, "version": version, f"systems-{whose}": systems, f"identifiers-{whose}": list(identifiers)}
    return browser.send(PAGE, browser.filled(None, {}) | typed)


def nil(exchange: Exchange, name: str) -> PartnerBrowser:
    """Their page for finding nothing, of a new request about two people."""
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    return PartnerBrowser(exchange, name).get(base).press(f"{base}/claim").get(f"{base}/nothing-found")


def test_own_defaults_fill_systems_and_what_was_sent_and_never_that_somebody_searched(exchange: Exchange) -> None:
    hugh = keeps(exchange, "hugh", "Madeup tenancy system\r\n\r\n Madeup archive ", "name", "nhs_number")
    assert "Kept." in hugh.text
    hugh = nil(exchange, "hugh")
    form = hugh.form(None)
    assert [form.get(SYSTEM.format(one)) for one in (0, 1)] == ["Madeup tenancy system", "Madeup archive"]
    assert [form.get(RESULT.format(one)) for one in (0, 1)] == ["searched", "searched"]
    assert form.getlist("return_identifiers_searched_1") == ["name"], "the NHS number was not sent"
    assert "searched" not in form
    hugh.press(None, {"outcome": "none"})
    assert hugh.problems == ("Tick that you searched for Child, Adult, or answer about them item by item.",)
    base = hugh.path.removesuffix("/nothing-found")
    hugh.press(None, {"outcome": "none"}, searched=["1", "2"])
    assert hugh.path == f"{base}/receipt"


def test_the_form_of_a_return_begins_with_it_and_the_check_demands_the_tick_for_each(exchange: Exchange) -> None:
    keeps(exchange, "hugh", "Madeup tenancy system")
    request = housing_request(exchange, ("child", "adult"))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child"))
    assert hugh.form(None).get(SYSTEM.format(0)) == "Madeup tenancy system"
    assert set(hugh.form(None).getlist("return_identifiers_searched")) >= {"name", "address"}
    hugh.press(None, {"do": "continue"}, rest="yes", searched="yes", return_consent_reason="would_prejudice")
    assert hugh.heading.startswith("Your return: Adult")
    assert "searched" not in hugh.form(None), "that he searched for the child says nothing of the adult"
    hugh.press(None, {"do": "save"}, rest="yes").get(f"{base}/check")
    assert "Before you can sign off" in hugh.text
    assert "Adult: Tick that you searched, and by what: a return without it cannot be relied on." in hugh.text


def test_whoever_approves_keeps_them_for_the_organisation_and_a_persons_own_stand_over_them(
    exchange: Exchange,
) -> None:
    assert "Kept." in keeps(exchange, "hilda", "Madeup register", "name", whose="all").text
    assert nil(exchange, "harriet").form(None)[SYSTEM.format(0)] == "Madeup register"
    assert "Madeup register." in PartnerBrowser(exchange, "harriet").get(PAGE).text
    keeps(exchange, "hugh", "Madeup archive")
    form = nil(exchange, "hugh").form(None)
    assert (form[SYSTEM.format(0)], SYSTEM.format(1) in form) == ("Madeup archive", False)
    assert form.getlist("return_identifiers_searched_1") == ["name"], "of which he says nothing"
    for name in ("polly", "dwight"):
        assert find_search_defaults(exchange.runtime, exchange.actors[name]) == (SearchDefaults(), SearchDefaults())


def test_whoever_does_not_approve_may_not_and_is_recorded(exchange: Exchange) -> None:
    before = leaves(exchange, "refused")
    hugh = PartnerBrowser(exchange, "hugh").get(PAGE)
    assert "Keep for everybody here" not in hugh.text
    hugh.send(PAGE, hugh.filled(None, {}) | {"whose": "all", "systems-all": "Madeup archive", "version": "0"})
    assert hugh.status == 403
    assert leaves(exchange, "refused") == before + 1
    assert find_search_defaults(exchange.runtime, exchange.actors["hilda"])[1] == SearchDefaults()


def test_what_cannot_be_kept_comes_back_with_what_was_typed(exchange: Exchange) -> None:
    too_many = "\n".join(f"Madeup system {one}" for one in range(11))
    hugh = keeps(exchange, "hugh", too_many)
    assert hugh.problems == ("Name at most 10 systems, one in each line.",)
    assert hugh.form(None)["systems-own"] == too_many
    assert keeps(exchange, "hugh", "x" * 81).problems == ("Shorten “System in line 1” by 1 character; 80 is the most.",)
    keeps(exchange, "hugh", "Madeup archive")
    stale = {"whose": "own", "version": "0", "systems-own": "Madeup attic"}
    hugh.send(PAGE, hugh.filled(None, {}) | stale)
    assert (hugh.status, hugh.form(None)["systems-own"]) == (409, "Madeup attic")
    assert "Kept meanwhile: Madeup archive." in hugh.text, "what one is to look at again stands there"
    assert find_search_defaults(exchange.runtime, exchange.actors["hugh"])[0].systems == ("Madeup archive",)


def test_identifiers_alone_are_not_said_to_be_nothing(exchange: Exchange) -> None:
    keeps(exchange, "hilda", "", "name", "address", whose="all")
    harriet = PartnerBrowser(exchange, "harriet").get(PAGE)
    assert "Searched by: Name, Address." in harriet.text
    assert "Nothing is kept" not in harriet.text


def test_which_line_is_too_long_is_named(exchange: Exchange) -> None:
    hugh = keeps(exchange, "hugh", "Madeup archive\r\n\r\n" + "x" * 81)
    assert hugh.problems == ("Shorten “System in line 3” by 1 character; 80 is the most.",)


def test_what_is_sent_is_what_was_ticked_for_each(exchange: Exchange) -> None:
    keeps(exchange, "hugh", "Madeup archive", "address")
    request = housing_request(exchange, ("child", "adult"))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(f"{base}/nothing-found")
    hugh.press(None, {"outcome": "none"}, searched=["1", "2"])
    for one in open_collation(exchange.runtime, exchange.actors["dilys"], request.case_id).sources[0].opened:
        assert one.value("return_identifiers_searched") == ["address"]
        assert one.value("return_systems_searched") == [{"system": "Madeup archive", "result": "searched"}]


def test_a_part_of_an_address_is_sent_where_it_stands_in_it(exchange: Exchange) -> None:
    release = exchange.runtime.policy.release
    without, beside = {"line1": "1 Madeup Road", "postcode": "ZZ99 1AA"}, {"line1": "1 Madeup Road", "uprn": "10001"}
    assert sent_options(release, what_was_sent({"request_address": without})) == {"address"}
    assert sent_options(release, what_was_sent({"request_address": beside})) == {"address", "property_reference"}


def test_what_the_form_was_filled_with_is_folded_and_what_it_asks_stands_in_sight(exchange: Exchange) -> None:
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child"))
    assert folded(hugh) == every_input(hugh)
    day, month, year = (f"return_as_at-{part}" for part in ("day", "month", "year"))
    hugh.press(None, {"add_row": "return_systems_searched"}, **{day: "", month: "", year: ""})
    assert every_input(hugh) - folded(hugh) == {day, month, year}
    hugh.press(None, {"do": "continue"}, rest="yes", **{day: "31", month: "2", year: "2026"})
    assert hugh.problems
    assert hugh.form(None)[day] == "31"
    assert every_input(hugh) - folded(hugh) == {day, month, year}


def folded(browser: PartnerBrowser) -> set[str]:
    """The inputs of how it was searched that stand folded."""
    fold = next(one for one in browser.page.all("details") if "By what, for which time" in "".join(one.itertext()))
    assert fold.get("open") is None
    return {one.get("name") for one in fold.iter("input")}


def every_input(browser: PartnerBrowser) -> set[str]:
    """The inputs of how it was searched, systems apart."""
    return {one.get("name") for one in browser.page.all("input") if str(one.get("name")).startswith(OF_SEARCH)}
