"""One error as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorText:
    """One error as a page shows it. `own_words` adds the message of the error itself, which names the fix.

    With `may_pass` what was sent stays on the page, to be sent again once what stood in its way has passed; `way_on`
    is a link (words, address) to what has to be done before that. `by_itself`: a page that was only asked for loads
    again after `retry_after` seconds. `framed`: it is shown in the frame of whoever is signed in, name and menu.
    """

    status: int
    title: str
    happened: str
    do: tuple[str, ...]
    own_words: bool = False
    retry_after: int | None = None
    may_pass: bool = False
    way_on: tuple[str, str] | None = None
    by_itself: bool = False
    framed: bool = False
