"""A signed-in partner's browser over the test client: every page is read strictly, its forms are filled and pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.exchange import Exchange
from tests.web.pages import ParsedPage, parse

REDIRECTS = 5
OF_THE_FRAME = ("/account/sign-out", "/account/stay")
"""Where forms lead that stand on every page."""


class PartnerBrowser:
    """Follows redirects as a browser does, and keeps the last page."""

    def __init__(self, exchange: Exchange, name: str) -> None:
        self.client: FlaskClient = exchange.client(name)
        self.path = ""
        self.status = 0
        self.response: TestResponse
        self.page: ParsedPage

    @property
    def text(self) -> str:
        """What the page says, without markup, white space run together."""
        main = next(self.page.all("main"))
        return " ".join("".join(main.itertext()).split())

    @property
    def problems(self) -> tuple[str, ...]:
        """The lines of the error summary."""
        found = [one for one in self.page.all("div") if "govuk-error-summary" in (one.get("class") or "").split()]
        return tuple(" ".join("".join(one.itertext()).split()) for box in found for one in box.iter("a"))

    @property
    def heading(self) -> str:
        """The page's one main heading."""
        return " ".join("".join(next(self.page.all("h1")).itertext()).split())

    def get(self, path: str) -> PartnerBrowser:
        """Load a page, and check it as every page is checked."""
        return self._arrive(self.client.get(path, base_url="https://localhost"), path)

    def press(self, action: str | None, button: Mapping[str, str] | None = None, **typed: Any) -> PartnerBrowser:
        """Fill in the form that leads to `action` (None: the page itself) and press a button of it.

        Names in `typed` have double underscores where the form has dashes; a list gives several values; None takes the
        field out.
        """
        return self.send(action or self.path, self.filled(action, typed) | dict(button or {}))

    def filled(self, action: str | None, typed: Mapping[str, Any]) -> dict[str, list[str] | str]:
        """What the form would send with these answers in it."""
        fields = self.form(action)
        filled: dict[str, list[str] | str] = {name: fields.getlist(name) for name in fields}
        for name, value in typed.items():
            real = name.replace("__", "-")
            if value is None:
                filled.pop(real, None)
            else:
                filled[real] = value
        return filled

    def send(self, path: str, data: Mapping[str, Any]) -> PartnerBrowser:
        """Send a form as it stands: again, for a second press."""
        return self._arrive(self.client.post(path, data=dict(data), base_url="https://localhost"), path)

    def form(self, action: str | None) -> MultiDict[str, str]:
        """What a form of the page would send untouched. Buttons are left out, and forms of the frame but one named."""
        for form in self.page.all("form"):
            target = form.get("action")
            if (form.get("method") or "get") == "post" and (target == action or target not in OF_THE_FRAME):
                targets = [target, *(one.get("formaction") for one in form.iter("button"))]
                if action in targets or (action is None and target is None):
                    return fields_of(form)
        raise AssertionError(f"no form leads to {action} on {self.path}")

    def link(self, words: str) -> str:
        """Where the link (or button that is a link) with these words leads."""
        for one in self.page.all("a"):
            if words in " ".join("".join(one.itertext()).split()):
                return str(one.get("href"))
        raise AssertionError(f"no link {words!r} on {self.path}")

    def _arrive(self, response: TestResponse, path: str) -> PartnerBrowser:
        for _ in range(REDIRECTS):
            if response.status_code != 303:
                break
            path = str(response.headers["Location"]).removeprefix("https://localhost")
            response = self.client.get(path, base_url="https://localhost")
        self.path, self.status, self.response = path, response.status_code, response
        if response.mimetype == "text/html":
            self.page = checked(response.get_data(as_text=True))
        return self


def checked(text: str) -> ParsedPage:
    """The page, after what holds on every page: strict HTML5, one h1, unique ids, labels, no inline style or script."""
    page = parse(text)
    assert len(list(page.all("h1"))) == 1
    ids = page.ids
    twice = [name for name, count in ids.items() if count > 1]
    assert twice == []
    assert not [
        one for one in page.root.iter() if isinstance(one.tag, str) and (one.get("style") or one.get("onclick"))
    ]
    assert all(one.get("src") for one in page.all("script"))
    labelled = {one.get("for") for one in page.all("label")}
    for one in page.all("input", "textarea", "select"):
        if one.get("type") not in {"hidden", "submit"}:
            assert one.get("id") in labelled, one.get("name")
    for target in (*page.summary_targets, *_references(page)):
        assert target in ids, target
    if page.summary_targets:
        assert page.title.startswith("Error: ")
    assert not re.search(r"Madeup-(Child|Adult)", page.title)
    return page


def _references(page: ParsedPage) -> list[str]:
    return [
        target
        for one in page.root.iter()
        if isinstance(one.tag, str)
        for target in (one.get("aria-describedby") or one.get("aria-labelledby") or "").split()
    ]


def fields_of(form: Any) -> MultiDict[str, str]:
    """What a form would send untouched."""
    fields: MultiDict[str, str] = MultiDict()
    for one in (one for one in form.iter() if one.tag in {"input", "textarea", "select"}):
        name, kind = one.get("name"), one.get("type")
        if not name or one.get("disabled") is not None:
            continue
        if one.tag == "select":
            chosen = [option.get("value") for option in one.iter("option") if option.get("selected") is not None]
            fields.add(name, chosen[0] if chosen else "")
        elif one.tag == "textarea":
            fields.add(name, "".join(one.itertext()).removeprefix("\n"))
        elif kind not in {"radio", "checkbox"} or one.get("checked") is not None:
            fields.add(name, one.get("value", ""))
    return fields
