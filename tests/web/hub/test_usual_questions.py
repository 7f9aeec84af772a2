"""What a partner is usually asked stands there before anything is typed, and what is left standing is asked."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from app.domain.files import Subject
from app.web.hub.asking import partner_form
from tests.web.exchange import Exchange
from tests.web.hub.playing import choose, ready, typed_for

ON = date(2026, 11, 24)


def test_a_suggestion_says_why_and_nobody_is_ticked(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    usual = exchange.runtime.policy.release.question_set("education", "child_protection_enquiry")
    assert usual is not None
    assert f"Usually asked about Child: {usual.because}" in cora.get(f"{case}/ask").text
    assert cora.form(f"{case}/ask").getlist("partners") == []


def test_what_was_changed_on_the_page_stands_whatever_is_usual(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    housing = exchange.organisations["housing"].id
    usual = exchange.runtime.policy.release.question_set("housing", "child_protection_enquiry")
    assert usual is not None
    choose(cora, exchange, case, "housing")
    form, own = cora.form(f"{case}/preview"), f"p-{housing}-request_questions-0-question"
    assert form[own] == usual.questions[0].question
    assert set(form.getlist(f"p-{housing}-items")) == set(usual.items)
    assert "1 question; 6 items" in cora.text
    left = typed_for(exchange, "housing", request_questions__count="0", items=["housing_known"])
    cora.press(f"{case}/preview", {"to": "preview"}, **left)
    cora.press(f"{case}/ask", {"to": "partners"}).press(f"{case}/ask", {"to": "questions"})
    form = cora.form(f"{case}/preview")
    assert form.getlist(f"p-{housing}-items") == ["housing_known"]
    assert not form.get(own)


def test_nobody_starts_being_asked_what_is_about_nobody_they_are_asked_about(exchange: Exchange) -> None:
    policy = exchange.runtime.policy
    release = policy.release
    health = exchange.organisations["safeguarding_health"]
    unborn, child = (Subject(uuid4(), uuid4(), kind, place) for place, kind in enumerate(("unborn_child", "child"), 1))
    usual = release.question_set("safeguarding_health", "child_protection_enquiry")

    def items(*start: Subject) -> frozenset[str]:
        chosen = frozenset(one.subject_id for one in start)
        return partner_form(policy, MultiDict(), health, [unborn, child], ON, chosen, usual).chosen

    assert "health_booking_status" in items(unborn) - items(child)
    assert "health_injury_of_concern" in items(child) - items(unborn)
    assert items() == frozenset()
