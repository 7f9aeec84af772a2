"""Somebody who is invited, from the link in their mail to acting under their role; and others who have the link."""

from __future__ import annotations

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.demonstration.identity_provider.visitor import Form
from app.domain.changes import Change
from app.services.administration.invitation_link import link_of
from app.services.administration.invite import invite
from app.web.account.cookies import INVITATION_COOKIE
from tests.identity.arriving import ADDRESS, Arriving, Asked
from tests.services.administering import Office, office
from tests.web.statements import counted

MOST = 12
"""Statements of the page: the link, the session, the invitation and its answer, the account, roles, signers, names."""


@pytest.fixture
def here(arriving: Arriving) -> Office:
    """The hub's administrators, who have begun."""
    return office(arriving.people.base, at=arriving.people.base.another("hub"))


def invited(here: Office, subject: str = "nadia") -> Change:
    """A collator to be is sent a link."""
    mailbox = f"{subject}@town.example"
    change = invite(here.exchange.runtime, here.ada.actor, "hub_collator", f"{subject.title()} Example", mailbox, 7)
    here.ben.signs(here.ada.signs(change))
    assert here.applied() == 1
    return change


def follow(arriving: Arriving, here: Office, change: Change) -> None:
    """Open the link: the page that it leads to has no secret in its address."""
    address = link_of(here.exchange.runtime, change)
    assert address
    led = arriving.get(f"/invitation/{address.partition('/invitation/')[2]}")
    assert (led.status_code, led.headers["Location"]) == (303, "/invitation")
    page = arriving.get("/invitation")
    assert page.status_code == 200
    assert "Sign in to read it" in page.text
    assert here.ada.actor.display_name not in page.text, "nobody reads who invites before they have signed in"


def signed_in(arriving: Arriving, subject: str, **claims: str) -> str:
    """Go on to their own sign-in and come back; the page that they then read."""
    going = arriving.post("/invitation/sign-in", {})
    onwards = Form(going.text).onwards
    assert onwards is not None
    asked = parse_qs(urlsplit(onwards).query)
    back = arriving.come_back(Asked(asked["state"][0], asked["nonce"][0]), subject, None, **claims)
    assert back.headers.get("Location", "/invitation") == "/invitation"
    return unescape(arriving.get("/invitation").text)


def test_from_the_link_to_their_work(arriving: Arriving, here: Office) -> None:
    follow(arriving, here, invited(here))
    page = signed_in(arriving, "nadia", email="nadia@town.example")
    assert f"{here.organisation.name} invites you" in page
    assert here.ada.actor.display_name in page
    assert not arriving.is_signed_in(), "they read it, and act under nothing"
    with counted(here.exchange) as sent:
        arriving.get("/invitation")
    assert len(sent) <= MOST, sent
    assert arriving.post("/invitation/accept", {}).status_code == 303
    waiting = arriving.get("/invitation")
    assert ("You are being let in" in waiting.text, waiting.headers["Refresh"]) == (True, "3")
    assert here.applied() == 1
    done = unescape(arriving.get("/invitation").text)
    assert "You are in" in done
    membership = done.partition('name="membership" value="')[2].partition('"')[0]
    assert arriving.post("/account/organisation", {"membership": membership}).status_code == 303
    assert "Nadia Example|hub_collator" in arriving.get("/board").text
    assert arriving.sign_in("nadia", arriving.another_browser()).status_code == 303
    assert "cannot be used" not in arriving.get("/invitation").text


def test_declined_it_says_so_and_stays_so(arriving: Arriving, here: Office) -> None:
    follow(arriving, here, invited(here))
    signed_in(arriving, "nadia", email="nadia@town.example")
    assert arriving.post("/invitation/decline", {}).status_code == 303
    assert "You have declined" in arriving.get("/invitation").text
    assert arriving.post("/invitation/accept", {}).status_code == 303
    assert "You have declined" in arriving.get("/invitation").text
    assert here.applied() == 0


@pytest.mark.parametrize(
    ("subject", "claims", "why"),
    [
        ("nobody", {"email": "nobody@town.example"}, "another person"),
        ("nadia", {"email": "nadia@elsewhere.example"}, "another person"),
        ("namesake", {"name": "Nora Example"}, "another person"),
    ],
)
def test_whoever_else_has_the_link_reads_why_not_and_the_way_on(
    arriving: Arriving, here: Office, subject: str, claims: dict[str, str], why: str
) -> None:
    follow(arriving, here, invited(here))
    page = signed_in(arriving, subject, **claims)
    assert "This invitation cannot be used" in page
    assert why in page
    assert here.ada.actor.display_name not in page
    refused = arriving.post("/invitation/accept", {})
    assert (refused.status_code, "This invitation cannot be used" in refused.text) == (409, True)
    assert here.applied() == 0
    assert not arriving.is_signed_in()


def test_a_member_elsewhere_reads_it_and_acts_meanwhile(arriving: Arriving, here: Office) -> None:
    """Amina collates in one hub and is invited to another."""
    assert arriving.sign_in("amina", email="amina@town.example").status_code in (200, 303)
    change = invited(here, "amina")
    address = link_of(here.exchange.runtime, change)
    assert address
    arriving.get(f"/invitation/{address.partition('/invitation/')[2]}")
    assert f"{here.organisation.name} invites you" in unescape(arriving.get("/invitation").text)
    assert arriving.is_signed_in()
    arriving.post("/invitation/accept", {})
    assert here.applied() == 1
    assert "You are in" in arriving.get("/invitation").text
    assert arriving.is_signed_in()


@pytest.mark.parametrize("link", ["", "nothing", "a.b", "0" * 500, "00000000-0000-4000-8000-000000000000." + "A" * 43])
def test_what_is_no_link_leads_to_no_invitation_and_signs_nobody_in(
    arriving: Arriving, here: Office, link: str
) -> None:
    arriving.browser.set_cookie(INVITATION_COOKIE, link, domain="prx.example", path="/", secure=True)
    page = arriving.get("/invitation")
    assert (page.status_code, "This link leads to no invitation" in page.text) == (404, True)
    for act in ("sign-in", "accept", "decline"):
        assert "This link leads to no invitation" in arriving.post(f"/invitation/{act}", {}).text
    refused = arriving.sign_in("nadia", email="nadia@town.example")
    assert (refused.status_code, "no role here" in refused.text) == (403, True)
    assert arriving.browser.get("/invitation/x/y", base_url=ADDRESS).status_code == 404
