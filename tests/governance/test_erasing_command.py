"""`flask files erase`: by whoever has both addresses, for good, and to be done again when it was stopped."""

from __future__ import annotations

from uuid import uuid4

from app.services.governance.check_log import check_log
from tests.clock import show_its_own
from tests.governance.commands import program
from tests.services.exchange import Exchange
from tests.services.played import answered


def test_a_file_is_erased_by_a_program_of_its_own(own_exchange: Exchange) -> None:
    file_id = str(answered(own_exchange).request.file_id)
    show_its_own(own_exchange.database.owner_url)
    for _ in range(2):
        ran = program(own_exchange.settings, "files", "erase", file_id, "--yes", erases=True)
        assert ran.code == 0, ran.error
        assert ran.out.startswith("Erased. It counts as erased since ")
        assert "write-ahead log of the key store still hold the wrapped key" in ran.out
    assert check_log(own_exchange.runtime).problems == ()


def test_it_asks_before_it_destroys_and_says_what_it_lacks(own_exchange: Exchange) -> None:
    file_id = str(answered(own_exchange).request.file_id)
    assert program(own_exchange.settings, "files", "erase", file_id, erases=True).code == 1
    lacking = program(own_exchange.settings, "files", "erase", file_id, "--yes")
    assert lacking.code == 1
    assert "DESTROYER_KEYSTORE_URL: missing; the key store, as the role prx_destroyer" in lacking.error
    nothing = str(uuid4())
    never = program(own_exchange.settings, "files", "erase", nothing, "--yes", erases=True)
    assert f"There is no file {nothing}." in never.error
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)]
