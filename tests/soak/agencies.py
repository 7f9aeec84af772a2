"""The agencies of a fresh machine: each with a sign-in of its own, people who sign in there, and their mail."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from app.demonstration.identity_provider.visitor import Form
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.post import Received, as_received
from app.demonstration.story.visitor import Visitor, Wire
from app.demonstration.story.visitor_pages import Page
from tests.messages.servers import Post
from tests.oidc.running import real_provider
from tests.oidc.test_real_provider import form_address

EXCHANGE, SECRET, STRONG = "exchange.example", "made-up-secret", "mfa"
PATIENCE = 60.0
"""Seconds the worker may take to send what waits, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Agency:
    """Whose people sign in together: its key, its sign-in's own address, and its people: (name, role) by key."""

    key: str
    host: str
    people: Mapping[str, tuple[str, str]]

    @property
    def domain(self) -> str:
        """What its people's e-mail addresses end in."""
        return f"{self.key}.example"

    @property
    def sign_in(self) -> str:
        """The name of its sign-in, which its proxy and certificate have."""
        return f"sign-in.{self.domain}"


TOWN = Agency("town", "127.0.0.3", {
    "ingrid": ("Ingrid Governance", "ig_officer"),
    "cora": ("Cora Collator", "hub_collator"),
    "dilys": ("Dilys Decision-Maker", "hub_decision_maker"),
    "ada": ("Ada Administrator", "administrator"),
    "ben": ("Ben Administrator", "administrator"),
    "owen": ("Owen Owner", "accountable_owner"),
})  # fmt: skip
JUSTICE = Agency("justice", "127.0.0.4", {
    "prudence": ("Prudence Probation", "partner_responder"),
    "martin": ("Martin Probation-Manager", "partner_manager"),
    "iris": ("Iris Information-Governance", "partner_ig_officer"),
    "alma": ("Alma Administrator", "administrator"),
    "bert": ("Bert Administrator", "administrator"),
    "olga": ("Olga Owner", "accountable_owner"),
})  # fmt: skip
AGENCIES = (TOWN, JUSTICE)


@contextmanager
def sign_ins() -> Iterator[Mapping[str, str]]:
    """The sign-in of each agency, npm's oidc-provider; where it answers, by the name it is reached by."""
    with ExitStack() as stack:
        yield {
            one.sign_in: stack.enter_context(
                real_provider(
                    host=one.host, algorithms=["RS256"], client=_client(one), issuer=f"https://{one.sign_in}",
                    domain=one.domain, names={key: name for key, (name, _) in one.people.items()}, acr=STRONG,
                )
            )
            for one in AGENCIES
        }  # fmt: skip


def _client(agency: Agency) -> Mapping[str, object]:
    return {
        "client_id": "exchange", "client_secret": SECRET,
        "redirect_uris": [f"https://{EXCHANGE}/account/return/{agency.key}"],
        "post_logout_redirect_uris": [f"https://{EXCHANGE}/account/signed-out"],
    }  # fmt: skip


class FromElsewhere(HTTPAdapter):
    """Calls from an address that is not the machine's own, so that its proxy takes nobody for its operator."""

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """As an adapter does it, but for where calls come from."""
        super().init_poolmanager(*sizes, **options, source_address=("127.0.0.5", 0))


class Caller(Visitor):
    """Somebody of an agency at a browser that trusts the authority of its certificates."""

    def __init__(self, agency: Agency, key: str, authority: Path) -> None:
        super().__init__(agency.people[key][0], f"https://{EXCHANGE}", Wire())
        self._key, self.address = key, f"{key}@{agency.domain}"
        self._browser = requests.Session()
        self._browser.mount("https://", FromElsewhere())
        self._browser.verify, self._browser.trust_env = str(authority), False

    def arrive(self) -> Page:
        """Sign in at the agency by name, password and second factor; the page the exchange then shows."""
        self._browser.cookies.clear()  # nobody is signed in there yet
        page = self._browser.get(self._way_on())
        for proof in ({"prompt": "login", "login": self._key, "password": "anything"}, {"prompt": "consent"}):
            page = self._browser.post(form_address(page), proof)
        return self._read(page)

    def _way_on(self) -> str:
        """Where the exchange sends them; while servers begin anew with a new secret it says to try again."""
        until = time.monotonic() + PATIENCE
        while True:
            page = self._browser.get(f"https://{EXCHANGE}/account/sign-in")
            going = self._browser.post(page.url, {**Form(page.text).hidden, "email": self.address})
            if onwards := Form(going.text).onwards:
                return onwards
            if going.status_code != 503 or "Try again in a few minutes" not in going.text or time.monotonic() > until:
                raise NotOnPage(f"{self.name} is not led to a sign-in: {going.status_code} {going.text[-2000:]}")
            time.sleep(1)

    def reference(self) -> str:
        """What somebody is shown whom nobody has approved yet."""
        page = self.arrive()
        found = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.html)
        if page.status != 403 or not found:
            raise NotOnPage(f"{self.name} is shown no reference: {page.line[:300]}")
        return str(found[0])


@dataclass(slots=True)
class Letters:
    """The mails of everybody, each followed once."""

    post: Post
    people: Mapping[str, Caller]
    followed: set[str] = field(default_factory=set)

    def mailed(self, who: str, subject: str, reference: str) -> str:
        """Wait until somebody has a mail of this subject about this reference; the page it leads to."""
        until, wanted = time.monotonic() + PATIENCE, (self.people[who].address, subject, reference)
        while time.monotonic() < until:
            for one in self._arrived():
                if (one.to, one.subject, one.reference) == wanted and one.name not in self.followed:
                    self.followed.add(one.name)
                    return one.page
            time.sleep(0.2)
        raise NotOnPage(
            f"{who} has no mail “{subject}” about {reference}, but {[one.subject for one in self._arrived()]}"
        )

    def _arrived(self) -> list[Received]:
        whole = ((str(number), one) for number, one in enumerate(self.post.mails) if isinstance(one, EmailMessage))
        return [one for one in (as_received(name, message) for name, message in whole) if one]
