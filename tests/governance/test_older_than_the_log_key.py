"""What is older than the log's key goes on: a database restored from before it was exchanged, a set made before."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.demonstration.database import Cluster
from app.domain.log_entry import Whose
from app.services.governance.check_log import check_log
from app.services.governance.prove_entry import prove_plainly
from app.services.governance.summaries import publish_summary
from app.services.governance.verifier_keys import every_key, verifier_keys
from crypto.log.handover import parse_keys
from crypto.verify import verify_receipt
from tests.governance.backups import Operator, both
from tests.governance.commands import dump, flask, restore
from tests.governance.test_backup import started
from tests.services.exchange import Exchange
from tests.services.log_key import rotated
from tests.services.played import Answered, answered


def keys_of(exchange: Exchange, played: Answered) -> str:
    with exchange.runtime.database.work(None) as work:
        log = work.log.log(Whose(played.request.hub_id, played.request.partner_id))
    assert log is not None
    return "".join(f"{line}\n" for line in verifier_keys(exchange.runtime, log))


def test_a_database_of_before_is_resumed_and_all_that_was_signed_verifies(
    cluster: Cluster, own_exchange: Exchange
) -> None:
    """The entries that say it are lost; what is kept outside the database still says which keys there were."""
    exchange, played = own_exchange, answered(own_exchange)
    publish_summary(exchange.runtime)
    old = prove_plainly(exchange.runtime, played.returned.entry.id)
    backup = dump(cluster, exchange.database.name)
    rotated(exchange)
    lost = prove_plainly(exchange.runtime, answered(exchange).returned.entry.id)
    publish_summary(exchange.runtime)
    exchange.close()
    restore(cluster, exchange.database.name, backup)
    resumed = flask(None, "log", "resume", admin=exchange.admin)
    assert resumed.code == 0, resumed.error
    started(exchange)
    new = prove_plainly(exchange.runtime, answered(exchange).returned.entry.id)
    keys = parse_keys(keys_of(exchange, played))
    assert verify_receipt(old, keys).replaced_at is not None
    assert verify_receipt(lost, keys).replaced_at is None
    assert verify_receipt(new, keys).checkpoint.origin.endswith("/r1")
    rotated(exchange)
    for receipt in (old, lost, new, prove_plainly(exchange.runtime, played.returned.entry.id)):
        verify_receipt(receipt, parse_keys(keys_of(exchange, played)))
    assert check_log(exchange.runtime).problems == ()


def test_a_set_of_before_is_restored_by_who_names_the_key_of_then(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    exchange = own_exchange
    answered(exchange)
    publish_summary(exchange.runtime)
    named = tmp_path / "of-then"
    named.write_text("\n".join(every_key(exchange.runtime)))
    assert operator.make(tmp_path / "set").code == 0
    rotated(exchange)
    assert operator.make(tmp_path / "after").code == 0
    handovers = exchange.settings.checkpoints / "handovers"
    kept = handovers.read_text()
    operator.lose_all()
    refused = operator.restore(*both(tmp_path / "set"))
    assert (refused.code, "by --log-key" in refused.error) == (1, True)
    restored = operator.restore(*both(tmp_path / "set"), "--log-key", str(named))
    assert restored.code == 0, restored.error
    operator.lose_all()
    shutil.rmtree(exchange.settings.checkpoints)
    restored = operator.restore(*both(tmp_path / "after"))
    assert restored.code == 0, restored.error
    assert handovers.read_text() == kept, "a set has them"
