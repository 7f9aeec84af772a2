"""The recipe of app/services/README.md: one more kind of log entry is a name with its words, and whoever records it."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from app.domain.log_entry import KINDS, Entry, Whose
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.governance.check_log import check_log
from app.services.governance.verifier_keys import verifier_keys
from tests.security.by_the_readme import check_receipt
from tests.web.governance.site import Site, sound
from tests.web.governance.test_log import rows

KIND, WORDS, REASON = "lighthouse_lit", "Lighthouse lit (made up)", "Made up: a ship was near."


def light_lighthouse(site: Site) -> str:
    """The use case that the kind is for; the id of its entry."""
    runtime, keeper = site.exchange.runtime, site.played.case.collator
    with runtime.database.work(keeper.organisation_id) as work:
        entry = Entry(
            kind=KIND,
            tenant_id=keeper.organisation_id,
            to_id=keeper.organisation_id,
            actor_id=keeper.person_id,
            role=keeper.role,
            policy_release=runtime.policy.number,
            policy_digest=runtime.policy.release.digest,
            what="at_dusk",
            reason=REASON,
        )
        key = organisation_detail_key(runtime, work, keeper.organisation_id)
        recorded = record(runtime, work, [(entry, key)])
        make_durable(runtime, work, recorded)
    return str(recorded[0].id)


def test_one_name_with_its_words_is_enough(site: Site, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, KIND, WORDS)
    entry = light_lighthouse(site)
    assert WORDS in officer.get("/log").text
    [line] = rows(officer.get(f"/log?kind={KIND}").text)
    assert site.played.case.collator.display_name in line
    page = sound(officer.get(f"/log/{entry}"))
    text = " ".join(" ".join(page.root.itertext()).split())
    assert WORDS in text
    assert REASON in text
    with site.exchange.runtime.database.work(None) as work:
        own = work.log.log(Whose(site.officer.organisation_id, site.officer.organisation_id))
    assert own is not None
    [key] = verifier_keys(site.exchange.runtime, own)
    leaf = check_receipt(officer.get(f"/log/{entry}/receipt").text, key)
    assert (leaf["k"], leaf["what"]) == (KIND, "at_dusk")
    assert REASON not in json.dumps(leaf)
    assert check_log(site.exchange.runtime).problems == ()


def test_a_kind_that_is_not_on_the_list_is_not_recorded(site: Site) -> None:
    before = site.exchange.leaves()
    with pytest.raises(ValueError, match="no kind of log entry"):
        light_lighthouse(site)
    assert site.exchange.leaves() == before
