"""What one kind of mail is: who must act next, what is said, and the page it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.services.disclosure.duties import Duty

EVERYBODY = "everybody"
"""Whoever of the organisation has the duty."""
ON_THE_CASE = "on_the_case"
"""Of those, the people on the case, or who cover for them: the page it leads to is shown to nobody else. Where none of
them can be reached, the hub's decision-makers, who can hand it on."""
HOLDER = "holder"
"""Whoever of the organisation has the request, or covers for them. All who have the duty, where nobody has it or they
cannot be reached."""
ONE_PERSON = "one_person"
"""The person named in the job, as long as they are one of those; where it is theirs to act, who covers for them."""
DIGEST: Final = "mail_of_the_day"
"""The kind of mail that says what was kept for somebody."""
REQUEST_PAGE: Final = "/inbox/{file}"
CHALLENGE_PAGE: Final = "/inbox/{file}/challenge"
CASE_REQUEST_PAGE: Final = "/cases/{case}/requests/{file}"
CASE_PAGE: Final = "/cases/{case}"
CASES_PAGE: Final = "/cases"
"""For whoever opens nothing of the case any more."""
COVER_PAGE: Final = "/cases/{case}/cover"
"""Where whoever covers goes on a case: until then none of its pages is shown to them."""
HAND_OVER_PAGE: Final = "/cases/{case}/hand-over"
HOLD_PAGE: Final = "/holds/{case}"


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of mail. `page` is the address of what it is about, `words` what is said of it.

    `first` are roles that are told alone where anybody has one; others are told in their place, and read `in_place`
    first. One that `tells` how a partner answers goes to nobody who must not learn that of it.

    `wrote`: the partner has written something. Where no mail of it reaches anybody, both sides are shown that.

    `waits` are the states in which it may wait for whoever wants one mail a day, and is still said in that.

    Without a `duty` it is for those who approve what the organisation sends. `while_in` are the states of a request in
    which it still says something: once it has moved on, nobody is told. Any, where none is named. One that `chases`
    is said while the time of the request runs and no later due time stands than when it was asked for.

    Of a case that is closed to named people the hub's others are told nothing, but for what is `for_others`: to whoever
    is named no more by it, and to who governs.
    """

    subject: str
    duty: Duty | None
    whom: str
    page: str
    words: str = ""
    tells: bool = False
    wrote: bool = False
    first: tuple[str, ...] = ()
    in_place: str = ""
    while_in: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    chases: bool = False
    for_others: bool = False
