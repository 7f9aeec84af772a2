"""Administrators' pages: a suspension is felt at once, what loosens needs two, and each state says the way on."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

from app.domain.identity import ProvenIdentity
from app.services.administration.apply_changes import apply_changes
from tests.conftest import Database
from tests.services.authenticator import Authenticator
from tests.services.exchange import run_sql
from tests.web.admin.office import Desk, begun
from tests.web.exchange import HOST, Exchange
from tests.web.pages import parse
from tests.web.statements import counted


def page_of(exchange: Exchange, name: str) -> str:
    """The address of somebody's role."""
    return f"/admin/people/{exchange.actors[name].membership_id}"


def said(answer_text: str) -> str:
    """A page in words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer_text)).split())


def proposed(desk: Desk, whose: str, what: str) -> str:
    """Propose to `end` or `lift` it; the address of the change's page."""
    answer = desk.press(whose, f"{whose}/{what}")
    assert answer.status_code == 200
    return answer.request.path


def test_whoever_administers_lands_on_the_changes_that_wait(exchange: Exchange) -> None:
    answer = exchange.client("ada").get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/changes")


def test_suspended_they_find_nothing_and_lifted_by_two_they_go_on(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    hugh, whose = exchange.client("hugh"), page_of(exchange, "hugh")
    assert hugh.get("/inbox").status_code == 200
    assert "Suspended. They can do nothing" in said(ada.press(whose, f"{whose}/suspend").text)
    assert hugh.get("/inbox").status_code != 200
    assert "Suspended" in said(ben.get("/admin/people"))
    change = proposed(ada, whose, "lift")
    assert "You have signed this change. It waits for another person." in said(ada.signs(change).text)
    assert apply_changes(exchange.admin) == 0
    assert "You can sign it" in said(ben.get("/admin/changes"))
    last = said(ben.signs(change).text)
    assert "It is done within seconds" in last
    assert "You have signed this change. Nobody else has to." in last
    assert apply_changes(exchange.admin) == 1
    assert "Where it stands Done" in said(ada.get(change))
    assert exchange.client("hugh").get("/inbox").status_code == 200


def test_a_leaver_is_signed_out_of_the_role_within_the_next_page(exchange: Exchange) -> None:
    (ada, _) = begun(exchange, "ada", "ben")
    hugh, whose = exchange.client("hugh"), page_of(exchange, "hugh")
    change = proposed(ada, whose, "end")
    assert "No longer Partner responder. This cannot be undone" in said(ada.get(change))
    ada.signs(change)
    assert hugh.get("/inbox").status_code == 200
    assert apply_changes(exchange.admin) == 1
    assert hugh.get("/inbox").status_code != 200
    assert ada.client.get(whose).status_code == 404


def test_before_it_has_begun_each_page_says_what_to_do(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    whose = page_of(exchange, "hugh")
    assert "No change waits." in said(ada.get("/admin/changes"))
    assert "You have no registered passkey" in said(ada.get("/admin/passkeys"))
    change = proposed(ada, whose, "end")
    assert "Offer one ; it can sign once others have registered it" in said(ada.get(change))
    assert "You can sign it" not in said(ada.get("/admin/changes")), "with no passkey they cannot"
    code = ada.offers()
    assert f"You have offered {code}" in said(ada.get("/admin/passkeys"))
    assert "Read this code to whoever runs the exchange" in said(ada.get("/admin/passkeys"))
    assert "Nothing was changed by it" in said(ada.press(change, f"{change}/withdraw").text)
    assert "Taken back" in said(ada.get("/admin/changes"))


def test_two_register_a_colleagues_passkey(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    cleo = Desk(exchange, "cleo")
    code = cleo.offers()
    assert "Read this code to two colleagues" in said(cleo.get("/admin/passkeys"))
    page = ada.get("/admin/passkeys")
    assert code in page
    found = re.search(r'action="(/admin/passkeys/[^"]+/propose)"', page)
    assert found
    change = ada.press("/admin/passkeys", found.group(1)).request.path
    assert f"Signs changes with the passkey {code}" in said(ben.get(change))
    assert "It is your own access" in said(cleo.get(change))
    ada.signs(change)
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert f"{code} , registered" in said(cleo.get("/admin/passkeys"))


def test_one_ends_a_colleagues_passkey_and_reads_what_is_left(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    assert "fewer than two administrators can sign" in said(ada.get("/admin/passkeys"))
    code = re.findall(r"<code>([^<]+)</code>", ben.get("/admin/passkeys"))[0]
    row = ada.get("/admin/passkeys").partition("Registered for colleagues")[2]
    assert code in row
    found = re.search(r'action="(/admin/passkeys/[^"]+/end)"', row)
    assert found
    change = ada.press("/admin/passkeys", found.group(1)).request.path
    assert f"Signs changes with the passkey {code} After This passkey signs nothing" in said(ada.get(change))
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "You have no registered passkey" in said(ben.get("/admin/passkeys"))


def test_before_somebody_is_suspended_or_ends_who_alone_has_a_role_the_page_says_so(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    page = said(ada.get(page_of(exchange, "hilda")))
    assert page.count("Nobody else here has this role: Partner manager.") == 2
    assert "Nobody else here has this role" not in said(ada.get(page_of(exchange, "ben")))


def test_before_the_last_but_one_administrator_ends_the_page_says_what_then(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    whose = {name: page_of(exchange, name) for name in ("ben", "cleo")}
    for name, warned in (("cleo", False), ("ben", True)):
        page = said(ada.get(whose[name]))
        assert ("One administrator is left then" in page) is warned
        assert ("nobody at your organisation could lift it" in page) is warned, "before suspending, too"
        ada.signs(proposed(ada, whose[name], "end"))
        assert apply_changes(exchange.admin) == 1
    own = said(ada.get(page_of(exchange, "ada")))
    assert "They are the last administrator here" in own
    assert "Go on to end it" not in own


def test_what_a_browser_says_wrongly_is_an_error_on_the_page_it_came_from(exchange: Exchange) -> None:
    (ada, _) = begun(exchange, "ada", "ben")
    change = proposed(ada, page_of(exchange, "hugh"), "end")
    for text_sent in ("", "{", "[]", "[" * 100_000, '{"id": 1}', '{"id": "' + "a" * 30_000 + '"}'):
        for where in (change, "/admin/passkeys"):
            answer = ada.press(where, where if where.endswith("passkeys") else f"{where}/sign", said=text_sent)
            assert answer.status_code == 422
            assert parse(answer.text).summary_targets == (("offer",) if where.endswith("passkeys") else ("sign",))
    ada.device = Authenticator(f"https://{HOST}", id=ada.device.id)
    assert "was not signed with this passkey" in said(ada.signs(change).text)


def test_pressed_twice_and_by_the_address_of_another_it_is_said_or_not_found(exchange: Exchange) -> None:
    (ada, ben) = begun(exchange, "ada", "ben")
    whose = page_of(exchange, "hugh")
    assert proposed(ada, whose, "end") == proposed(ben, whose, "end")
    ada.press(whose, f"{whose}/suspend")
    again = ada.press(whose, f"{whose}/suspend")
    assert again.status_code == 409
    assert "is suspended already" in said(again.text)
    for path in (page_of(exchange, "polly"), f"/admin/people/{uuid4()}", f"/admin/changes/{uuid4()}"):
        assert ada.client.get(path).status_code == 404
    assert exchange.client("hilda").get("/admin/people").status_code == 404


def test_ten_thousand_rows_are_as_many_statements_and_fifty_a_page(exchange: Exchange, database: Database) -> None:
    ada = Desk(exchange, "ada")
    with counted(exchange) as few:
        ada.get("/admin/people")
    run_sql(
        database.owner_url,
        """
            WITH made AS (
                INSERT INTO person (id, display_name, created_at)
                SELECT gen_random_uuid(), 'Madeup Person ' || lpad(number::text, 5, '0'), now()
                FROM generate_series(1, 10000) AS number RETURNING id
            ) INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at,
                entry_id)
            SELECT gen_random_uuid(), id, %s, 'partner_responder', now(), %s, now(), id FROM made
        """,
        exchange.organisations["housing"].id,
        exchange.actors["cora"].person_id,
    )
    with counted(exchange) as many:
        first = ada.get("/admin/people")
    assert len(many) == len(few)
    assert first.count('scope="row"') == 50
    after = re.search(r'href="(/admin/people\?after=[^"]+)"', first)
    assert after
    second = ada.get(after.group(1))
    assert second.count('scope="row"') == 50
    assert not set(re.findall("Madeup Person [0-9]+", first)) & set(re.findall("Madeup Person [0-9]+", second))


def test_somebody_who_signed_in_is_given_a_role_by_the_reference_they_were_shown(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    proven = ProvenIdentity("amina", "Amina Example", "amina@madeup.example", None, ())
    with exchange.runtime.database.work(None) as work:
        amina = work.identity.meet_person(exchange.provider.id, proven, exchange.clock.now())
        work.commit()
    wrong = ada.press("/admin/people/add", "/admin/people/add", reference="no such <b>", role="hub_collator")
    assert wrong.status_code == 422
    assert parse(wrong.text).summary_targets == ("reference", "role")
    assert "no such &lt;b&gt;" in wrong.text
    has = str(exchange.actors["hugh"].person_id)
    again = ada.press("/admin/people/add", "/admin/people/add", reference=has, role="partner_responder")
    assert again.status_code == 422
    assert parse(again.text).summary_targets == ("reference",)
    assert "They have this role here already." in again.text
    assert has in again.text, "what was typed is kept"
    right = ada.press("/admin/people/add", "/admin/people/add", reference=f" {amina.id} ", role="partner_responder")
    change = right.request.path
    assert "Partner responder: Amina Example, amina@madeup.example" in said(right.text)
    ada.signs(change)
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "Amina Example" in said(ada.get("/admin/people"))
