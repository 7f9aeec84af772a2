"""The logs an organisation is a party to, on the pages of its IG officers and Caldicott guardians."""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_hex

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.log_entry import Log, Whose
from app.services.governance.break_glass import break_glass, prepare_break_glass
from app.services.governance.summaries import publish_summary
from crypto.log.handover import parse_keys
from crypto.log.whole_log import LogEntry, verify_log
from tests.web.governance.site import HOST, Site, sound
from tests.web.pages import posted

WHY = "Their own housing officer is the person’s brother."


def log_of(site: Site, other: str, hub: str = "hub") -> Log:
    """The log of two made-up organisations, or one's own."""
    with site.exchange.runtime.database.work(None) as work:
        found = work.log.log(Whose(site.exchange.organisation(hub).id, site.exchange.organisation(other).id))
    assert found is not None
    return found


def base(site: Site) -> str:
    """The address of the log of hub and housing."""
    return f"/logs/{log_of(site, 'housing').label}"


@pytest.fixture
def reader(site: Site) -> FlaskClient:
    """The browser of housing's IG officer."""
    return site.client(site.exchange.person("housing", "partner_ig_officer"))


def test_the_way_in_says_that_nothing_waits_and_the_logs_of_ones_organisation_are_one_click_away(
    site: Site, reader: FlaskClient
) -> None:
    assert reader.get("/").headers["Location"] == "/my-work"
    first = reader.get("/my-work")
    assert "Nothing waits for you" in first.text
    assert "/logs" in {one.get("href") for one in sound(first).all("a")}
    answer = reader.get("/logs")
    page = sound(answer)
    links = [one.get("href") for one in page.all("a") if (one.get("href") or "").startswith("/logs/")]
    assert links == [f"/logs/{log_of(site, 'housing', 'housing').label}", base(site)]
    assert "Not signed yet" in answer.text


def test_a_log_and_an_entry_in_words(site: Site, reader: FlaskClient) -> None:
    answer = reader.get(base(site))
    sound(answer)
    for part in ("Return sent", "Request sent", "Somebody of the other side", site.played.request.reference,
                 site.played.responder.display_name, "That you read it is recorded"):  # fmt: skip
        assert part in answer.text, part
    field = site.exchange.runtime.policy.release.catalogue["housing_address"].label
    for number, parts in enumerate((("Request sent", "theirs to tell"), ("Return sent", "Whose information", field))):
        one = reader.get(f"{base(site)}/entries/{number}")
        sound(one)
        for part in parts:
            assert part in one.text, part
        assert site.played.case.collator.display_name not in one.text
        assert "Madeup Person" not in one.text


def test_what_was_checked_is_said(reader: FlaskClient, site: Site) -> None:
    for part in ("has signed that this log holds", "leads to the root hash"):
        answer = reader.get(f"{base(site)}/verify")
        sound(answer)
        assert part in answer.text
    assert "it was only added to" in answer.text
    assert "Holds what was signed" in reader.get("/logs").text


