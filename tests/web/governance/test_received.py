"""The page of who was shown what: by a reference, and from there by one field of one person."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

from tests.web.governance.site import Site, sound


def test_a_reference_shows_everybody_and_a_field_leads_to_who_was_shown_it(site: Site, officer: FlaskClient) -> None:
    assert "Show who was shown it" in officer.get("/received").text
    before = len(site.exchange.leaves())
    page = officer.get(f"/received?reference={site.played.request.reference.lower()}")
    sound(page)
    assert site.kinds()[before:] == ["log_read"]
    assert site.played.case.decider.display_name in page.text
    links = [unescape(one) for one in re.findall(r'href="(/received\?[^"]*field=housing_known[^"]*)"', page.text)]
    one = officer.get(links[0])
    sound(one)
    assert "Everything that was shown of it" in one.text
    assert site.played.case.decider.display_name in one.text
    assert "Request sent" not in one.text
    none = officer.get(links[0].replace("housing_known", "housing_no_such_field"))
    assert "Nobody was shown it." in none.text


def test_what_is_typed_wrong_is_said_and_nothing_is_read(site: Site, officer: FlaskClient) -> None:
    before = len(site.exchange.leaves())
    assert "Enter the reference" in officer.get("/received?reference=ABC").text
    assert len(site.exchange.leaves()) == before
    assert "Nothing of this reference is yours" in officer.get("/received?reference=ABCD-234J").text
    sound(officer.get(f"/received?reference={site.played.request.reference}&about=nobody&after=nowhere&field=%00"))


def test_a_partners_officer_reads_of_its_own_requests_and_others_find_nothing(site: Site) -> None:
    exchange, partner = site.exchange, site.played.responder
    guardian = site.client(exchange.person(partner.organisation_kind, "partner_ig_officer"))
    page = guardian.get(f"/received?reference={site.played.request.reference}")
    sound(page)
    assert partner.display_name in page.text
    assert site.played.case.decider.display_name not in page.text
    assert "the hub answers for" in page.text
    assert site.client(site.played.case.decider).get("/received").status_code == 404
    assert site.client(partner).get("/received").status_code == 404
