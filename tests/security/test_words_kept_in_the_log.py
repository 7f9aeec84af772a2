"""Reasons stay in the log for good: as long as is needed, and nothing in them that reads otherwise than it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.demonstration.database import Cluster
from tests.services.fixtures import exchange_copied
from tests.web.governance.site import Site, make_site

WORDS = {
    "a direction mark": "To visit the child \u202eyadot",
    "a control character": "To visit the child\x00 today",
    "too many words": "w" * 2001,
}


@pytest.fixture(scope="module")
def site(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("words")) as made:
        yield make_site(made)


@pytest.mark.parametrize("words", WORDS)
def test_a_reason_that_could_deceive_is_not_taken(site: Site, words: str) -> None:
    played = site.played
    fire = site.exchange.organisation("fire").id
    pages = {
        f"/cases/{played.case.id}/records/{played.record.id}/housing_address/reveal": (played.case.decider, {}),
        f"/log/{played.returned.entry.id}/break-glass": (site.officer, {}),
        f"/cases/{played.case.id}/ask": (played.case.collator, {"step": "partners", "partners": str(fire)}),
    }
    for path, (actor, more) in pages.items():
        site.exchange.rows("DELETE FROM asking_draft RETURNING mark")
        client, size = site.client(actor), len(site.kinds())
        name = f"reason-{fire}" if more else "reason"
        answer = client.post(path, data={"csrf_token": mark(client), name: WORDS[words], **more})
        if more:  # kept in a draft as it was typed, so that it can be put right; said at the page's own address
            answer = client.get(answer.headers["Location"])
            assert "govuk-error-summary" in answer.text, path
            assert set(site.kinds()[size:]) <= {"opened", "recorded"}, path
            continue
        assert answer.status_code == 422, path
        assert set(site.kinds()[size:]) <= {"opened"}, path
        assert not site.exchange.rows("SELECT 1 FROM reasoned_opening")


def mark(client: FlaskClient) -> str:
    """A form's mark against forgery."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/organisation").text)
    assert found is not None
    return found[1]
