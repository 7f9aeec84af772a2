"""Split the root key into shares on paper; the log says that it was done, and of which key, before they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import WrongState
from app.domain.ports_keys import KeyRotation
from app.services.disclosure.recording import make_durable, record
from app.services.governance.leaf_body import leaf_body
from app.services.identity.administer import administered
from app.services.keys.key_changed import ESCROWED
from app.services.runtime import Runtime
from crypto.escrow import split, write_share


@dataclass(frozen=True, slots=True)
class Escrow:
    """Three shares as they are printed, any two of which make the root key, and the log's key wrapped by that."""

    root: str
    shares: tuple[str, ...]
    log_key: bytes

    def __repr__(self) -> str:
        return f"Escrow(root={self.root!r}, …)"


def escrow_root(runtime: Runtime, keys: KeyRotation) -> Escrow:
    """Record it and split the key: other shares each time. Shares of before still make it, until it is exchanged.

    Raises WrongState while the root key or the log's is being exchanged, KeysUnavailable where it cannot leave its
    provider.
    """
    roots = keys.root_names()
    if len(roots) > 1:
        raise WrongState("The root key is being exchanged: finish that first, by flask keys rotate root.")
    if len(keys.log_public_keys()) > 1:
        raise WrongState("The log's key is being exchanged: finish that first, by flask keys rotate log.")
    shares = split(keys.root_secret(), runtime.clock.now().date())
    log_key = keys.log_key_wrapped()
    with runtime.database.work(None) as work:
        said = {"root": shares[0].key, "set": shares[0].drawn}
        make_durable(
            runtime, work, record(runtime, work, [(administered(runtime, work, ESCROWED, [], said=said), None)])
        )
    return Escrow(shares[0].key, tuple(write_share(one) for one in shares), log_key)


def escrowed_at(runtime: Runtime, root: str) -> datetime | None:
    """When the log says that a root key was last split, or None. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        for leaf in work.log.administered():
            body = leaf_body(leaf)
            if (body.get("what"), body.get("root")) == (ESCROWED, root):
                return leaf.at
    return None
