"""What two people on the telephone compare: initials and year of birth, and nothing made up where either is unknown."""

from __future__ import annotations

import pytest

from app.web.initials import initials_and_year


@pytest.mark.parametrize(
    ("name", "born", "told"),
    [
        ("Maxi Madeup-Child", "2017-03-04", "MM, born 2017"),
        ("maxi von der madeup", "2017", "MM, born 2017"),
        ("Siân O’Neill", "1990-11-02", "SO, born 1990"),
        ("Ødegård", None, "Ø"),
        ("(known as) Zoë", "unknown", "KZ"),
        (None, "2017-03-04", "born 2017"),
        ("  ", None, ""),
        ({"name": "Maxi"}, 2017, ""),
    ],
)
def test_of_the_first_and_the_last_word_and_of_the_year_what_is_known(name: object, born: object, told: str) -> None:
    assert initials_and_year(name, born) == told
