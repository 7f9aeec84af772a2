"""Twenty made-up cases, from asked to closed: all that is seen of them is marked, and none of it is where it is real.

They are played by the people of a hub and of partners that are live, beside a case of these. Everybody follows every
link before, in the rehearsal and after, and every row of the database is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from app.demonstration.database import Cluster
from app.domain.identity import Actor
from app.domain.rehearsals import MARK
from app.services.governance.check_log import check_log
from app.services.messages.run_jobs import run_jobs
from app.services.reporting.read_slips import read_slips
from app.services.research.find_by_reference import find_by_reference
from app.serving.metrics import shown
from tests.governance.commands import flask
from tests.messages.test_notices import Letters, give_addresses
from tests.services.fixtures import exchange_copied
from tests.web.governance.site import client_of, make_doors
from tests.web.left_by import Led, Rows, ids_in, kind_of, leading_nowhere, led, new_rows, rows_of
from tests.web.twenty import CASES, Played, Staffed, play, rehearsed, staffed

MARKED = f"<strong>{MARK}.</strong>"
FOR_ANYBODY = ("/help", "/inbox/immediate-danger")
"""They ask nobody who is here."""
OF_BOTH = ("/account/organisation", "/account/approvals")
"""Here somebody goes from one to the other; what each shows of the other is held by tests of its own."""
PAPER = 'class="govuk-template__body prx-rehearsal"'
"""By it each printed sheet says so at its head."""
KEPT = 'filename="rehearsal-'
ONCE = re.compile(r'name="csrf_token"[^>]*>|nonce-[^"]*|about=[\w.-]+')
"""What stands in no two copies of a page alike."""
OF_LOGS = ("log_checkpoint", "log_leaf", "log_node")
"""Rows that begin with the number of their log."""
GOVERNS = ("ig_officer", "auditor", "partner_ig_officer")
"""Whoever reads a log is in it: what they see is never twice the same."""


@dataclass(frozen=True)
class Stood:
    """How what is real stands: what its people see and commands print, its figures, how long its logs are."""

    seen: Mapping[Actor, Led]
    printed: Sequence[str]
    counted: Sequence[object]
    logs: Mapping[int, int]


@dataclass(frozen=True)
class Life:
    """What is real and its rehearsal, what was played there, and all that was left of it."""

    app: Flask
    real: Staffed
    twins: Staffed
    played: Sequence[Played]
    before: Stood
    after: Stood
    seen: Mapping[Actor, Led]
    rows: Sequence[tuple[str, str]]
    gone: Rows
    letters: Letters


@pytest.fixture(scope="module")
def life(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Life]:
    folder = tmp_path_factory.mktemp("twenty")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        app, provider = make_doors(exchange)
        real = staffed(exchange)
        lived = play(real)
        give_addresses(real)
        run_jobs(replace(real.runtime, mail=Letters()))
        twins, letters = rehearsed(real), Letters()

        def look(where: Staffed, cases: Sequence[Played]) -> Mapping[Actor, Led]:
            everybody = where.everybody()
            return {one: led(client_of(app, where, provider, one), doors(one, cases)) for one in everybody}

        before = Stood(look(real, [lived]), printed(real), figures(real), lengths(real))
        rows = rows_of(real)
        played = [play(twins, number) for number in range(CASES)]
        run_jobs(replace(real.runtime, mail=letters))
        seen = look(twins, played)
        left, logs = rows_of(real), lengths(real)
        after = Stood(look(real, [lived]), printed(real), figures(real), logs)
        gone = {table: rows[table] - left[table] for table in rows if rows[table] - left[table]}
        yield Life(app, real, twins, played, before, after, seen, new_rows(rows, left), gone, letters)


def doors(actor: Actor, cases: Sequence[Played]) -> list[str]:
    """Where somebody begins: the first page, and what of these cases is theirs although it is closed."""
    if actor.role in ("hub_collator", "hub_decision_maker"):
        return ["/", *(f"/cases/{one.case.id}" for one in cases)]
    if actor.role in ("partner_responder", "partner_manager"):
        theirs = [each for one in cases for each in one.requests if each.partner_id == actor.organisation_id]
        return ["/", *(f"/inbox/{one.file_id}" for one in theirs)]
    return ["/"]


def printed(real: Staffed) -> list[str]:
    """What commands print of all organisations, and of the hub."""
    hub = str(real.organisation("hub").id)
    said = [("organisations", "list"), ("organisations", "show", hub), ("clocks", "show"), ("policies", "approvals")]
    return [flask(real.runtime, *one, admin=real.admin).out for one in said]


def figures(exchange: Staffed) -> list[object]:
    """What counts of its hub, each slip opened."""
    with exchange.runtime.database.work(None) as work:
        slips = work.slips.standing(exchange.organisation("hub").id)
        return [figure for _, figure in read_slips(exchange.runtime, work, slips)]


def lengths(real: Staffed) -> Mapping[int, int]:
    """How many entries each log has that is of no rehearsal."""
    mine = {one.id for one in real.organisations.values()}
    with real.runtime.database.work(None) as work:
        logs = [one for one in work.log.logs() if set(one.whose) - {None} <= mine]
        return {log.id: stands.size for log, stands in zip(logs, work.log.standings(logs), strict=True)}


def of_somebody(pages: Mapping[str, str]) -> Mapping[str, str]:
    """Those of these pages that ask who is here."""
    return {path: text for path, text in pages.items() if not path.startswith(FOR_ANYBODY)}


@pytest.mark.slow
def test_every_page_paper_and_file_of_twenty_cases_is_marked(life: Life) -> None:
    pages = [(one, text) for saw in life.seen.values() for one, text in of_somebody(saw.pages).items()]
    files = [(one, *said) for saw in life.seen.values() for one, said in saw.files.items()]
    unmarked = [one for one, text in pages if text.count(MARKED) != 1 or PAPER not in text]
    assert unmarked == []
    assert [one for one, called, _ in files if KEPT not in called] == []
    for case in life.played:
        assert sum(path.startswith(f"/cases/{case.case.id}") for path, _ in pages) >= 2
        assert all(any(path.startswith(f"/inbox/{one.file_id}") for path, _ in pages) for one in case.requests)
    counted = Counter(kind_of(path) for path, *_ in [*pages, *files])
    assert len(life.played) == CASES
    assert (len(pages) > 400, len(files) > 80, len(counted) > 60) == (True, True, True), counted
    sheets = [path for path, _ in pages if path.startswith("/sheets/")]
    assert len(set(sheets)) == 3, "those to print ahead"


def test_every_mail_of_twenty_cases_is_marked(life: Life) -> None:
    assert len(life.letters.sent) > 4 * CASES
    for _, subject, text in life.letters.sent:
        assert subject.startswith(f"{MARK}. ")
        assert text.startswith(f"{MARK}. Ring nobody.\n")


def test_what_is_real_looks_as_it_did(life: Life) -> None:
    compared = 0
    for actor, before in life.before.seen.items():
        after = life.after.seen[actor]
        if actor.role not in GOVERNS:
            assert plainly(after) == plainly(before), actor.role
            compared += len(plainly(after))
    assert compared > 100
    assert life.after.printed == life.before.printed


def test_no_real_page_or_file_says_a_word_of_it(life: Life) -> None:
    told = traces(life)
    assert len(told) > 4 * CASES
    for actor, saw in life.after.seen.items():
        files = {path: said for path, (_, said) in saw.files.items()}
        for path, text in {**saw.pages, **files}.items():
            if not path.startswith(OF_BOTH):
                assert MARK not in text, (actor.role, path)
                assert [one for one in told if one in text] == [], (actor.role, path)
        assert [called for called, _ in saw.files.values() if KEPT in called] == []
    assert [one for one in told if one in shown(life.app).decode()] == []


def test_no_reference_of_it_is_found_where_it_is_real(life: Life) -> None:
    found = Counter[str]()
    for role, kind in (("hub_collator", "hub"), ("partner_responder", "housing")):
        for reference in references(life):
            assert find_by_reference(life.real.runtime, life.real.person(kind, role), reference) is None
            found[kind] += find_by_reference(life.twins.runtime, life.twins.person(kind, role), reference) is not None
    assert found == {"hub": 3 * CASES, "housing": CASES}, "a case and its two requests; each partner has its own"


def test_every_row_of_it_leads_to_a_twin_and_none_to_what_is_real(life: Life) -> None:
    twins = {str(one.id) for one in life.twins.organisations.values()}
    roles = {str(one.membership_id) for one in life.twins.everybody()}
    people = {str(one.person_id) for one in life.real.everybody()}
    real = {str(one.id) for one in life.real.organisations.values()}
    real |= {str(one.membership_id) for one in life.real.everybody()}
    assert [table for table, row in life.rows if not real.isdisjoint(ids_in(row))] == []
    with_ids = [one for one in life.rows if one[0] not in OF_LOGS]
    assert leading_nowhere(with_ids, twins | roles, people) == []
    assert life.gone == {}, "nothing that was there before was changed"
    kinds = Counter(table for table, _ in life.rows)
    assert (kinds["case_file"], kinds["research_request"], kinds["slip"]) == (CASES, 2 * CASES, 3 * CASES)


def test_it_is_in_no_real_log_and_no_real_figure(life: Life) -> None:
    assert life.after.logs == life.before.logs
    written = {row.partition(",")[0] for table, row in life.rows if table in OF_LOGS}
    assert len(written) == 2 * len(life.twins.organisations) - 1, "each twin's own, and the hub's with each partner"
    assert {f"({log}" for log in life.before.logs}.isdisjoint(written)
    assert life.after.counted == life.before.counted
    assert len(life.before.counted) == 3, "two returns and an outcome"
    assert len(figures(life.twins)) == 3 * CASES, "the rehearsal's own"
    assert check_log(life.real.runtime).problems == ()


def plainly(saw: Led) -> Mapping[str, str]:
    """What somebody was shown, without what is new in each copy of a page."""
    return {path: ONCE.sub("", text) for path, text in saw.pages.items()}


def references(life: Life) -> list[str]:
    """By which the cases and requests of the rehearsal are called."""
    with life.real.runtime.database.work(life.twins.organisation("hub").id) as work:
        cases = [work.files.case(one.case.id) for one in life.played]
    return [*(one.reference for one in cases if one), *(one.reference for case in life.played for one in case.requests)]


def traces(life: Life) -> list[str]:
    """All that calls something in the rehearsal by a name of its own."""
    ids = [str(one) for case in life.played for one in (case.case.id, *case.records)]
    asked = [str(one.file_id) for case in life.played for one in case.requests]
    mine = {one.id for one in life.twins.organisations.values()}
    with life.real.runtime.database.work(None) as work:
        labels = [one.label for one in work.log.logs() if mine & set(one.whose)]
    return [*ids, *asked, *labels, *references(life)]
