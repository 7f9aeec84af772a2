"""Propose that a sign-in which was tried goes live, or that one ends."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.domain.changes import PROVIDER_ENDED, PROVIDER_REGISTERED, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.administration.propose_change import propose_change
from app.services.administration.trial import require_of_hub, tried_by
from app.services.runtime import Runtime


def propose_provider(runtime: Runtime, actor: Actor, kept: str, strong: Collection[str]) -> Change:
    """The change that lets people sign in there, as it was tried; `strong` are those values that count as strong.

    Raises WrongState where nobody tried it in the last hour, or its key is taken by now; InvalidInput for a value that
    did not come; NotFound, after logging the refusal, for whoever administers no hub.
    """
    require_of_hub(runtime, actor, PROVIDER_REGISTERED)
    tried = tried_by(runtime, actor, kept)
    provider, came = tried["provider"], tried["came"]
    if set(strong) - set(came["ways"]):
        raise InvalidInput({"strong": "Choose of what came when it was tried."})
    asked = {**provider, "came": came, "strong": [one for one in came["ways"] if one in strong]}
    return propose_change(runtime, actor, PROVIDER_REGISTERED, UUID(provider["id"]), asked)


def propose_end_of_provider(runtime: Runtime, actor: Actor, provider_id: UUID) -> Change:
    """The change by which nobody signs in there any more. Raises NotFound, after logging the refusal."""
    require_of_hub(runtime, actor, PROVIDER_ENDED)
    return propose_change(runtime, actor, PROVIDER_ENDED, provider_id)
