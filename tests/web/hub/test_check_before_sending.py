"""The page to check before sending says once what is the same for all, and for each partner what differs."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import CHILD, MUST, HubBrowser, choose, part_of, ready, safe, typed_for
from tests.web.hub.sheet import cells, once, own

QUESTION = {"request_questions__0__question": "Madeup: has anybody visited?"}
WHY = {"all__place_reason": "Madeup: they search by it."}


def test_what_several_partners_are_sent_stands_once_and_each_cell_says_what_becomes_of_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "police", "fire", "housing")
    typed = typed_for(exchange, "fire", **QUESTION, **MUST["fire"]) | typed_for(exchange, "housing", **QUESTION)
    typed |= typed_for(exchange, "police", request_questions__0__question="Madeup: any incident?")
    people = {
        f"p-{exchange.organisations[one].id}-about".replace("-", "__"): child(cora, exchange, one)
        for one in ("fire", "housing")
    }
    cora.press(f"{case}/preview", {"to": "preview"}, **typed, **people)
    police, fire, housing = (exchange.organisations[one].name for one in ("police", "fire", "housing"))
    assert cora.text.count(CHILD) == 1
    assert cells(cora, "Full name") == {police: "Sent", fire: "Never sent", housing: "Not ticked"}
    assert once(cora, "Address") == "1 Madeup Road Nowhere ZZ99 1AA", "it is the same for all"
    assert once(cora, "Whom not to contact, or not in front of whom") == "Madeup: never ring the landline."
    assert own(cora, police)["Questions"].startswith("Madeup: any incident?")
    assert "any incident" not in " ".join(own(cora, fire).values())


def test_a_protected_place_that_goes_to_one_only_is_said_to_be_kept_from_the_others(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="yes")
    choose(cora, exchange, case, "police", "probation")
    about = child(cora, exchange, "police")
    typed = typed_for(exchange, "police", about=about, places=about, place_reason="Madeup: to visit.", **QUESTION)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed, **WHY,
               **typed_for(exchange, "probation", about=about, **QUESTION))  # fmt: skip
    police, probation = (exchange.organisations[one].name for one in ("police", "probation"))
    assert cells(cora, "Address") == {police: "Sent", probation: "Protected"}
    lifted = "Tick it on the questions page where a partner cannot search without it"
    assert f"Not sent: Address. It is protected, or not answered whether it is. {lifted}: {probation} (" in cora.text


def test_what_stops_stands_before_everything_and_what_is_only_advice_after_it(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need")
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "education", "police")
    typed = typed_for(exchange, "education", **QUESTION) | typed_for(exchange, "police", **QUESTION)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    both = [exchange.organisations[one].name for one in ("education", "police")]
    stops, safety, same, advice = (
        cora.text.index(one) for one in ("What stops it", "Safety: what all", "The same for all", "could also be told")
    )
    assert stops < safety < same < advice
    named = cora.text[stops:safety]
    assert named.count("must be told this first") == 1, "one line for all who lack it"
    assert all(one in named for one in both)
    assert cora.link("Full name").endswith("#case_subject_name")


def test_what_the_case_holds_and_nobody_ticked_is_to_be_ticked_and_not_filled_in(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", unborn_child="1", adult="1")
    parent = {"r2__relationship": "parent", "r2__children": ["1"]}
    cora.press(None, {"save": "yes"}, s2__case_subject_name="Marla Madeup-Adult", **parent)
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "safeguarding_health")
    asked = {"about": child(cora, exchange, "safeguarding_health"), **QUESTION}
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "safeguarding_health", **asked))
    health = exchange.organisations["safeguarding_health"].name
    assert f"Parents and carers (tick it on the questions page for {health} )" in cora.text
    leads = [str(one.get("formaction")) for one in cora.page.all("button")]
    assert f"{case}/ask#p1-besides" in " ".join(leads), leads
    asked |= {"besides": ["request_parents"]}
    cora.get(f"{case}/questions").press(
        f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "safeguarding_health", **asked)
    )
    assert "cannot search" not in cora.text


def child(cora: HubBrowser, exchange: Exchange, kind: str) -> list[str]:
    """The first person whom this partner may be asked about."""
    name = f"{part_of(cora, exchange.organisations[kind])}-about"
    return [str(one.get("value")) for one in cora.page.all("input") if one.get("name") == name][:1]


def test_what_police_may_have_to_disclose_is_said_before_it_is_sent_and_of_nobody_else(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    for kinds, said in ((("police", "probation"), 1), (("probation",), 0)):
        choose(cora, exchange, case, *kinds)
        typed = {key: one for kind in kinds for key, one in typed_for(exchange, kind, **QUESTION).items()}
        cora.press(f"{case}/preview", {"to": "preview"}, **typed)
        assert cora.text.count("to disclose it to a defendant") == said
