"""The exchanges these tests ask for."""

from tests.services.fixtures import exchange, own_exchange, same_day_for_all

__all__ = ["exchange", "own_exchange", "same_day_for_all"]
