"""The disclosure log on its page: lines in words, filters, paging, wrong input, and that reading it is logged."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.domain.files import new_reference
from app.web.governance.filters import A_PAGE
from tests.web.governance.site import Site, sound
from tests.web.pages import parse


def rows(text: str) -> list[str]:
    """The table's rows as text."""
    found = [" ".join(" ".join(row.itertext()).split()) for row in parse(text).all("tr")]
    return found[1:]


def numbers(text: str) -> list[int]:
    """The numbers of the entries shown."""
    return [int(row.split()[1]) for row in rows(text)]


def test_lines_say_who_gave_what_to_whom_and_why(site: Site, officer: FlaskClient) -> None:
    answer = officer.get("/log")
    page = sound(answer)
    assert page.title == "Disclosure log – Partner Research Exchange"
    sent = next(row for row in rows(answer.text) if "Return sent" in row)
    housing, hub = (site.exchange.organisation(kind).name for kind in ("housing", "hub"))
    for part in (
        housing,
        f"to {hub}",
        site.played.responder.display_name,
        "Child protection enquiry",
        "An answer or a question: the entry says of what kind",
    ):
        assert part in sent
    assert "Madeup Person" not in answer.text


def test_reading_it_is_logged_and_shown_only_when_asked(site: Site, officer: FlaskClient) -> None:
    before = site.kinds()
    site.exchange.clock.forward(seconds=1)  # of one moment's entries none is the newest
    assert "Log read" not in rows(officer.get("/log").text)[0]
    assert site.kinds() == [*before, "log_read"]
    assert "Log read" in rows(officer.get("/log?kind=everything").text)[0]
    assert all("Log read" in row for row in rows(officer.get("/log?kind=log_read").text))


@pytest.mark.parametrize("kind", ["request_sent", "return_released", "opened", "policy_released"])
def test_by_kind(site: Site, officer: FlaskClient, kind: str) -> None:
    found = rows(officer.get(f"/log?kind={kind}").text)
    assert len(found) == site.kinds().count(kind)


def test_by_side_person_purpose_and_day(site: Site, officer: FlaskClient) -> None:
    housing = site.exchange.organisation("housing").id
    collator = site.played.case.collator
    assert all("Return sent" in row for row in rows(officer.get(f"/log?from={housing}&kind=return_released").text))
    assert all(f"to {site.exchange.organisation('housing').name}" in row
               for row in rows(officer.get(f"/log?to={housing}").text))  # fmt: skip
    by_person = rows(officer.get(f"/log?who={collator.person_id}").text)
    assert by_person
    assert all(collator.display_name in row for row in by_person)
    everything = rows(officer.get("/log?purpose=child_protection_enquiry").text)
    assert everything == rows(
        officer.get("/log?purpose=child_protection_enquiry&since=24/11/2026&until=2026-11-24").text
    )
    assert "No entry fits these filters" in officer.get("/log?until=23/11/2026").text
    assert "No entry fits these filters" in officer.get("/log?since=25/11/2026").text


def on_paper(text: str) -> list[str]:
    """What stands on a printed sheet alone."""
    found = parse(text).all("p")
    return [" ".join("".join(one.itertext()).split()) for one in found if "prx-paper-only" in (one.get("class") or "")]


def test_a_printed_log_says_by_whom_when_and_which_entries_were_asked_for(site: Site, officer: FlaskClient) -> None:
    """The filters themselves are no use on paper and do not stand there."""
    assert not [one for one in on_paper(officer.get("/log").text) if one.startswith("Filters")]
    sheet = on_paper(officer.get("/log?kind=opened&purpose=child_protection_enquiry&since=24/11/2026").text)
    whose = f"{site.officer.display_name}, {site.officer.organisation_name}"
    assert sheet[0].startswith(f"Printed by {whose}, on 24 November 2026")
    assert sheet[0].endswith("Official – sensitive.")
    asked = "what happened: Opened; purpose: Child protection enquiry (section 47); from date: 24/11/2026"
    assert sheet[1:] == [f"Filters: {asked}."]


def test_by_reference_of_case_and_of_request(site: Site, officer: FlaskClient) -> None:
    with site.exchange.runtime.database.work(None) as work:
        case = work.files.case(site.played.case.id)
    assert case is not None
    of_case = rows(officer.get(f"/log?reference={case.reference.lower().replace('-', '')}").text)
    of_request = rows(officer.get(f"/log?reference={site.played.request.reference}").text)
    assert 0 < len(of_request) < len(of_case)
    assert all(case.reference in row for row in of_case)


