"""A decline is challenged from the page of returns, judged by who did not write it, and read by who challenged it."""

from __future__ import annotations

from app.domain.answers import Answer
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.research.open_request import find_request, open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from app.services.research.words_held import INSTEAD
from app.services.research.work_on_request import claim_request
from app.web.partner.request_view import SAYS_IT
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser
from tests.web.partner.asked import ADDRESS, HOUSING, household, request_to
from tests.web.partner.browser import PartnerBrowser

WHY, STANDS = "Madeup: section 47 asks for no more than this.", "Madeup: our counsel says that we may not."


def declined(exchange: Exchange, protected: str = "no") -> ResearchRequest:
    """Housing declines both items, by Hugh."""
    runtime, hugh = exchange.runtime, exchange.actors["hugh"]
    request = request_to(exchange, household(exchange, protected=protected), "housing", HOUSING)
    claim_request(runtime, hugh, request.file_id)
    decline = Answer("declined", ground="no_lawful_basis", note="Madeup: we may not.")
    for record in open_request(runtime, hugh, request.file_id).records:
        content = Content(dict.fromkeys(HOUSING, decline), {})
        save_draft(runtime, hugh, request.file_id, record.record.subject_id, content, None)
    seen = find_request(runtime, hugh, request.file_id).request.version
    sign_off_return(runtime, hugh, request.file_id, legal_basis=BASES["housing"], seen_version=seen)
    return request


def pages_of(request: ResearchRequest) -> tuple[str, str]:
    """The request's page at the hub, and the challenge's at the partner."""
    return f"/cases/{request.case_id}/requests/{request.file_id}", f"/inbox/{request.file_id}/challenge"


def test_a_decline_is_challenged_and_stands(exchange: Exchange) -> None:
    request = declined(exchange)
    page, senior = pages_of(request)
    dilys = HubBrowser(exchange, "dilys").get(f"/cases/{request.case_id}/returns")
    dilys.get(dilys.link("Challenge the decline of Madeupshire Homes"))
    assert "Hilda Housing-Manager" in dilys.text
    assert "Hugh Housing" not in dilys.text, "who wrote it does not judge it"
    dilys.press(None, request_challenge=" ")
    assert dilys.problems == ("Say why you do not accept this answer, in up to 1200 characters.",)
    dilys.press(None, request_challenge=WHY)
    assert dilys.path.startswith(f"{page}?done=challenged.")
    assert "Your challenge was sent." in dilys.text
    assert "Challenged by the hub" in dilys.text

    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}")
    assert "A colleague who approves and did not write it decides" in hugh.text
    assert hugh.get(senior).path == f"/inbox/{request.file_id}"

    hilda = PartnerBrowser(exchange, "hilda").get("/my-work")
    assert "Challenged by the hub" in hilda.text
    hilda.get(senior)
    assert hilda.text.count(WHY) == 1, "said once"
    assert "We decline to share this" in hilda.text
    assert "Madeup: we may not." in hilda.text
    assert "Who lives at the address now?" in hilda.text
    hilda.press(None, why=STANDS)
    assert hilda.problems == ("Choose whether the answer stands or is to be given again.",)
    assert hilda.form(None)["why"] == STANDS
    hilda.press(None, outcome="stands", why="")
    assert hilda.problems == ("Say why the answer stands, in up to 1200 characters.",)
    hilda.press(None, outcome="stands", why=STANDS)
    assert hilda.path.startswith(f"/inbox/{request.file_id}?done=stands.")
    assert "The answer stands" in hilda.text
    assert hilda.get(senior).path == f"/inbox/{request.file_id}", "it is over"

    hugh.get(f"/inbox/{request.file_id}/receipt")
    assert hugh.heading == "Your decision was received"
    assert "The same return, and why it stands" in hugh.text
    assert "orrection" not in hugh.text.partition("Everything you have sent")[2].partition("For your own file")[0]
    assert STANDS in hugh.get(f"/inbox/{request.file_id}/copy").text

    for by in ("source", "person", "time"):
        dilys.get(f"/cases/{request.case_id}/returns?by={by}")
        assert WHY in dilys.text
        assert STANDS in dilys.text
        assert "Challenge the decline" not in dilys.text
        assert "no longer hold" not in dilys.text
    dilys.get(page)
    assert "The partner stands by its answer" in dilys.text
    assert "raise it with the strategic board" in dilys.text, "the way on, where the mail leads"
    dilys.get(f"{page}/challenge")
    assert "no answer is challenged twice" in dilys.text
    cora = HubBrowser(exchange, "cora").get(f"/cases/{request.case_id}/returns")
    assert WHY not in cora.text
    assert STANDS not in cora.text
    assert cora.get(f"{page}/challenge").status == 404


