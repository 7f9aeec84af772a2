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


def test_without_being_certain_it_destroys_nothing_and_says_what_it_lacks(own_exchange: Exchange) -> None:
    file_id = str(answered(own_exchange).request.file_id)
    unsure = program(own_exchange.settings, "files", "erase", file_id, erases=True)
    assert (unsure.code, unsure.out) == (1, ""), "it asks nothing"
    assert "Nothing was erased." in unsure.error
    assert "add --yes" in unsure.error
    lacking = program(own_exchange.settings, "files", "erase", file_id, "--yes")
    assert lacking.code == 1
    assert "DESTROYER_KEYSTORE_URL: missing; the key store, as the role prx_destroyer" in lacking.error
    nothing = str(uuid4())
    never = program(own_exchange.settings, "files", "erase", nothing, "--yes", erases=True)
    assert f"There is no file {nothing}." in never.error
    neither = program(own_exchange.settings, "files", "erase", nothing, erases=True)
    assert f"There is no file {nothing}." in neither.error, "that comes before whether it is certain"
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)]
