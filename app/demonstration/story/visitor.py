"""A person at a browser, over real HTTP: signs in at their own provider, reads, fills, presses, follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import requests

from app.demonstration.identity_provider.visitor import SECONDS, LoopbackBrowser, sign_in
from app.demonstration.story.forms import Form, NotOnPage
from app.demonstration.story.visitor_pages import Page


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What passed on the wire in clear for one request: addresses, headers and cookies, but no body."""

    visitor: str
    method: str
    address: str
    status: int
    sent: Mapping[str, str]
    received: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page somebody had before them, with the headers it came with."""

    visitor: str
    page: Page
    headers: Mapping[str, str]


@dataclass(slots=True)
class Wire:
    """Everything that passed between all visitors and the exchange."""

    exchanged: list[Exchanged] = field(default_factory=list)
    pages: list[Seen] = field(default_factory=list)


class Visitor:
    """One person in one role, with cookies of their own; `page` is what they have before them."""

    def __init__(self, name: str, exchange: str, wire: Wire) -> None:
        self.name = name
        self._exchange = exchange
        self._wire = wire
        self._browser: requests.Session = LoopbackBrowser()
        self._browser.hooks["response"].append(self._note)
        self.page = Page(exchange, 0, "")

    def sign_in(self, provider_key: str, subject: str, membership: UUID | None, next_path: str = "/") -> Page:
        """Sign in at the person's own provider, and choose the membership to act in."""
        response = sign_in(
            self._browser,
            self._exchange,
            provider_key=provider_key,
            subject=subject,
            membership=membership,
            next_path=next_path,
        )
        return self._read(response)

    def go(self, path: str, *, status: int = 200) -> Page:
        """Type an address; it may be relative to the page. Raises NotOnPage for another status than expected."""
        response = self._browser.get(urljoin(self.page.address, path), timeout=SECONDS)
        return self._expect(response, status)

    def follow(self, words: str, *, status: int = 200) -> Page:
        """Follow the link with these words."""
        return self.go(self.page.link(words), status=status)

    def press(self, words: str, *, status: int = 200) -> Page:
        """Press the button with these words, sending its form as it is now filled."""
        form, button = self.page.button(words)
        pairs = form.sent(button)
        address = urljoin(self.page.address, button.get("formaction") or form.action or self.page.address)
        if form.method == "get":
            response = self._browser.get(address, params=pairs, timeout=SECONDS)
        else:
            response = self._browser.post(address, data=pairs, timeout=SECONDS)
        return self._expect(response, status)

    def download(self, path: str) -> str:
        """The text of a file behind a link, leaving the page before the person."""
        response = self._browser.get(urljoin(self.page.address, path), timeout=SECONDS)
        if response.status_code != 200:
            raise NotOnPage(f"{self.name}: a download was answered {response.status_code}")
        return response.text

    def post_anyway(self, path: str, values: Mapping[str, str], *, status: int) -> Page:
        """Send a form that no page offered, with the session's own form token: what a misuse would look like."""
        token = dict(self.page.forms[0].sent(None)).get("csrf_token", "") if self.page.forms else ""
        address = urljoin(self._exchange, path)
        response = self._browser.post(address, data={"csrf_token": token, **values}, timeout=SECONDS)
        return self._expect(response, status)

    def close(self) -> None:
        """Close the browser, with the connections it kept."""
        self._browser.close()

    @property
    def form(self) -> Form:
        """The form before the person."""
        return self.page.form

    def give(self, name: str, value: Any) -> None:
        """Fill a catalogue field, pressing “Add another” where it needs more rows than it has."""
        if isinstance(value, list) and value and isinstance(value[0], dict):
            while f"{name}-{len(value) - 1}-{next(iter(value[-1]))}" not in _beginnings(self.form, name):
                self._add_row(name)
        self.form.give(name, value)

    def _add_row(self, name: str) -> None:
        for button in self.form.buttons:
            if button.get("name") == "add_row" and button.get("value") == name:
                pairs = self.form.sent(button)
                address = urljoin(self.page.address, self.form.action or self.page.address)
                self._expect(self._browser.post(address, data=pairs, timeout=SECONDS), 200)
                return
        raise NotOnPage(f"“{self.page.heading}” cannot add an entry to {name}")

    def _expect(self, response: requests.Response, status: int) -> Page:
        page = self._read(response)
        if response.status_code != status:
            path = urlsplit(response.url).path
            said = "; ".join(page.errors) or page.line[:300]
            raise NotOnPage(f"{self.name} at {path} was answered {response.status_code}, not {status}: {said}")
        return page

    def _read(self, response: requests.Response) -> Page:
        self.page = Page(response.url, response.status_code, response.text)
        self._wire.pages.append(Seen(self.name, self.page, dict(response.headers)))
        return self.page

    def _note(self, response: requests.Response, *_: Any, **__: Any) -> None:
        self._wire.exchanged.append(
            Exchanged(
                visitor=self.name,
                method=str(response.request.method),
                address=str(response.request.url),
                status=response.status_code,
                sent=dict(response.request.headers),
                received=dict(response.headers),
            )
        )


def _beginnings(form: Form, name: str) -> frozenset[str]:
    """Names of rows' inputs, cut to the row's column: `name-0-column` also for `name-0-column-day`."""
    depth = name.count("-") + 3
    return frozenset("-".join(one.split("-")[:depth]) for one in form.names if one.startswith(f"{name}-"))
