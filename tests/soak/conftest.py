"""The exchange that is worked for minutes."""

from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]
