"""A page names a partner's inputs by its place there; what is kept names the partner, whatever the page said."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.domain.identity import Organisation
from app.web.hub.short_names import in_full, short_form, short_parts, shortened

PARTS = ("seen", "items", "request_questions-0-question", "s12-request_nhs_number", "why_words")
ON = datetime(2026, 11, 24, tzinfo=UTC)


def partner(number: int) -> Organisation:
    return Organisation(UUID(int=number), "housing", f"Homes {number}", "Madeup", "homes", "01632 960199", ON)


@given(st.lists(st.integers(1, 2**128 - 1), min_size=1, max_size=12, unique=True), st.data())
def test_what_a_page_sends_is_kept_by_the_names_it_was_made_from(ids: list[int], data: st.DataObject) -> None:
    partners = [partner(one) for one in ids]
    kept: MultiDict[str, str] = MultiDict([("partners", str(one.id)) for one in partners])
    for one in partners:
        kept.add(f"p-{one.id}-seen", str(one.id))
        for name in data.draw(st.lists(st.sampled_from(PARTS[1:]))):
            kept.add(f"p-{one.id}-{name}", data.draw(st.text(max_size=5)))
    page = short_form(kept, short_parts(partners))
    assert not [name for name in page if name.startswith("p-")]
    assert in_full(page) == kept


def test_what_names_no_part_of_the_form_stays_as_it_is() -> None:
    one = partner(7)
    sent: MultiDict[str, str] = MultiDict(
        [("p1-seen", str(one.id)), ("p2-items", "x"), ("p1x-items", "y"), ("p3-seen", "p-not-an-id"), ("p3-items", "z")]
    )
    assert list(in_full(sent)) == [f"p-{one.id}-seen", "p2-items", "p1x-items", "p3-seen", "p3-items"]
    assert shortened("reason-all", short_parts([one])) == "reason-all"


def test_a_row_button_says_whose_rows_it_means() -> None:
    one = partner(7)
    sent: MultiDict[str, str] = MultiDict([("p1-seen", str(one.id)), ("remove_row", "p1-request_questions-0")])
    assert in_full(sent)["remove_row"] == f"p-{one.id}-request_questions-0"
    assert in_full(MultiDict([("to", "p1-preview"), ("p1-seen", str(one.id))]))["to"] == "p1-preview"