def test_a_reference_of_nobody_finds_nothing(officer: FlaskClient) -> None:
    answer = officer.get(f"/log?reference={new_reference()}")
    assert answer.status_code == 200
    assert "No entry fits these filters" in answer.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=nothing", "kind"),
        ("from=x", "from"),
        ("who=1", "who"),
        ("purpose=fun", "purpose"),
        ("since=31/2/2026", "since"),
        ("until=tomorrow", "until"),
        ("since=25/11/2026&until=24/11/2026", "until"),
        ("reference=ABCD-EFGH", "reference"),
    ],
)
def test_wrong_filters_name_the_field_and_read_nothing(
    site: Site, officer: FlaskClient, query: str, field: str
) -> None:
    before = site.kinds()
    answer = officer.get(f"/log?{query}")
    assert answer.status_code == 422
    page = sound(answer)
    assert page.summary_targets == (field,)
    assert page.title.startswith("Error: ")
    assert site.kinds() == before


def test_pages_reach_the_end_and_lead_back(site: Site, officer: FlaskClient) -> None:
    for _ in range(60):
        site.exchange.clock.forward(milliseconds=1)
        officer.get("/log?kind=refused")
    address = "/log?kind=log_read"
    seen: list[int] = []
    back: list[str] = []
    while address:
        site.exchange.clock.forward(milliseconds=1)
        answer = officer.get(address)
        page = sound(answer)
        seen += numbers(answer.text)
        assert len(numbers(answer.text)) <= A_PAGE
        links = {link.get("rel"): link.get("href") for link in page.all("a") if link.get("rel")}
        assert ("prev" in links) is bool(back)
        back.append(links.get("prev", ""))
        address = links.get("next", "")
    assert len(seen) == len(set(seen))
    assert seen[:60] == sorted(seen[:60], reverse=True)
    assert set(seen) <= {index for index, _, kind in site.exchange.leaves() if kind == "log_read"}
    assert len(seen) >= 60
    again = numbers(officer.get(back[-1]).text)
    assert again == seen[seen.index(again[0]) : seen.index(again[0]) + len(again)]
    assert again[-1] > min(seen)


@pytest.mark.parametrize("query", ["after=x", "before=-1", "after=99999999999999999999999", "before=1e9"])
def test_a_place_that_is_none_shows_the_newest_and_says_so(officer: FlaskClient, query: str) -> None:
    said = "The address of this page names no place in the log"
    text = officer.get(f"/log?{query}").text
    assert numbers(text) == numbers(officer.get("/log").text)
    assert said in text
    assert "Back to the newest entries" not in text
    place = re.findall(r'href="/log/([0-9a-f-]{36})"', text)[0]
    assert said not in officer.get(f"/log?after={place}").text


def test_nobody_else_enters(site: Site) -> None:
    for actor in (site.played.case.collator, site.played.responder):
        before = site.kinds()
        assert site.client(actor).get("/log").status_code == 404
        assert site.kinds() == [*before, "refused"]


def test_a_prefetch_reads_nothing(site: Site, officer: FlaskClient) -> None:
    before = site.kinds()
    assert officer.get("/log", headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert officer.head("/log").status_code == 405
    assert site.kinds() == before


def test_an_empty_log_says_what_will_stand_there(site: Site) -> None:
    other = site.exchange.another("hub")
    stranger = site.exchange.person("hub", "ig_officer", other)
    assert "Nothing has been disclosed yet" in site.client(stranger).get("/log").text


def test_refusals_of_a_session_are_one_line_that_leads_to_each(site: Site, officer: FlaskClient) -> None:
    stranger = site.exchange.person("hub", "hub_collator")
    client = site.client(stranger)
    for _ in range(3):
        assert client.get("/log").status_code == 404
    each = f"/log?kind=refused&amp;who={stranger.person_id}"
    assert officer.get("/log").text.count(each) == 1
    assert len(numbers(officer.get(each.replace("&amp;", "&")).text)) == 3


def test_a_line_names_what_was_recorded_in_a_case(site: Site, officer: FlaskClient) -> None:
    recorded = [row for row in rows(officer.get("/log?kind=stated").text) if "Recorded in a case" in row]
    assert any("Recorded in a case: Contact safety" in row for row in recorded), recorded
    assert any("Recorded in a case: Decision of the manager" in row or "decision" in row for row in recorded)
