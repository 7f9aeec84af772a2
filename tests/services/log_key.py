"""Exchanging the key that signs for the logs, and checking what it signed, as its people do."""

from __future__ import annotations

import base64
import json
import re
import warnings

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.adapters.keys.opened import open_provider
from app.domain.log_entry import Log, Whose
from app.services.governance.prove_entry import prove_plainly
from app.services.governance.verifier_keys import verifier_keys
from app.services.keys.rotate_log import rotate_log
from crypto.errors import DevelopmentOnlyWarning
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.provider import RotatingProvider
from tests.security.by_the_readme import check_receipt
from tests.security.keys_by_the_readme import checked_by
from tests.services.exchange import Exchange
from tests.services.played import Answered
from tests.services.rotating import rotation

WHOLE = re.compile(r"\n— (\S+) (\S+)\n")


def rotated(exchange: Exchange) -> None:
    with rotation(exchange) as keys:
        rotate_log(exchange.admin, keys)


def log_of(exchange: Exchange, played: Answered) -> Log:
    with exchange.runtime.database.work(None) as work:
        found = work.log.log(Whose(played.request.hub_id, played.request.partner_id))
    assert found is not None
    return found


def key_file(exchange: Exchange, played: Answered) -> str:
    """As its people download it."""
    return "".join(f"{line}\n" for line in verifier_keys(exchange.runtime, log_of(exchange, played)))


def receipt_of(exchange: Exchange, played: Answered) -> str:
    return prove_plainly(exchange.runtime, played.returned.entry.id)


def by_the_readme(receipt: str, keys: str) -> None:
    """Checked by what was written from the documentation alone."""
    proof = json.loads(receipt)["proof"].partition("\n\n")[2]
    origin, size, *_ = proof.split("\n")
    found = WHOLE.search(proof)
    assert found
    identity = base64.b64decode(found[2])[:4].hex()
    check_receipt(receipt, checked_by(keys, origin, int(size), identity))


def provider_of(exchange: Exchange) -> RotatingProvider:
    """The keys as a process has them that starts now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        return open_provider(exchange.settings.keys)


def key_in_use(exchange: Exchange) -> Ed25519PrivateKey:
    """The key itself, as a thief of it has it."""
    held = provider_of(exchange)
    assert isinstance(held, FileKeyProvider)
    return next(iter(held._signing._keys.values()))