def test_the_download_says_what_not_to_do_and_comes_with_words_and_key(site: Site, reader: FlaskClient) -> None:
    page = reader.get(f"{base(site)}/download")
    sound(page)
    words = reader.get(f"{base(site)}/read-first.txt")
    for text in (page.text, words.text):
        assert "before you release any of it" in text
    assert f"Ask {site.exchange.organisation('hub').name}" in words.text
    key = reader.get(f"{base(site)}/key.txt").text
    answer = reader.get(f"{base(site)}/log.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="log-')
    assert verify_log(answer.text.splitlines(keepends=True), parse_keys(key)).kinds["return_released"] == 1


def test_a_closed_entry_says_nothing_and_the_log_still_holds(
    site: Site, reader: FlaskClient, officer: FlaskClient
) -> None:
    entry = site.played.returned.entry
    form = f"/log/{entry.id}/closing"
    assert form in officer.get(f"/log/{entry.id}").text
    opened = officer.get(form)
    sound(opened)
    assert "This entry is open to them" in opened.text
    assert pressed(officer, form, "close", {"covers": "entry", "lasts": "lifted", "reason": WHY}).status_code == 303
    after = officer.get(form)
    sound(after)
    assert "closed until you open it again" in after.text
    one = reader.get(f"{base(site)}/entries/{entry.index}")
    sound(one)
    assert "This entry is closed to you" in one.text
    for word in (site.played.responder.display_name, "Return sent", site.played.request.reference, WHY,
                 "child_protection"):  # fmt: skip
        assert word not in one.text
    assert "Closed" in reader.get(base(site)).text
    key = parse_keys(reader.get(f"{base(site)}/key.txt").text)
    text, seen = reader.get(f"{base(site)}/log.txt").text, list[LogEntry]()
    found = verify_log(text.splitlines(keepends=True), key, seen.append)
    assert (found.closed, seen[entry.index].leaf) == (1, None)
    assert str(entry.id) not in json.dumps([(one.leaf, one.opened) for one in seen])
    assert verify_log(officer.get(f"{base(site)}/log.txt").text.splitlines(keepends=True), key).closed == 0
    assert pressed(officer, form, "lift", {"covers": "entry", "lift_reason": "They have left."}).status_code == 303
    assert "Return sent" in reader.get(f"{base(site)}/entries/{entry.index}").text
    assert site.kinds().count("entry_closed") == 2


@pytest.mark.parametrize(
    ("typed", "until", "wrong"),
    [
        ({"covers": "entry", "lasts": "lifted", "reason": "because"}, "", "reason"),
        ({"covers": "", "lasts": "lifted", "reason": WHY}, "", "covers"),
        ({"covers": "entry", "lasts": "", "reason": WHY}, "", "lasts"),
        ({"covers": "entry", "lasts": "day", "reason": WHY}, "31 2 2027", "until-day"),
        ({"covers": "entry", "lasts": "day", "reason": WHY}, "23 11 2026", "until-day"),
    ],
)
def test_a_wrong_form_closes_nothing_and_keeps_what_was_typed(
    site: Site, officer: FlaskClient, typed: dict[str, str], until: str, wrong: str
) -> None:
    before, parts = site.kinds(), ("until-day", "until-month", "until-year")
    typed = {**typed, **dict(zip(parts, until.split(), strict=False))}
    answer = pressed(officer, f"/log/{site.played.returned.entry.id}/closing", "close", typed)
    assert answer.status_code == 422
    page = sound(answer)
    assert page.summary_targets == (wrong,)
    assert typed["reason"] in answer.text
    assert site.kinds() == before


def test_what_is_not_theirs_looks_like_what_is_not_there(site: Site, reader: FlaskClient, auditor: FlaskClient) -> None:
    hubs_own, police = (log_of(site, other).label for other in ("hub", "police"))
    for label in (hubs_own, police, token_hex(8), "x", "%00", "’"):
        for path in ("", "/entries/0", "/verify", "/download", "/log.txt", "/key.txt", "/read-first.txt"):
            assert reader.get(f"/logs/{label}{path}").status_code == 404, (label, path)
        reader = site.client(site.exchange.person("housing", "partner_ig_officer"))
    for index in ("99", "9" * 30):
        assert reader.get(f"{base(site)}/entries/{index}").status_code == 404
    for path in ("/log", "/log/check", "/policy", f"/log/{site.played.returned.entry.id}"):
        assert reader.get(path).status_code == 404
    assert auditor.get(f"/log/{site.played.returned.entry.id}/closing").status_code == 404
    assert auditor.get(base(site)).status_code == 200


def test_a_place_beyond_the_log_says_so_and_leads_back(site: Site, reader: FlaskClient) -> None:
    answer = reader.get(f"{base(site)}?before=0")
    page = sound(answer)
    assert "no entries before that one" in answer.text
    assert base(site) in [one.get("href") for one in page.all("a")]
    for odd in ("x", "-1", "9" * 40, "²"):
        assert "Return sent" in reader.get(f"{base(site)}?before={odd}").text


def test_a_prefetch_reads_nothing(site: Site, reader: FlaskClient) -> None:
    before = site.kinds()
    for path in ("", "/entries/0", "/verify", "/log.txt"):
        assert reader.get(f"{base(site)}{path}", headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert site.kinds() == before


def test_what_the_summary_of_all_logs_says_of_one_stands_beside_it(site: Site, reader: FlaskClient) -> None:
    site.exchange.clock.forward(minutes=2)
    publish_summary(site.exchange.runtime)
    answer = reader.get("/logs")
    sound(answer)
    own = log_of(site, "housing", "housing")
    with site.exchange.runtime.database.work(None) as work:
        (standing,) = work.log.standing(own)
    assert f"with all logs: its {standing.size:,} entries" in answer.text
    assert "Not signed yet" not in answer.text
    assert answer.text.count("Holds what was signed") == 2


def test_a_reveal_by_breaking_glass_is_called_so_and_told_apart(site: Site, reader: FlaskClient) -> None:
    """By the filter, and to the partner whose return it was: who it was is the hub's."""
    played, exchange = site.played, site.exchange
    officer = exchange.person("hub", "ig_officer")
    opening = prepare_break_glass(exchange.runtime, officer, played.returned.entry.id, played.record.id, WHY)
    break_glass(exchange.runtime, officer, opening)
    told = reader.get(base(site))
    assert "Glass broken" in told.text
    assert officer.display_name not in told.text
    governs = site.client(site.officer)
    listed = {kind: lines(governs.get(f"/log?kind={kind}")) for kind in ("glass", "revealed")}
    assert [one for one in listed["glass"] if "Glass broken" in one] == listed["glass"] != []
    assert [one for one in listed["revealed"] if "Glass broken" in one] == []
    assert "Glass broken" in governs.get("/log").text


def lines(answer: TestResponse) -> list[str]:
    """The lines of the log on a page of it."""
    return [
        " ".join("".join(one.itertext()).split()) for table in sound(answer).all("tbody") for one in table.iter("tr")
    ]


def pressed(client: FlaskClient, form: str, act: str, typed: Mapping[str, str]) -> TestResponse:
    """The answer to one of the page's two forms, filled in."""
    sent = {**posted(client.get(form).text), **typed}
    return client.post(form.replace("/closing", f"/{act}"), data=sent, headers={"Referer": f"https://{HOST}{form}"})
