"""A log that is stopped, on each page that its parties' officers have of it."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.services.governance.check_log import check_log
from app.services.governance.stop_logs import stop_logs
from tests.web.governance.site import Site, sound
from tests.web.governance.test_whole_logs import base, log_of

EDIT = (
    "SELECT set_config('session_replication_role', 'replica', false); UPDATE log_leaf SET leaf = "
    "convert_to(replace(convert_from(leaf, 'UTF8'), '\"basis\":\"{}\"', '\"basis\":\"{}\"'), 'UTF8') "
    "WHERE log = {} AND idx = 0"
)


def test_a_log_that_is_stopped_is_told_as_that_on_each_of_its_pages(site: Site, officer: FlaskClient) -> None:
    """A leaf says other than it did, the stored tree does not: what was signed of the tree alone still fits."""
    exchange, log = site.exchange, log_of(site, "housing")
    reader = site.client(exchange.person("housing", "partner_ig_officer"))
    assert "The log holds what was signed" in reader.get(f"{base(site)}/verify").text
    exchange.rows(EDIT.format("hub_child_protection", "council_adult_protection", log.id))
    try:
        entry = reader.get(f"{base(site)}/entries/0")
        sound(entry)
        assert "What is shown here is not what the log holds" in entry.text
        other = reader.get(f"{base(site)}/entries/1")
        assert "What is shown here is not what the log holds" not in other.text
        found = check_log(exchange.runtime)
        assert [*found.changed] == [log.label]
        stop_logs(exchange.runtime, found.changed)
        for client in (reader, officer):
            for path in ("/logs", base(site), f"{base(site)}/verify", f"{base(site)}/download"):
                answer = client.get(path)
                sound(answer)
                assert "is stopped: it was found changed" in answer.text, path
                assert "Leaf number 0 does not fit the stored tree" in answer.text, path
                assert "The log holds what was signed" not in answer.text, path
            waits = client.get("/my-work")
            assert "Nothing waits for you" not in waits.text
            assert "Logs that were found changed" in waits.text
        listed = reader.get("/logs").text
        assert listed.count("Stopped: it was found changed") == 1, "their own log is sound, and told as that"
        elsewhere = site.client(exchange.person("police", "partner_ig_officer"))
        assert "is stopped: it was found changed" not in elsewhere.get("/logs").text
        assert "Logs that were found changed" not in elsewhere.get("/my-work").text
    finally:
        exchange.rows(EDIT.format("council_adult_protection", "hub_child_protection", log.id))
        exchange.rows("DELETE FROM log_stop")
    assert "The log holds what was signed" in reader.get(f"{base(site)}/verify").text
