"""Verification of the whole log on screen: asked for, done by the worker, progress, result, and a broken log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.adapters.checkpoints import CheckpointFolder
from app.domain.errors import KeysUnavailable, LogUnavailable
from app.services.governance import rebuild_tree
from app.services.governance.check_log import check_log
from app.services.messages.run_jobs import run_jobs
from crypto.log.tree import leaf_hash
from tests.web.governance.site import HOST, Site, post, sound
from tests.web.pages import posted

REFERER = f"https://{HOST}/log/check"


def _fails(failure: Exception, after: int = 0) -> Callable[..., None]:
    """A function that fails, after it has not so many times."""
    sound_calls = iter(range(after))

    def called(*_: object) -> None:
        if next(sound_calls, None) is None:
            raise failure

    return called


@pytest.fixture(autouse=True)
def _a_minute_later(site: Site) -> None:
    """Verifications are listed by when they were asked for."""
    site.exchange.clock.forward(minutes=1)


def test_before_the_first_time(site: Site, auditor: FlaskClient) -> None:
    answer = auditor.get("/log/check")
    sound(answer)
    assert "has not been verified from this page yet" in answer.text


def test_waiting_under_way_done(site: Site, auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(auditor, "/log/check").status_code == 303
    waiting = auditor.get("/log/check")
    sound(waiting)
    assert "Waiting to begin" in waiting.text
    assert "Verify the whole log now" not in waiting.text
    seen: list[str] = []
    real = leaf_hash

    def looked_at(leaf: bytes) -> bytes:
        if not seen:
            seen.append(auditor.get("/log/check").text)
        return real(leaf)

    monkeypatch.setattr(rebuild_tree, "leaf_hash", looked_at)
    assert run_jobs(site.exchange.runtime) >= 1
    assert "Under way" in seen[0]
    assert "Refresh" in seen[0]
    done = auditor.get("/log/check")
    sound(done)
    runtime = site.exchange.runtime
    with runtime.database.work(None) as work:
        size = sum(one.size for one in work.log.standings(work.log.logs_of(site.auditor.organisation_id)))
    assert "The log holds" in done.text
    assert f"{size} entries of your organisation’s logs" in done.text
    assert "The signed checkpoint" in done.text


def test_a_second_time_proves_that_the_log_only_grew(site: Site, auditor: FlaskClient) -> None:
    auditor.get("/log")
    post(auditor, "/log/check")
    run_jobs(site.exchange.runtime)
    answer = auditor.get("/log/check")
    assert "the checkpoint of all logs before it: each was only added to" in answer.text
    assert "Earlier verifications" in answer.text


def test_two_presses_start_one(site: Site, auditor: FlaskClient, officer: FlaskClient) -> None:
    count = "SELECT count(*) FROM log_check"
    before = site.exchange.rows(count)[0][0]
    tokens = {client: posted(client.get("/log/check").text) for client in (auditor, officer)}
    for client in (auditor, officer, auditor):
        assert client.post("/log/check", data=tokens[client], headers={"Referer": REFERER}).status_code == 303
    assert site.exchange.rows(count)[0][0] == before + 1
    run_jobs(site.exchange.runtime)


def test_a_worker_that_is_away_is_said(site: Site, auditor: FlaskClient) -> None:
    post(auditor, "/log/check")
    site.exchange.clock.forward(minutes=2)
    answer = auditor.get("/log/check")
    sound(answer)
    assert "It should have begun by now" in answer.text
    assert "The service’s worker may not be running" in answer.text
    assert "Verify the whole log now" not in answer.text  # its job waits: asking again would add nothing
    run_jobs(site.exchange.runtime)


@pytest.mark.parametrize("part", ["the checkpoint folder", "the key store, half-way"])
def test_a_part_that_is_away_is_no_broken_log(
    site: Site, auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    site.exchange.rows("DELETE FROM job WHERE kind = 'look_at_words'")  # due at a moment that nobody knows
    post(auditor, "/log/check")
    with monkeypatch.context() as away:
        if part == "the checkpoint folder":
            away.setattr(CheckpointFolder, "put", _fails(LogUnavailable("The folder /secret/place is full.")))
        else:
            away.setattr(rebuild_tree, "BATCH", 5)
            away.setattr(type(site.exchange.runtime.keys), "file_keys", _fails(KeysUnavailable("away")))
            away.setattr(type(site.exchange.runtime.keys), "check", _fails(KeysUnavailable("away"), after=1))
        assert run_jobs(site.exchange.runtime) == 0
    site.exchange.clock.forward(seconds=61)
    answer = auditor.get("/log/check")
    sound(answer)
    assert "It has not moved for a while" in answer.text
    assert "does not hold" not in answer.text
    assert "/secret/place" not in answer.text
    run_jobs(site.exchange.runtime)
    assert "The log holds" in auditor.get("/log/check").text


def test_a_changed_leaf_is_named(site: Site, auditor: FlaskClient) -> None:
    change = (
        "SELECT set_config('session_replication_role', 'replica', false); UPDATE log_leaf SET leaf = {} "
        "WHERE idx = 3 AND log = (SELECT min(log) FROM log_leaf WHERE idx = 3)"
    )
    site.exchange.rows(change.format("convert_to(replace(convert_from(leaf, 'UTF8'), '2026', '2025'), 'UTF8')"))
    try:
        post(auditor, "/log/check")
        run_jobs(site.exchange.runtime)
        answer = auditor.get("/log/check")
        sound(answer)
        assert "The log does not hold" in answer.text
        assert "Leaf number 3 does not fit the stored tree" in answer.text
        assert "So the last verification found" in auditor.get("/my-work").text
    finally:
        site.exchange.rows(change.format("convert_to(replace(convert_from(leaf, 'UTF8'), '2025', '2026'), 'UTF8')"))


def test_a_fault_of_a_list_says_whose_list_and_another_hub_hears_how_many(site: Site, auditor: FlaskClient) -> None:
    """Both sides' lists say other than the request stands; a partner's membership was edited beside the commands."""
    exchange, request = site.exchange, site.played.request
    stranger = site.client(exchange.person("hub", "ig_officer", exchange.another("hub")))
    edited = exchange.person("housing", "partner_responder")
    edits = (
        "UPDATE inbox_entry SET state = '{}' WHERE file_id = %s",
        "UPDATE membership SET role = '{}' WHERE id = %s",
    )
    [(state,)] = set(exchange.rows("SELECT state FROM inbox_entry WHERE file_id = %s", request.file_id))
    exchange.rows(edits[0].format("sent"), request.file_id)
    exchange.rows(edits[1].format("partner_manager"), edited.membership_id)
    try:
        for client in (auditor, stranger):
            post(client, "/log/check")
        run_jobs(exchange.runtime)
        own, others = main_of(auditor.get("/log/check")), main_of(stranger.get("/log/check"))
        names = [exchange.organisation(kind).name for kind in ("hub", "housing")]
        for name in names:
            assert f"In the list of {name}, request {request.reference} is listed other than it stands" in own
        assert str(edited.membership_id) not in own, "who works at a partner is told to whoever runs the exchange"
        assert "1 more fault: not of your organisation" in own
        for word in (request.reference, *names, str(edited.membership_id), edited.display_name):
            assert word not in others, word
        assert "3 more faults: not of your organisation, or not known to be" in others
        label = exchange.runtime.policy.release.roles["partner_manager"].label
        about = f" It is {edited.display_name}’s at {names[1]}, as {label}."
        assert [one for one in check_log(exchange.runtime).problems if one.endswith(about)]
    finally:
        exchange.rows(edits[0].format(state), request.file_id)
        exchange.rows(edits[1].format("partner_responder"), edited.membership_id)


def main_of(answer: TestResponse) -> str:
    """What the page itself says, without its frame."""
    return " ".join("".join(next(sound(answer).all("main")).itertext()).split())
