"""A record keeps the words it was written with: its labels and options are those of the policy release it pins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.answers import plain
from app.services.policy_control.follow_release import follow_release
from tests.services.other_words import Changes, under_other_words
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, answer, fact
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser

OLD_LABEL, NEW_LABEL = "Rent arrears", "Madeup: what is owed"
OLD_OPTION, NEW_OPTION = "Under £1,000", "Madeup: less than a thousand"
OLD_METHOD, NEW_METHOD = "Only through a named worker", "Madeup: by their worker alone"
OLD_BASIS, NEW_BASIS = "assisting a section 47 enquiry, as the council", "Madeup: helping an enquiry"
CHANGES = {
    "fields/housing.toml": ((OLD_LABEL, NEW_LABEL), (OLD_OPTION, NEW_OPTION)),
    "fields/request.toml": ((OLD_METHOD, NEW_METHOD),),
    "legal_bases.toml": ((OLD_BASIS, NEW_BASIS),),
}
OLD, NEW = (OLD_LABEL, OLD_OPTION), (NEW_LABEL, NEW_OPTION)


def start_under_other_words(exchange: Exchange, folder: Path, changes: Changes = CHANGES) -> Exchange:
    """The same exchange, started again on policy files that say the same in other words."""
    runtime = under_other_words(exchange.runtime, exchange.admin, folder, changes)
    assert runtime.policy.number == exchange.runtime.policy.number + 1
    exchange.app.extensions["runtime"] = runtime
    return replace(exchange, runtime=runtime, admin=follow_release(exchange.admin))


def test_old_records_are_shown_in_their_own_words_and_new_ones_in_todays(exchange: Exchange, tmp_path: Path) -> None:
    told = {"housing_rent_arrears": fact("under_1000"), "return_safe_contact_method": plain("through_worker")}
    home = household(exchange)
    request = request_to(exchange, home, "housing", ("housing_rent_arrears",))
    answer(exchange, "hugh", request, told, BASES["housing"])

    later = start_under_other_words(exchange, tmp_path / "policies")
    dilys = HubBrowser(later, "dilys").get(f"/cases/{home.case_id}/returns")
    hugh = PartnerBrowser(later, "hugh").get(f"/inbox/{request.file_id}/copy")
    for page in (dilys, hugh):
        assert all(words in page.text for words in OLD)
        assert not any(words in page.text for words in NEW)
    assert OLD_BASIS in hugh.text
    assert OLD_METHOD in hugh.get(f"/inbox/{request.file_id}/open").text
    assert OLD_LABEL in hugh.text
    receipt = hugh.get(f"/inbox/{request.file_id}/receipt").text
    assert OLD_BASIS in receipt
    assert NEW_BASIS not in receipt

    other = household(later)
    again = request_to(later, other, "housing", ("housing_rent_arrears",))
    answer(later, "hugh", again, told, BASES["housing"])
    dilys.get(f"/cases/{other.case_id}/returns")
    hugh.get(f"/inbox/{again.file_id}/copy")
    for page in (dilys, hugh):
        assert all(words in page.text for words in NEW)
        assert not any(words in page.text for words in OLD)
    assert NEW_METHOD in hugh.get(f"/inbox/{again.file_id}/open").text
    assert NEW_BASIS in hugh.get(f"/inbox/{again.file_id}/receipt").text


def test_an_earlier_release_is_read_from_the_database_once(exchange: Exchange, tmp_path: Path) -> None:
    home = household(exchange)
    request = request_to(exchange, home, "housing", ("housing_rent_arrears",))
    answer(exchange, "hugh", request, {"housing_rent_arrears": fact("under_1000")}, BASES["housing"])
    later = start_under_other_words(exchange, tmp_path / "policies")
    browser = PartnerBrowser(later, "hugh")
    browser.get(f"/inbox/{request.file_id}/copy")
    kept = later.runtime.releases[exchange.runtime.policy.number]
    assert kept.digest == exchange.runtime.policy.release.digest
    browser.get(f"/inbox/{request.file_id}/copy")
    assert later.runtime.releases[exchange.runtime.policy.number] is kept
