"""What a hub's administrators see of sign-ins: those in use, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.identity import Actor, IdentityProvider
from app.services.administration.refusing import refused
from app.services.administration.trial import require_of_hub
from app.services.runtime import Runtime


def list_providers(runtime: Runtime, actor: Actor) -> Sequence[IdentityProvider]:
    """Those in use, by name. Raises NotFound, after logging the refusal, for whoever administers no hub."""
    require_of_hub(runtime, actor, "list_providers")
    with runtime.database.work(actor.organisation_id) as work:
        return work.identity.providers()


def see_provider(runtime: Runtime, actor: Actor, provider_id: UUID) -> tuple[IdentityProvider, Sequence[str]]:
    """One of them, and the e-mail domains that lead to it. Raises NotFound as list_providers does, and for none."""
    require_of_hub(runtime, actor, "see_provider")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            found = work.identity.provider_by_id(provider_id)
            if found is None:
                raise NotFound
            return found, work.identity.domains_of(provider_id)
    except NotFound:
        refused(runtime, actor, "see_provider")
