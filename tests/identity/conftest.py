"""An awkward provider in order, and our side of the conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.adapters.identity.openid_connect import OpenIdConnect
from tests.identity.asking import in_order
from tests.identity.awkward_provider import AwkwardProvider, awkward_provider


@pytest.fixture
def there() -> Iterator[AwkwardProvider]:
    with awkward_provider() as provider:
        provider.describe()
        provider.answer("/token", in_order(provider))
        yield provider


@pytest.fixture
def openid() -> OpenIdConnect:
    return OpenIdConnect({"awkward": "made-up-secret"}, allow_development=True, seconds=0.3)
