"""A file is erased while somebody has it in hand: one outcome for each, and nothing comes after what was named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import Erased, Unavailable
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.governance.erase_file import erase_file
from app.services.runtime import Runtime
from tests.services.erasing import erasing
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import Answered, Case, answered, claim, draft, ready_case, send, sign, value
from tests.services.stepping import interleave


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange of this module's own, as each of its logs is verified."""
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("meanwhile")) as made:
        yield made


@pytest.fixture(scope="module")
def eraser(exchange: Exchange) -> Iterator[Runtime]:
    """What the command runs on."""
    with erasing(exchange) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def case(exchange: Exchange) -> Case:
    """One whose requests are erased one after the other."""
    return ready_case(exchange)


def opening(exchange: Exchange, _case: Case) -> tuple[Any, Callable[[], Any]]:
    """The hub opens a return for the first time."""
    one: Answered = answered(exchange)
    return one.request.file_id, lambda: open_records(exchange.runtime, one.case.decider, [one.record.id])


def saving(exchange: Exchange, case: Case) -> tuple[Any, Callable[[], Any]]:
    """A partner saves its first draft."""
    request = send(exchange, case, "housing", ("housing_known",))
    actor = claim(exchange, request)
    given = {"housing_known": value("yes")}
    return request.file_id, lambda: draft(exchange, request, actor, case.people[0], given)


def claiming(exchange: Exchange, case: Case) -> tuple[Any, Callable[[], Any]]:
    """A partner claims a request."""
    request = send(exchange, case, "housing", ("housing_known",))
    return request.file_id, lambda: claim(exchange, request)


def answering(exchange: Exchange, case: Case) -> tuple[Any, Callable[[], Any]]:
    """A partner signs its return off."""
    request = send(exchange, case, "housing", ("housing_known",))
    actor = claim(exchange, request)
    draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    return request.file_id, lambda: sign(exchange, actor, request)


ACTS: Mapping[str, Callable[[Exchange, Case], tuple[Any, Callable[[], Any]]]] = {
    "opening": opening, "saving": saving, "claiming": claiming, "answering": answering,
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_whoever_has_it_in_hand_ends_first_or_is_refused(
    exchange: Exchange, eraser: Runtime, case: Case, name: str
) -> None:
    at, done, refused = 0, 0, 0
    while True:
        file_id, act = ACTS[name](exchange, case)
        met = interleave(exchange, act, at, partial(erase_file, eraser, file_id))
        if not met.other.succeeded:  # of two that wait for each other the database ends one: the command is done again
            assert isinstance(met.other.raised, Unavailable)
            erase_file(eraser, file_id)
        assert met.stopped.succeeded or isinstance(met.stopped.raised, Erased | Unavailable), met.stopped.raised
        done, refused = done + met.stopped.succeeded, refused + (not met.stopped.succeeded)
        with pytest.raises(Erased):
            act()
        if not met.reached:
            break
        at += 4 if name == "answering" else 1  # it has many steps
    assert done > 1
    assert refused >= 1
    assert check_log(exchange.runtime).problems == ()