def test_a_reason_that_is_too_long_is_named_as_the_page_names_it(exchange: Exchange) -> None:
    page, senior = pages_of(declined(exchange))
    dilys = HubBrowser(exchange, "dilys").get(f"{page}/challenge")
    dilys.press(None, request_challenge="x" * 2001)
    assert dilys.problems == ("Shorten “Why you do not accept it” by 801 characters; 1200 is the most",)
    dilys.press(None, request_challenge=WHY)
    hilda = PartnerBrowser(exchange, "hilda").get(senior)
    hilda.press(None, outcome="stands", why="x" * 1201)
    assert hilda.problems == ("Shorten “If it stands, why” by 1 character; 1200 is the most",)


def test_it_is_answered_again_from_the_request(exchange: Exchange) -> None:
    request = declined(exchange)
    page, senior = pages_of(request)
    HubBrowser(exchange, "dilys").get(f"{page}/challenge").press(None, request_challenge=WHY)
    hilda = PartnerBrowser(exchange, "hilda").get(senior)
    hilda.press(None, outcome="again", why="")
    assert "It is to be answered again" in hilda.text
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    assert "To answer again" in hugh.text
    hugh.get(f"/inbox/{request.file_id}")
    assert "It is to be answered again" in hugh.text
    assert WHY in hugh.get(f"/inbox/{request.file_id}/open").text
    assert "gives it again" in HubBrowser(exchange, "dilys").get(page).text
    hugh.get(f"/inbox/{request.file_id}/receipt").press(f"/inbox/{request.file_id}/correct")
    assert hugh.status == 200


def test_who_was_too_late_is_told_and_loses_nothing(exchange: Exchange) -> None:
    request = declined(exchange)
    page, _ = pages_of(request)
    first, second = (HubBrowser(exchange, "dilys").get(f"{page}/challenge") for _ in range(2))
    first.press(None, request_challenge=" ", seen_version="1")
    assert first.form(None)["seen_version"] == "1", "an error brings nobody to a version they have not seen"
    first.get(f"{page}/challenge")
    form = second.filled(None, {"request_challenge": "Madeup: the second."})
    first.press(None, request_challenge=WHY)
    second.send(f"{page}/challenge", form)
    assert second.status == 409
    assert "Nothing of yours was sent" in second.text
    assert "Madeup: the second." in second.text
    hilda = PartnerBrowser(exchange, "hilda").get(f"/inbox/{request.file_id}/challenge")
    late = hilda.filled(None, {"outcome": "stands", "why": STANDS})
    hilda.press(None, outcome="again", why="")
    hilda.send(f"/inbox/{request.file_id}/challenge", late)
    assert hilda.status == 409
    assert STANDS in hilda.text


def test_words_that_the_partner_is_not_told_of_are_chosen_first(exchange: Exchange) -> None:
    request = declined(exchange)
    page, _ = pages_of(request)
    prefix = f"p__{exchange.organisations['housing'].id}".replace("-", "__")
    said = "Madeup: he was arrested there."
    dilys = HubBrowser(exchange, "dilys").get(f"{page}/challenge").press(None, request_challenge=said)
    assert [one.split(" It is not")[0] for one in dilys.problems] == [
        "What you typed for Madeupshire Homes says “arrested”."
    ]
    assert dilys.form(None)["request_challenge"] == said
    chosen = {f"{prefix}__words": ["arrested"], f"{prefix}__why_words": "Madeup: no other way."}
    dilys.send(f"{page}/challenge", dilys.filled(None, chosen))
    assert dilys.path.startswith(f"{page}?done=challenged.")


def test_a_senior_reads_why_the_reason_is_not_there_and_what_to_do_with_a_place_in_it(exchange: Exchange) -> None:
    request = declined(exchange, protected="yes")
    page, senior = pages_of(request)
    dilys = HubBrowser(exchange, "dilys").get(f"{page}/challenge")
    dilys.press(None, request_challenge=f"Madeup: we know that he asks at {ADDRESS['lines'][0]}.")
    hilda = PartnerBrowser(exchange, "hilda").get(senior)
    assert INSTEAD in hilda.text
    assert "not shown to your role" not in hilda.text
    dilys.get(f"{page}/held").press(None, {}, send="send", reason="Madeup: they need it.")
    assert dilys.problems == ()
    hilda.get(senior)
    assert hilda.text.count("he asks at 1 Madeup Road") == 1
    assert SAYS_IT in hilda.text
