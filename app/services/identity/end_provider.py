"""An identity provider is used no more: nobody signs in by it, and whoever is signed in by it is not any more."""

from __future__ import annotations

from typing import Final

from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.register_provider import known
from app.services.runtime import Runtime

ENDED: Final = "provider_ended"


def end_provider(runtime: Runtime, key: str) -> None:
    """End it for good. Who signed in there keeps their roles, and cannot use them: end these too where nobody returns.

    Raises NotFound.
    """
    provider = known(runtime, key)
    with runtime.database.work(None) as work:
        work.identity.retire_provider(provider.id, runtime.clock.now())
        entry = administered(runtime, work, ENDED, [("identity_provider", str(provider.id))], ended=True)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
