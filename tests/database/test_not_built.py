"""A record of a kind that policy speaks of and nobody has built cannot be stored."""

import psycopg
import pytest

from tests.services.exchange import Exchange
from tests.services.played import ready_case


def test_no_record_of_a_kind_that_is_not_built(exchange: Exchange) -> None:
    ready_case(exchange)
    unbuilt = [one.values for one in exchange.runtime.policy.release.not_built if one.fact == "record"]
    assert unbuilt
    for kind in unbuilt[0]:
        with pytest.raises(psycopg.errors.CheckViolation):
            exchange.rows("UPDATE record SET kind = %s WHERE kind = 'case'", kind)
