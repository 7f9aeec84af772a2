"""The policy in force, readable: its number and digest, what is not approved, the law, and who may know what."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.governance.site import Site, sound


def text_of(client: FlaskClient, address: str) -> str:
    return " ".join(" ".join(sound(client.get(address)).root.itertext()).split())


def test_number_and_digest(site: Site, officer: FlaskClient) -> None:
    policy = site.exchange.runtime.policy
    text = text_of(officer, "/policy")
    assert f"Policy release {policy.number}" in text
    assert policy.release.digest in text


def test_every_kind_of_organisation_has_its_matrix_and_the_bases_it_may_rely_on(
    site: Site, officer: FlaskClient
) -> None:
    release = site.exchange.runtime.policy.release
    contents = sound(officer.get("/policy"))
    links = {one.get("href"): "".join(one.itertext()) for one in contents.all("a")}
    told = ""
    for kind, organisation in release.organisations.items():
        address = f"/policy?organisation={kind}"
        assert links[address] == organisation.label
        page = sound(officer.get(address))
        text = " ".join(" ".join(page.root.itertext()).split())
        told += text
        record = "case" if kind == "hub" else "return"
        own = [one.label for one in release.catalogue.fields_for(record, kind)]
        assert organisation.label in text
        assert [label for label in own if " ".join(label.split()) not in text] == []
        bases = [one.label for one in release.legal_bases.values() if kind in one.available_to]
        assert [label for label in bases if label not in text] == []
        assert len([one for one in page.all("td") if one.get("data-label") == "In force"]) == len(bases)
    assert "Not in force" in told
    assert "In force" in told


def test_fire_never_gets_the_allegation(officer: FlaskClient) -> None:
    page = sound(officer.get("/policy?organisation=fire"))
    carried = {" ".join(" ".join(row.itertext()).split()) for row in page.all("tr")}
    assert any(row.endswith("Never") for row in carried)
    assert any(row.endswith("Always") for row in carried)


def test_an_unknown_kind_is_not_there(officer: FlaskClient) -> None:
    assert officer.get("/policy?organisation=circus").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_else_reads_it(site: Site, role: str) -> None:
    assert site.client(site.exchange.person("hub", role)).get("/policy").status_code == 200


def test_who_does_not(site: Site) -> None:
    assert site.client(site.played.case.collator).get("/policy").status_code == 404
