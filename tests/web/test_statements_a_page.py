"""One look, one statement: what a page says to the databases grows with no number of partners, people or subjects.

Every page is read off the application's own routes, so that a new one is counted before anybody thinks of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.demonstration.database import Cluster
from app.http.access import access_to
from app.services.collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.prove_entry import hidden_part
from app.services.intake.open_case import find_case
from app.services.research.compose import Ask
from app.services.research.preview_requests import preview_requests
from app.web.hub.field_groups import NAMES
from tests.security.test_every_address import LEADS_ON, address
from tests.services.fixtures import exchange_copied
from tests.services.played import QUESTION, ready_case
from tests.web.governance.site import Site, make_site, post
from tests.web.looked_at import KIND, Played, Size, play
from tests.web.statements import Statements, counted

pytestmark = pytest.mark.slow

MANY, SUBJECTS = 11, 3
WHY = "To visit the child today"
NO_PAGES = {"static", "home", "account.returned", "provider_pages.tried", "invited.page", *LEADS_ON}
"""Files; the ways back from an identity provider; what only leads on to a page; and an invitation, which is shown to
whoever has its link: it is counted in `tests/identity/test_invited.py`.
"""
BEHIND_A_REASON = {"hub.revealed": "hub.ask_reveal", "governance.behind": "governance.glass"}
"""Pages that a reason leads to, and those on which it is given."""


FIRST = 2
"""Whoever opens files for the first time is written down in them, in two statements for all files at once."""
MOST = 20
RETURNS = ("/cases/<uuid:case_id>/returns", "hub_decision_maker")
Page = tuple[str, str]
"""A page by its rule and the role of whoever looks."""


@dataclass(frozen=True)
class Looks:
    """What each page of one size said: when somebody looked for the first time, and when again."""

    first: Mapping[Page, Statements]
    again: Mapping[Page, Statements]


@dataclass(frozen=True)
class Town:
    """All pages looked at with few of everything, and with many partners or many subjects."""

    site: Site
    sizes: Mapping[str, Size]
    few: Looks
    partners: Looks
    subjects: Looks


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("statements")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site = make_site(exchange)
        one, two = exchange.organisation(KIND), ("adult", "child")
        officers = (site.officer, site.auditor)
        wanted = {"few": (1, two), "subjects": (1, two * SUBJECTS), "partners": (MANY, two)}
        sizes, looks = {}, {}
        for name, (partners, about) in wanted.items():  # one after the other: lists show all there is
            several = [one, *(exchange.another(KIND) for _ in range(partners - 1))]
            sizes[name] = play(exchange, several, about, officers)
            looks[name] = looked(site, sizes[name])
        yield Town(site, sizes, **looks)


def looked(site: Site, size: Size) -> Looks:
    """Everybody looks at every page they may see twice, each at the first of the cases that has something to see."""
    first: dict[Page, Statements] = {}
    again: dict[Page, Statements] = {}
    for rule in site.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        for page, client, path in ways(site, size, rule):
            if page in first:
                continue
            with counted(site.exchange) as sent:
                status = client.get(path).status_code
            if status == 200:
                first[page] = sent
                with counted(site.exchange) as again[page]:
                    client.get(path)
    return Looks(first, again)


def ways(site: Site, size: Size, rule: Rule) -> Iterator[tuple[Page, FlaskClient, str]]:
    """Browsers of everybody whom the page admits, and its addresses."""
    access = access_to(site.app, rule.endpoint)
    assert access is not None, rule.endpoint
    what = "wishes-recorded" if "subject_id" in rule.arguments else "contact-safety"
    for actor in size.people[:1] if access.anybody else size.people:
        if access.admits_role(actor.role):
            client = site.client(actor)
            for played in size.cases:
                ids = {**played.ids, "what": what, "kind": KIND, "item": "impact"}
                before = BEHIND_A_REASON.get(rule.endpoint)
                path = address(next(site.app.url_map.iter_rules(before)) if before else rule, ids)
                yield (rule.rule, actor.role), client, reasoned(client, path, played) if before else path


def reasoned(client: FlaskClient, path: str, played: Played) -> str:
    """Give a reason on a page that asks for one; where it leads to."""
    if client.get(path).status_code == 200:
        path = post(client, path, reason=WHY, record=str(played.ids["record_id"])).headers.get("Location", path)
    return path


def test_every_page_was_looked_at(town: Town) -> None:
    rules = {one.rule for one in town.site.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    named = {one.rule for one in town.site.app.url_map.iter_rules() if one.endpoint in NO_PAGES}
    for looks in (town.few, town.partners, town.subjects):
        assert rules - named - {rule for rule, _ in looks.again} == set()


@pytest.mark.parametrize("size", ["partners", "subjects"])
@pytest.mark.parametrize("look, more", [("first", FIRST), ("again", 0)])
def test_no_page_says_more_when_there_are_more(town: Town, size: str, look: str, more: int) -> None:
    few, many = getattr(town.few, look), getattr(getattr(town, size), look)
    grown = {
        " as ".join(page): f"{len(few[page])} → {len(sent)}\n{sent.beyond(few[page])}"
        for page, sent in many.items()
        if len(sent) > len(few[page]) + more
    }
    assert not grown, "\n".join(f"{page}: {words}" for page, words in sorted(grown.items()))


@pytest.mark.parametrize("size", ["few", "partners", "subjects"])
@pytest.mark.parametrize("look", ["first", "again"])
def test_the_page_of_returns_says_little_for_one_return_and_for_eleven(town: Town, size: str, look: str) -> None:
    assert len(getattr(getattr(town, size), look)[RETURNS]) <= MOST


def test_the_page_of_one_return_says_little_more_than_one_that_decides_nothing(town: Town) -> None:
    """A page in plain would read records and answers in two statements where the gate locks, decides and logs."""
    played, decider = town.sizes["few"].cases[0], town.sizes["few"].people[0]
    client, spent = town.site.client(decider), []
    with counted(town.site.exchange) as sent, pytest.MonkeyPatch.context() as patch:

        def gate(*given: Any, **named: Any) -> Any:
            before = len(sent)
            opened = open_records(*given, **named)
            spent.append(len(sent) - before)
            return opened

        patch.setattr(open_collation, "open_records", gate)
        assert client.get(f"/cases/{played.case.id}/returns").status_code == 200
    (by_gate,) = spent
    assert len(sent) <= 1.4 * (len(sent) - by_gate + 2)


def test_a_look_at_all_returns_is_one_leaf_for_each_partner_and_one_for_the_case(town: Town) -> None:
    exchange, played = town.site.exchange, town.sizes["partners"].cases[0]
    before = {one for _, one, _ in exchange.leaves()}
    page = town.site.client(played.case.decider).get(f"/cases/{played.case.id}/returns")
    assert page.status_code == 200
    rows = exchange.rows("SELECT id, file_id, from_id, to_id FROM log_detail WHERE id <> ALL (%s)", list(before))
    hub = played.case.decider.organisation_id
    case, partners = (played.case.id, hub, hub), {(one.file_id, one.partner_id, hub) for one in played.requests}
    assert sorted(row[1:] for row in rows) == sorted([case, *partners])


def test_a_look_at_all_returns_opens_of_requests_and_case_only_what_it_shows(town: Town) -> None:
    exchange, played = town.site.exchange, town.sizes["partners"].cases[0]
    opened = open_collation.open_collation(exchange.runtime, played.case.decider, played.case.id, also=NAMES)
    asked = {key for one in opened.sources for key in one.asked[played.case.people[0]]}
    assert asked == {"housing_known", "housing_address"}
    catalogue = exchange.runtime.policy.release.catalogue
    tags = {key: set(catalogue[key].tags) for one in opened.case for key in one.fields}
    assert tags["case_safe_contact_method"] <= {"contact_safety"}
    assert "case_manager_decision" not in tags
    with exchange.runtime.database.work(None) as work:
        details = [work.log.detail(id_) for id_ in {one.entry.id for each in opened.sources for one in each.opened}]
        hidden = [hidden_part(exchange.runtime, work, one) for one in details if one]
        sent = {one.id for one in work.records.of_files([one.file_id for one in played.requests], "request")}
    own = Counter(field for one in hidden if one for record, field, *_ in one["touched"] if UUID(record) in sent)
    people = len(played.case.people)
    each = len(played.requests) * people
    assert own == {"request_asked_fields": each, "request_questions": each, "request_challenge": people}, "one of them"


def test_what_eleven_partners_would_be_sent_is_shown_with_no_more_than_for_one(town: Town) -> None:
    exchange, runtime = town.site.exchange, town.site.exchange.runtime
    case, partners = ready_case(exchange), {one.partner_id for one in town.sizes["partners"].cases[0].requests}
    asks = [Ask(one, "They may know them.", (), QUESTION, subjects=frozenset(case.people)) for one in partners]
    said = []
    for chosen in (asks[:1], asks[:1], asks):
        known = find_case(runtime, case.collator, case.id)
        with counted(exchange) as sent:
            assert len(preview_requests(runtime, case.collator, known, chosen).requests) == len(chosen)
        said.append(len(sent))
    _, one, eleven = said
    assert eleven <= one
