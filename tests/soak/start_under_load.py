"""A start on a log of a million leaves reads a bounded number of blocks, as on one of a thousand."""

from __future__ import annotations

import pytest

from tests.governance.test_start_blocks import FEW, MOST_MORE, grown
from tests.services.exchange import Exchange

MILLION = 1_000_000


@pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
def test_a_start_on_a_million_leaves(own_exchange: Exchange) -> None:
    few, many = grown(own_exchange, FEW, MILLION)
    assert many <= few + MOST_MORE
