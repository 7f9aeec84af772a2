"""Signing in as a browser would, over real HTTP: for the played story and for tests."""

from __future__ import annotations

from html.parser import HTMLParser
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import Request
from uuid import UUID

import requests

SECONDS = 20.0


class LoopbackCookiePolicy(DefaultCookiePolicy):
    """Sends Secure cookies to this machine without TLS, as browsers do; a cookie jar has to be told."""

    def return_ok_secure(self, cookie: Cookie, request: Request) -> bool:
        """Whether a Secure cookie may go along."""
        host = urlsplit(request.get_full_url()).hostname or ""
        return host == "localhost" or host.startswith("127.") or super().return_ok_secure(cookie, request)


class LoopbackBrowser(requests.Session):
    """Cookies of its own, and to this machine directly whatever the environment says."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(LoopbackCookiePolicy())

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """As a session does, but by our policy: requests copies the cookies into a jar that has lost it."""
        request.headers.pop("Cookie", None)
        address = urlsplit(str(request.url))
        asked = Request(f"http://{address.netloc}{address.path}")
        self.cookies.add_cookie_header(asked)
        cookies = asked.get_header("Cookie")
        if cookies:
            request.headers["Cookie"] = cookies
        return super().send(request, **options)


class SignInFailed(Exception):
    """The exchange or the provider answered something else than expected: `response`."""

    def __init__(self, step: str, response: requests.Response) -> None:
        super().__init__(f"{step}: {response.status_code}")
        self.response = response


class Form(HTMLParser):
    """The hidden inputs of a page, and the address of its Continue link."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.onwards: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found.get("name") or ""] = found.get("value") or ""
        if tag == "a" and found.get("id") == "continue":
            self.onwards = found.get("href")


def sign_in(
    browser: requests.Session,
    exchange: str,
    *,
    provider_key: str,
    subject: str,
    membership: UUID | None = None,
    next_path: str = "/",
) -> requests.Response:
    """Sign in at a development identity provider as `subject`; the page the exchange then shows.

    `membership` is chosen where the person has several. Raises `SignInFailed`.
    """
    page = _ask(browser, "GET", f"{exchange}/account/sign-in", {"next": next_path})
    page = _ask(browser, "POST", page.url, {**Form(page.text).hidden, "provider": provider_key})
    onwards = Form(page.text).onwards
    if onwards is None:
        raise SignInFailed("no way on to the provider", page)
    page = _ask(browser, "GET", onwards)
    page = _ask(browser, "POST", urljoin(page.url, "/authorize"), {**Form(page.text).hidden, "subject": subject})
    if membership is not None and urlsplit(page.url).path == "/account/organisation":
        page = _ask(browser, "POST", page.url, {**Form(page.text).hidden, "membership": str(membership)})
    return page


def sign_out(browser: requests.Session, exchange: str, page: requests.Response) -> requests.Response:
    """Sign out from a page of the exchange, here and at the provider."""
    left = _ask(browser, "POST", f"{exchange}/account/sign-out", {"csrf_token": Form(page.text).hidden["csrf_token"]})
    onwards = Form(left.text).onwards
    return left if onwards is None else _ask(browser, "GET", onwards)


def _ask(
    browser: requests.Session, method: str, address: str, values: dict[str, str] | None = None
) -> requests.Response:
    if method == "GET":
        response = browser.get(address, params=values, timeout=SECONDS)
    else:
        response = browser.post(address, data=values, timeout=SECONDS)
    if not response.ok:
        raise SignInFailed(f"{method} {urlsplit(address).path}", response)
    return response
