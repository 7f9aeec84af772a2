"""Whoever acts in a rehearsal is told so by each page, mail and sheet of paper, and whoever acts for real by none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.demonstration.database import Cluster
from app.domain.identity import Actor
from app.domain.rehearsals import MARK, RING_NOBODY
from app.http.access import access_to
from app.services.collation.reveal import prepare_reveal
from app.services.governance.break_glass import prepare_break_glass
from app.services.messages.run_jobs import run_jobs
from tests.security.test_every_address import LEADS_ON, WHY, address
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import ready_case, send
from tests.services.rehearsing import rehearsed
from tests.web.governance.site import Site, make_site, sound

OF_NOBODY = {"static", "account.returned", *LEADS_ON}
"""Files, the way back from an identity provider, and what leads on to a page."""
ASK_WHO = {"stopped", "home"}
"""Of the pages for anybody these ask who is here. Help, signing in and out and an invitation say the same to all."""


@dataclass(frozen=True)
class Rehearsing:
    """A rehearsal in which a case was asked and answered, what is there by its names, and who looks."""

    real: Exchange
    site: Site
    ids: Mapping[str, object]
    people: tuple[Actor, ...]


@pytest.fixture(scope="module")
def rehearsing(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsing]:
    folder = tmp_path_factory.mktemp("rehearsal")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        for kind in ("housing", "police"):
            exchange.organisation(kind)
        site = make_site(rehearsed(exchange, "housing", "police"))
        played, runtime = site.played, exchange.runtime
        with runtime.database.work(None) as work:
            label = work.log.log_numbered(played.returned.entry.log).label
        entry = played.returned.entry.id
        ids = {
            "case_id": played.case.id,
            "file_id": played.request.file_id,
            "subject_id": played.case.people[0],
            "record_id": played.record.id,
            "entry_id": entry,
            "label": label,
            "opening_id": prepare_reveal(runtime, played.case.decider, played.record.id, ["housing_address"], WHY),
            "glass_id": prepare_break_glass(runtime, site.officer, entry, played.record.id, WHY),
        }
        yield Rehearsing(
            exchange,
            site,
            ids,
            (played.case.collator, played.case.decider, played.responder, site.officer, site.auditor),
        )


def looked(rehearsing: Rehearsing) -> Iterator[tuple[str, Actor, FlaskClient]]:
    """Every page by its rule, with each role that it is for."""
    app = rehearsing.site.app
    clients = {one: rehearsing.site.client(one) for one in rehearsing.people}
    for rule in app.url_map.iter_rules():
        access = access_to(app, rule.endpoint)
        if rule.endpoint in OF_NOBODY or access is None or "GET" not in (rule.methods or ()):
            continue
        if access.anybody and rule.endpoint not in ASK_WHO:
            continue
        for actor, client in clients.items():
            if access.anybody or access.any_signed_in or access.admits_role(actor.role):
                yield address(rule, rehearsing.ids), actor, client


@pytest.mark.slow
def test_every_page_says_that_it_is_a_rehearsal(rehearsing: Rehearsing) -> None:
    shown, unmarked = 0, []
    for path, actor, client in looked(rehearsing):
        page = client.get(path)
        if page.mimetype != "text/html" or page.status_code == 303:
            continue
        shown += 1
        if (
            page.text.count(f"<strong>{MARK}.</strong>") != 1
            or 'class="govuk-template__body prx-rehearsal"' not in page.text
        ):
            unmarked.append((path, actor.role, page.status_code))
    assert {path for path, *_ in unmarked} == set()
    assert shown > 60


def test_what_goes_wrong_says_so_too(rehearsing: Rehearsing) -> None:
    client = rehearsing.site.client(rehearsing.people[0])
    case = f"/cases/{rehearsing.ids['case_id']}"
    answers = {
        "nothing there": client.get("/nowhere"),
        "not theirs": client.get("/log"),
        "no such method": client.put(case),
        "a form that has expired": client.post(f"{case}/people", data={}),
    }
    for what, page in answers.items():
        assert page.status_code >= 400, what
        assert f"<strong>{MARK}.</strong>" in page.text, what
        assert "<title>Rehearsal: " in page.text, what
        sound(page)


def test_no_page_of_the_real_hub_says_so_or_shows_any_of_it(rehearsing: Rehearsing) -> None:
    exchange = rehearsing.real
    case = ready_case(exchange)
    send(exchange, case, "housing", ("housing_known",))
    officer = exchange.person("hub", "ig_officer")
    responder = exchange.person("housing", "partner_responder")
    site = replace(rehearsing.site, exchange=exchange)
    for actor, paths in (
        (case.collator, ("/", "/cases", f"/cases/{case.id}", f"/cases/{case.id}/ask", "/account/hours-and-cover")),
        (responder, ("/", "/inbox", "/account/hours-and-cover")),
        (officer, ("/", "/log")),
    ):
        client = site.client(actor)
        for path in paths:
            page = client.get(path, follow_redirects=True)
            assert page.status_code == 200, path
            assert "ehears" not in page.text, path
            assert not [one for one in rehearsing.ids.values() if str(one) in page.text], path


def test_nobodys_number_is_shown_in_it(rehearsing: Rehearsing) -> None:
    page = rehearsing.site.client(rehearsing.people[0]).get("/account/hours-and-cover").text
    assert RING_NOBODY in page
    assert not re.search(r"01632 9601\d\d", page.partition("<main")[2].partition("</main")[0])


@dataclass
class Mailbox:
    """Keeps every mail that is sent."""

    mails: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        assert to, once
        self.mails.append((subject, text))


def test_every_mail_says_so_first_and_none_waits_for_the_mail_of_the_day(rehearsing: Rehearsing) -> None:
    exchange, twins, box = rehearsing.real, rehearsing.site.exchange, Mailbox()
    exchange.rows("UPDATE person SET email = 'person-' || left(id::text, 8) || '@madeup.example'")
    case = ready_case(twins)
    exchange.rows(
        "INSERT INTO mail_hour (person_id, hour, chosen_at) SELECT id, 7, now() FROM person ON CONFLICT DO NOTHING"
    )
    exchange.rows("UPDATE person SET email = 'person-' || left(id::text, 8) || '@madeup.example'")
    exchange.rows("DELETE FROM job WHERE organisation_id IN (SELECT id FROM organisation WHERE rehearsal_of IS NULL)")
    run_jobs(replace(exchange.runtime, mail=box))
    before = len(box.mails)
    request = send(twins, case, "housing", ("housing_known",))
    run_jobs(replace(exchange.runtime, mail=box))
    assert len(box.mails) > before > 0
    assert request.hub_id == twins.organisation("hub").id
    for subject, text in box.mails:
        assert subject.startswith(f"{MARK}. ")
        assert text.startswith(f"{MARK}. Ring nobody.\n")
    assert exchange.rows("SELECT count(*) FROM mail_kept") == [(0,)]
