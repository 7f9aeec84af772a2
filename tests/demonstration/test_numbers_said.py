"""Of the demonstration's duty line one number is said, wherever a page says it."""

from __future__ import annotations

from app.demonstration.installation import EMERGENCY_NUMBERS
from app.demonstration.made_up import ORGANISATIONS
from app.demonstration.made_up_hours import MADE_UP_HOURS


def test_the_foot_of_each_page_says_what_the_hubs_hours_say() -> None:
    numbers = dict(one.split("=") for one in EMERGENCY_NUMBERS.split(";"))
    hub = next(one for one in ORGANISATIONS if one.key == "hub")
    assert numbers[hub.name] == hub.telephone
    assert set(numbers.values()) == {hub.telephone, MADE_UP_HOURS["hub"].telephone}
