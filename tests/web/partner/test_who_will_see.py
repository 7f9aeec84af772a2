"""What the page promises about who will see a field is what the gate then really shows them."""

from __future__ import annotations

import pytest

from app.services.collation.open_collation import open_collation
from app.services.research.survey_request import survey_request
from app.services.research.who_will_see import who_will_see
from policies.engine.vocabulary import Level
from tests.web.exchange import Exchange
from tests.web.partner.asked import HOUSING, household, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, OTHERS, SAVE, SEARCHED

READERS = {"cora": "hub_collator", "dilys": "hub_decision_maker"}


@pytest.mark.parametrize("protected", ["yes", "no"])
def test_the_promise_is_kept_for_every_field_sent(exchange: Exchange, protected: str) -> None:
    request = request_to(exchange, household(exchange, protected=protected), "housing", HOUSING)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    more = {
        "housing_tenancy_reference__answer": "value", "housing_tenancy_reference__value": "MADEUP-000123",
        "housing_tenure__answer": "value", "housing_tenure__value": "council",
        "return_anything_else__value": "Madeup: they plan to move.", "return_anything_else__nature": "opinion",
    }  # fmt: skip
    hugh.get(hugh.link("Answer about Child")).press(None, OTHERS).press(None, CONTINUE, **KNOWN, **SEARCHED, **more)
    assert hugh.problems == ()
    hugh.press(f"{base}/sign-off")
    survey = survey_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    for name, role in READERS.items():
        opened = open_collation(exchange.runtime, exchange.actors[name], request.case_id).sources[0].opened[0]
        promised = who_will_see(exchange.runtime.policy, "housing", survey.parts[0].asked, list(opened.fields), {})
        for field, shown in opened.fields.items():
            level = next(one.level for one in promised[field] if one.role == role)
            assert shown.level == level, (name, field)
    assert len(opened.fields) > 10


@pytest.mark.parametrize(
    "says", [{"housing_tenure": "refuge"}, {"housing_safe_address_flag": "yes"}], ids=["refuge", "safe-address"]
)
def test_a_partner_that_knows_of_a_refuge_or_safe_address_masks_it_whatever_the_hub_said(
    exchange: Exchange, says: dict[str, str]
) -> None:
    fields = (*HOUSING, "housing_address", *says)
    request = request_to(exchange, household(exchange, protected="no"), "housing", fields)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    more = {
        "housing_address__answer": "value", "housing_address__value__lines": "9 Hidden Row",
        "housing_address__value__town": "Exampleton", "housing_address__value__postcode": "ZZ99 3VZ",
    }  # fmt: skip
    for key, value in says.items():
        more |= {f"{key}__answer": "value", f"{key}__value": value}
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED, **more)
    assert hugh.problems == ()
    hugh.press(f"{base}/sign-off")
    opened = open_collation(exchange.runtime, exchange.actors["dilys"], request.case_id).sources[0].opened[0]
    address = opened.fields["housing_address"]
    assert address.level is Level.MASKED
    assert "Hidden Row" not in str(address)


def test_the_gist_an_author_typed_comes_back_with_the_draft(exchange: Exchange) -> None:
    release = exchange.runtime.policy.release
    field = next(
        one for one in release.catalogue.fields_for("return", "police") if one.gist and one.type == "long_text"
    )
    request = request_to(exchange, household(exchange), "police", (field.key,))
    base = f"/inbox/{request.file_id}"
    polly = PartnerBrowser(exchange, "polly").get(base).press(f"{base}/claim")
    polly.get(polly.link("Answer about Child"))
    typed = {
        f"{field.key}__answer": "value", f"{field.key}__value": "Madeup: all of it.",
        f"{field.key}__nature": "opinion", f"{field.key}__gist": "Madeup: the outline.",
    }  # fmt: skip
    polly.press(None, SAVE, **typed)
    assert polly.form(None)[f"{field.key}-gist"] == "Madeup: the outline."
    polly.press(None, CONTINUE, **SEARCHED)
    assert "Madeup: the outline." in polly.text
    assert "needs a manager" in polly.text
