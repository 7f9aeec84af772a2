"""What is the same for several partners is typed once, and after sending one page says what went to whom."""

from __future__ import annotations

from datetime import timedelta

from app.services.research.withdraw import withdraw_request
from tests.services.test_withdrawing import WHY
from tests.web.exchange import Exchange
from tests.web.hub.playing import MUST, ask, choose, ready, sent, typed_for
from tests.web.hub.sheet import own as of

WORDS = "Madeup: has anybody visited since September?"


def test_a_question_and_a_reason_for_all_are_typed_once_and_each_may_have_its_own_besides(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    housing, police = (exchange.organisations[one] for one in ("housing", "police"))
    own = {f"reason-{police.id}".replace("-", "__"): "Madeup: called there twice."}
    both = [str(housing.id), str(police.id)]
    cora.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}, partners=both, **own)
    assert cora.problems == (f"Say why {housing.name} is asked.",)
    cora.press(f"{case}/ask", {"to": "questions"}, reason__all="Madeup: they may know them.")
    typed = typed_for(exchange, "police", request_questions__0__question="Madeup: any incident?")
    typed |= typed_for(exchange, "housing", request_questions__0__question="", request_questions__0__why="")
    typed |= typed_for(exchange, "police", request_questions__0__why="")
    cora.press(f"{case}/preview", {"to": "preview"}, all__request_questions__0__question=WORDS, **typed)
    assert of(cora, housing.name)["Asked because"] == "Madeup: they may know them."
    assert "Questions" not in of(cora, housing.name), "what each of them is asked stands once"
    assert of(cora, police.name)["Asked because"] == "Madeup: called there twice."
    assert of(cora, police.name)["Questions"] == "Madeup: any incident?"
    assert f"Each of them is asked: {WORDS}" in cora.text
    cora.press(f"{case}/ask", {"to": "questions"})
    assert cora.form(f"{case}/preview")["all-request_questions-0-question"] == WORDS
    cora.press(f"{case}/preview", {"to": "preview"}, **dict.fromkeys(typed, ""))
    assert cora.text.count(WORDS) == 1, "what all are asked in the same words stands once"


def test_a_question_for_all_is_compared_with_what_each_may_be_told(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "fire", "police")
    typed = typed_for(exchange, "fire", **MUST["fire"])
    said = {"all__request_questions__0__question": "Alleged to have raped a neighbour?"}
    cora.press(f"{case}/preview", {"to": "preview"}, **typed, **said)
    (problem,) = cora.problems
    assert problem.startswith(f"What you typed for {exchange.organisations['fire'].name} says “alleged”, “raped”.")
    (unfolded,) = [
        one for one in cora.page.all("details") if one.get("class") == "prx-group" and one.get("open") is not None
    ]
    assert exchange.organisations["fire"].name in "".join(next(unfolded.iter("h2")).itertext())


def test_after_sending_the_page_says_what_went_to_whom_when_it_is_due_and_what_comes_next(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "fire").press(f"{case}/send")
    exchange.clock.forward(timedelta(minutes=5))
    choose(cora, exchange, case, "police", "housing")
    typed = typed_for(exchange, "housing", besides=["request_subject_name"])
    cora.press(f"{case}/preview", {"to": "preview"}, all__request_questions__0__question=WORDS, **typed)
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests", cora.problems
    fire, police, housing = (exchange.organisations[one].name for one in ("fire", "police", "housing"))
    said, after = cora.text.split("What happens next")
    assert "Sent 24 November 2026 at 10:05am" in said
    for name in (police, housing):
        assert f"{name}, about Child. Due tomorrow 10:05am, 24 hours left" in said
    assert fire not in said, "it was sent before"
    assert "Each partner is told by e-mail" in after
    withdrawn = sent(exchange, case, "housing")
    withdraw_request(
        exchange.runtime, exchange.actors["cora"], withdrawn.file_id, ground="not_needed", words=WHY,
        seen_version=withdrawn.version,
    )  # fmt: skip
    said = cora.get(f"{case}/requests").text.split("What happens next")[0]
    assert f"{housing}: withdrawn." in said, "what was sent stays whole while a part of it waits"
    assert f"{police}, about Child." in said
    assert fire in after, "the list of all requests follows"
