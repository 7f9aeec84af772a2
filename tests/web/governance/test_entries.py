"""What an organisation discloses by is read in words by its owner, who approves or objects; advice stands beside it."""

from __future__ import annotations

import html
import re

import pytest

from app.services.administration.apply_changes import apply_changes
from tests.web.admin.office import Desk
from tests.web.exchange import Exchange
from tests.web.governance.owners import owners, with_passkeys

__all__ = ["owners"]

HOME = "/policy/entries"
GROUP = re.compile(r'href="(/policy/entries/[a-z]+/[0-9]+)"')
FIRST = f"{HOME}/own/1"
A_MINUTE = 200
"""So many words are read in one: a slow reader of plain English."""


def read(desk: Desk) -> list[str]:
    """The addresses of what there is to read."""
    return GROUP.findall(desk.get(HOME))


def shown(page: str) -> str:
    """The text of a page's content, as it is read."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r'<p class="[^"]*prx-paper-only[^"]*">.*?</p>', " ", main)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def digests(page: str) -> list[str]:
    return re.findall(r'name="entries" value="([0-9a-f]{64})"', page)


def sent(desk: Desk, path: str, **fields: object) -> str:
    """A form of a page, sent as the page has it but for these fields; the path that it leads to."""
    page = desk.get(path)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    data = {"csrf_token": token.group(1), "entries": digests(page), **fields}
    answer = desk.client.post(path, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    return str(answer.request.path)


def test_a_probation_owner_reads_all_of_its_share_in_twenty_minutes(exchange: Exchange) -> None:
    owner = Desk(exchange, "olive")
    pages = [owner.get(one) for one in read(owner)]
    release = exchange.runtime.policy.release
    labels = [one.label for one in release.catalogue.fields_for("return", "probation")]
    labels += [one.label for one in release.legal_bases.values() if "probation" in one.available_to]
    texts = [shown(one) for one in pages]
    for label in labels:
        assert any(label in text for text in texts), label
    words = sum(len(text.split()) for text in texts)
    assert words <= 20 * A_MINUTE, words
    assert max(len(text.split()) for text in texts) <= 500


def test_a_page_says_what_is_asked_who_sees_it_how_a_masked_example_and_why(exchange: Exchange) -> None:
    owner = Desk(exchange, "olive")
    text = " ".join(shown(owner.get(one)) for one in read(owner))
    address = text.partition("Approved premises")[2] or text
    assert "Example" in address
    assert re.search(r"Masked: [A-Z]{1,2} area", text)
    assert "Hub decision-maker (also practice lead, deputy manager, duty worker)" in text
    assert "masked" in text
    assert "All of it is kept 90 days after closing." in text


def test_approving_a_page_takes_the_owner_and_a_second_person(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    change = sent(olive, FIRST)
    assert change.startswith("/admin/changes/")
    assert "Approve what we disclose by" in shown(olive.signs(change).text)
    assert "Waits for signatures" in shown(olive.get(FIRST))
    assert "You can sign it" in shown(ada.get("/admin/changes"))
    assert "within seconds" in shown(ada.signs(change).text)
    assert apply_changes(exchange.admin) == 1
    page = olive.get(FIRST)
    assert not digests(page)
    assert "All of this page is approved." in shown(page)
    assert "0 of" in shown(olive.get(HOME))


def test_what_waits_for_signatures_is_not_proposed_again(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    before = digests(olive.get(FIRST))
    change = sent(olive, FIRST, entries=before[:2])
    assert sent(olive, FIRST, entries=before[:2]) == change, "sent from a page that was open"
    assert digests(olive.get(FIRST)) == before[2:]
    rest = sent(olive, FIRST)
    page = shown(olive.get(FIRST))
    assert not digests(olive.get(FIRST))
    assert "waits for signatures: its change is above" in page
    olive.signs(change)
    olive.signs(rest)
    waiting = shown(ada.get("/admin/changes"))
    assert "and 1 more" in waiting, "each says what it names first"


def test_what_is_to_be_signed_is_read_on_the_page_where_it_is_signed(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    before = olive.get(FIRST)
    change = sent(olive, FIRST)
    olive.signs(change)
    page = shown(ada.get(change))
    for label in re.findall(r'<h2 class="govuk-heading-s[^>]*>([^<]+)</h2>', before):
        assert html.unescape(label) in page
    assert "Seen by" in page


def test_whoever_objects_to_what_they_are_approving_is_told_what_that_overtakes(exchange: Exchange) -> None:
    olive, _ = with_passkeys(exchange)
    assert "overtakes that whole change" not in shown(olive.get(f"{FIRST}/object"))
    change = sent(olive, FIRST)
    olive.signs(change)
    page = olive.get(f"{FIRST}/object")
    assert "overtakes that whole change" in shown(page)
    assert f'href="{change}"' in page


def test_an_objection_that_is_too_long_is_named_by_its_box(exchange: Exchange) -> None:
    olive, _ = with_passkeys(exchange)
    page = f"{FIRST}/object"
    answer = olive.press(page, page, entries=digests(olive.get(page))[:1], why="x" * 2001)
    assert "“Why?”" in shown(answer.text)
    assert "What you wrote" not in shown(answer.text)


def test_an_objection_holds_from_when_the_owner_has_signed_it_and_says_so(exchange: Exchange) -> None:
    olive, _ = with_passkeys(exchange)
    one = digests(olive.get(FIRST))[1]
    change = sent(olive, f"{FIRST}/object", entries=[one], why="Nobody here records it.")
    olive.signs(change)
    assert apply_changes(exchange.admin) == 1
    text = shown(olive.get(FIRST))
    assert "Objected to by Olive Owner from 24 November 2026" in text
    assert "Nobody here records it." in text


@pytest.mark.parametrize(("chosen", "why", "says"), [
    ((), "A reason.", "Choose at least one"), ((1,), "", "Say why you object"), ((1,), "x" * 2001, "2000 is the most"),
])  # fmt: skip
def test_what_is_wrong_is_said_where_it_was_typed_and_nothing_is_lost(
    exchange: Exchange, chosen: tuple[int, ...], why: str, says: str
) -> None:
    olive = Desk(exchange, "olive")
    named = [digests(olive.get(FIRST))[at] for at in chosen]
    path = f"{FIRST}/object"
    page = olive.press(path, path, entries=named, why=why).text
    assert says in shown(page)
    assert "There is a problem" in page
    assert why in page
    assert re.findall(r'value="([0-9a-f]{64})"[^>]* checked', page) == named


def test_advice_stands_beside_what_is_approved_and_going_against_it_says_why(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    dora = Desk(exchange, "dora")
    assert sent(dora, f"{FIRST}/advise", against="yes", why="Not needed for any purpose.") == FIRST
    text = shown(olive.get(FIRST))
    assert "advises against it." in text
    assert "Not needed for any purpose." in text
    assert "Say why it is approved" in shown(olive.press(FIRST, FIRST, entries=digests(olive.get(FIRST))).text)
    change = sent(olive, FIRST, why="The board has decided so.")
    olive.signs(change)
    to_sign = shown(ada.get(change))
    for said in ("The board has decided so.", "advises against it.", "Not needed for any purpose.", "Dora Protection"):
        assert said in to_sign, said


def test_who_advises_approves_nothing_and_owners_write_no_advice(exchange: Exchange) -> None:
    dora, olive = Desk(exchange, "dora"), Desk(exchange, "olive")
    assert "Go on to approve" not in dora.get(FIRST)
    token = re.search(r'name="csrf_token" value="([^"]+)"', dora.get(f"{FIRST}/advise"))
    assert token
    data = {"csrf_token": token.group(1), "entries": digests(dora.get(f"{FIRST}/advise"))}
    assert dora.client.post(FIRST, data=data).status_code == 404
    assert dora.client.get(f"{FIRST}/object").status_code == 404
    assert olive.client.get(f"{FIRST}/advise").status_code == 404
    assert dora.client.get("/admin/changes").status_code == 404


def test_nobody_else_reads_it_and_nobody_anothers(exchange: Exchange) -> None:
    for name in ("peter", "ada", "cora", "ingrid"):
        assert exchange.client(name).get(HOME).status_code == 404, name
    ours, theirs = Desk(exchange, "olive"), Desk(exchange, "harold")
    path = f"{HOME}/own/1"
    assert not set(digests(ours.get(path))) & set(digests(theirs.get(path)))
    assert ours.client.get(f"{HOME}/own/99").status_code == 404
    assert ours.client.get(f"{HOME}/case/1").status_code == 404


def test_what_was_not_read_is_not_proposed(exchange: Exchange) -> None:
    ours, theirs = Desk(exchange, "olive"), Desk(exchange, "harold")
    strange = digests(theirs.get(f"{HOME}/own/1"))
    page = ours.press(FIRST, FIRST, entries=strange).text
    assert "Read it again." in shown(page)
    assert "Nothing was proposed." in shown(page)
