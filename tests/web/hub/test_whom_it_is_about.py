"""About whom each partner is asked: policy suggests for its kind, and everybody else is ticked by a person."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.domain.identity import Organisation
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_organisation import register_organisation
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, case_id, choose, named, part_of, safe, sent, typed_for
from tests.web.hub.sheet import told_of
from tests.web.partner.asked import household

QUESTION = {"request_questions__0__question": "Madeup: has anybody visited?"}


def family(exchange: Exchange) -> tuple[HubBrowser, str]:
    """A case about a child, an unborn child, and a mother and a man of whom one is alleged to cause harm."""
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", unborn_child="1", adult="2")
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    cora.says(case, "adult 1", "other").says(case, "adult 2", "alleged")
    return cora, case


def ticked(cora: HubBrowser, exchange: Exchange, case: str, kind: str) -> list[str]:
    """Whom this partner's part of the page has ticked, by name."""
    wanted = f"{part_of(cora, exchange.organisations[kind])}-about"
    boxes = [one for one in cora.page.all("input") if one.get("name") == wanted and one.get("checked") is not None]
    labels = {one.get("for"): "".join(one.itertext()).strip() for one in cora.page.all("label")}
    return [labels[one.get("id")] for one in boxes]


def test_a_school_starts_with_the_children_and_the_police_with_whoever_is_alleged_too(exchange: Exchange) -> None:
    cora, case = family(exchange)
    choose(cora, exchange, case, "education", "police", "safeguarding_health", "housing")
    assert ticked(cora, exchange, case, "education") == ["Child"]
    assert ticked(cora, exchange, case, "police") == ["Child", "Adult 1", "Adult 2"]
    assert ticked(cora, exchange, case, "safeguarding_health") == ["Child", "Unborn child"]
    assert ticked(cora, exchange, case, "housing") == ["Adult 1"]


def test_those_who_are_usually_asked_about_somebody_here_come_first_with_the_reason(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1")
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    first, others = cora.get(f"{case}/ask").text.split("Others, not usually asked about anybody in this case")
    school, housing = (exchange.organisations[one].name for one in ("education", "housing"))
    usual = exchange.runtime.policy.release.question_set("education", "child_in_need")
    assert usual is not None
    assert f"{school} Usually asked about Child: {usual.because}" in first
    assert housing in others.split("Cannot be asked")[0]
    assert "partners" not in cora.form(f"{case}/ask"), "a suggestion is not a tick"


def test_nobody_but_those_is_told_of(exchange: Exchange) -> None:
    cora, case = family(exchange)
    choose(cora, exchange, case, "education")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "education", **QUESTION))
    assert told_of(cora, exchange.organisations["education"].name) == "Child"


def test_an_unborn_child_is_offered_to_nobody_whom_policy_does_not_name(exchange: Exchange) -> None:
    cora, case = family(exchange)
    choose(cora, exchange, case, "education", "police")
    school, police = (f"{part_of(cora, exchange.organisations[one])}-about" for one in ("education", "police"))
    offered = [one.get("name") for one in cora.page.all("input") if one.get("type") == "checkbox"]
    assert offered.count(school) == 3
    assert offered.count(police) == 4
    assert "Unborn child" not in ticked(cora, exchange, case, "police")


def test_whoever_is_left_to_be_asked_about_is_not_asked_about_unsaid(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", adult="1")
    safe(cora, case)
    named(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    cora.says(case, "adult", "alleged")
    choose(cora, exchange, case, "education")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "education", **QUESTION))
    cora.press(f"{case}/send")
    assert sent(exchange, case, "education").case_id == case_id(case)
    choose(cora, exchange, case, "education")
    assert ticked(cora, exchange, case, "education") == []
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "education", **QUESTION))
    assert cora.problems == ("Choose whom Madeupshire Schools is asked about.",)


def test_one_press_gives_every_partner_of_a_kind_the_same_ticks(exchange: Exchange) -> None:
    second = another_school(exchange)
    cora, case = family(exchange)
    school = exchange.organisations["education"].id
    reasons = {f"reason-{one}": "Madeup: they may know them." for one in (school, second)}
    cora.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}, partners=[str(school), str(second)],
                                  **{name.replace("-", "__"): why for name, why in reasons.items()})  # fmt: skip
    name = f"{part_of(cora, exchange.organisations['education'])}-about"
    adults = [one for one in cora.page.all("input") if one.get("name") == name]
    chosen = [str(one.get("value")) for one in adults[:2]]
    typed = typed_for(exchange, "education", about=chosen, besides=["request_upn"], **QUESTION)
    cora.press(f"{case}/preview", {"same": str(school)}, **typed)
    assert cora.heading == "Questions for each partner"
    form = cora.form(f"{case}/preview")
    assert form.getlist(f"p-{second}-about") == form.getlist(f"p-{school}-about") == chosen
    assert form.getlist(f"p-{second}-besides") == ["request_upn"]
    asked = [form[f"p-{one}-request_questions-0-question"] for one in (school, second)]
    usual = exchange.runtime.policy.release.question_set("education", "child_protection_enquiry")
    assert usual is not None
    assert asked == [*QUESTION.values(), usual.questions[0].question], "a question is for one partner"


def another_school(exchange: Exchange) -> UUID:
    """One more school, a partner of the same hub."""
    made = Organisation(uuid4(), "education", "Second School (made up)", "Madeup", "education", "01632 960112",
                        exchange.clock.now())  # fmt: skip
    register_organisation(exchange.admin, made)
    make_partnership(exchange.admin, exchange.organisations["hub"].id, made.id)
    return made.id


def test_whom_a_partner_cannot_be_asked_about_is_said_by_the_shorter_list(exchange: Exchange) -> None:
    home = household(exchange, ("child", "adult", "unborn_child"))
    cora = HubBrowser(exchange, "cora").get(f"/cases/{home.case_id}/ask")
    assert "It cannot be asked about Unborn child." in cora.text
    assert "It can be asked only about Child, Adult" not in cora.text
