"""A provider with TLS of a private authority, and asking it as settings that name the authority would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.identity.transport import Way
from tests.identity.awkward_provider import AwkwardProvider, awkward_provider
from tests.messages.servers import Authority


@dataclass
class Town:
    """It, and what asks it."""

    there: AwkwardProvider
    providers: OpenIdConnect

    def sign_with(self, *algorithms: str) -> None:
        """Offer these from now on."""
        self.there.describe(id_token_signing_alg_values_supported=[*algorithms])


@contextmanager
def made_up_town(folder: Path) -> Iterator[Town]:
    """One that signs as most do."""
    authority = Authority(folder)
    with awkward_provider(authority.server_side()) as there:
        providers = OpenIdConnect({"town": "s"}, allow_development=False, way=Way(authority.file))
        town = Town(there, providers)
        town.sign_with("RS256", "HS256", "none")
        yield town
