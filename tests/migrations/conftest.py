"""The exchanges these tests ask for."""

from tests.services.fixtures import exchange, own_exchange

__all__ = ["exchange", "own_exchange"]
