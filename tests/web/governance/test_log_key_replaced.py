"""After the key that signs for the logs was exchanged: what its pages say, and that what they give verifies."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.domain.log_entry import KINDS
from app.services.disclosure.log_signing import REPLACED
from app.services.keys.rotate_log import rotate_log
from crypto.log.handover import parse_keys
from crypto.log.whole_log import verify_log
from crypto.verify import verify_receipt
from tests.services.rotating import rotation
from tests.web.governance.site import Site, sound
from tests.web.governance.test_log import rows
from tests.web.governance.test_whole_logs import base

SAYS = "The log’s key was replaced"


def test_its_pages_say_so_and_old_and_new_verify(site: Site, officer: FlaskClient) -> None:
    reader = site.client(site.exchange.person("housing", "partner_ig_officer"))
    entry, log = site.played.returned.entry.id, base(site)
    pages = ((officer, "/log/check"), (reader, f"{log}/verify"))
    for who, page in pages:
        assert SAYS not in who.get(page).text
    old, old_keys = officer.get(f"/log/{entry}/receipt").text, reader.get(f"{log}/key.txt").text
    with rotation(site.exchange) as keys:
        rotate_log(site.exchange.admin, keys)
    for who, page in pages:
        answer = who.get(page)
        sound(answer)
        assert SAYS in answer.text
    new_keys, new = reader.get(f"{log}/key.txt").text, officer.get(f"/log/{entry}/receipt").text
    onward = new_keys.partition("\n")[2]
    for given in (new_keys, old_keys + onward):
        for receipt, ended in ((old, True), (new, False)):
            assert (verify_receipt(receipt, parse_keys(given)).replaced_at is not None) is ended
        whole = reader.get(f"{log}/log.txt").text
        assert verify_log(whole.splitlines(keepends=True), parse_keys(given)).kinds[REPLACED] == 1
    listed = rows(officer.get(f"/log?kind={REPLACED}").text)
    assert listed
    assert all(KINDS[REPLACED] in one for one in listed)
    [(entry,)] = site.exchange.rows("SELECT id FROM log_leaf WHERE kind = %s AND log = (SELECT id FROM log "
                                    "WHERE hub_id IS NULL)", REPLACED)  # fmt: skip
    shown = officer.get(f"/log/{entry}")
    sound(shown)
    assert KINDS[REPLACED] in shown.text
