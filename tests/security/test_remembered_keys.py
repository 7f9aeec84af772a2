"""Keys are unwrapped once in a while and not for every page; what is taken away is gone at once all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.adapters.keys.keeper import KeyKeeper
from app.adapters.keys.remembered import KEPT_FOR, MOST, Remembered
from app.domain.errors import Erased, KeysUnavailable, NotFound
from app.services.disclosure.gate import open_records
from app.services.intake.assign_case import declare_conflict
from crypto.errors import ProviderError
from crypto.keys.file_provider import DevelopmentOnlyWarning, FileKeyProvider
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.played import answered


class Time:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def counted() -> Iterator[list[bytes]]:
    """What is unwrapped by the root key meanwhile."""
    asked: list[bytes] = []
    real = FileKeyProvider.unwrap

    def unwrap(self: FileKeyProvider, wrapped: bytes, *given: Any) -> bytes:
        asked.append(wrapped)
        return real(self, wrapped, *given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(FileKeyProvider, "unwrap", unwrap)
        yield asked


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def keeper(tmp_path: Path, time: Time) -> KeyKeeper:
    with pytest.warns(DevelopmentOnlyWarning):
        provider = FileKeyProvider.create(tmp_path / "keys")
    store: Any = None  # no file's key is asked for here
    return KeyKeeper(provider, store, Remembered(time))


def test_a_key_is_unwrapped_once_in_five_minutes(keeper: KeyKeeper, time: Time) -> None:
    wrap = keeper.new_tenant_key(uuid4(), "organisation")
    own = keeper.new_organisation_key(uuid4(), wrap)
    with counted() as asked:
        keys = {keeper.tenant_key(wrap) for _ in range(3)}
        pairs = {id(keeper.private_key(own, wrap)) for _ in range(3)}
        assert (len(keys), len(pairs), len(asked)) == (1, 1, 0), "making the pair unwrapped it"
        time.now += KEPT_FOR
        keeper.private_key(own, wrap)
        assert len(asked) == 1


def test_a_key_that_is_not_the_one_remembered_is_refused(keeper: KeyKeeper) -> None:
    wrap = keeper.new_tenant_key(uuid4(), "organisation")
    own = keeper.new_organisation_key(uuid4(), wrap)
    keeper.private_key(own, wrap)
    other = keeper.new_organisation_key(own.organisation_id, wrap)
    edited = [replace(own, organisation_id=uuid4()), replace(own, kid=other.kid),
              replace(own, private_wrapped=other.private_wrapped)]  # fmt: skip
    for one in edited:
        with pytest.raises(KeysUnavailable):
            keeper.private_key(one, wrap)
    for moved in (
        replace(wrap, organisation_id=uuid4()), replace(wrap, purpose="file"),
        replace(wrap, version=2), replace(wrap, wrapped=wrap.wrapped[:-1] + bytes([wrap.wrapped[-1] ^ 1])),
    ):  # fmt: skip
        with pytest.raises(KeysUnavailable):
            keeper.tenant_key(moved)
        with pytest.raises(KeysUnavailable):
            keeper.private_key(own, moved)


def test_few_are_remembered_and_a_failure_is_not(keeper: KeyKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    wraps = [keeper.new_tenant_key(uuid4(), "detail") for _ in range(MOST + 1)]
    for wrap in wraps:
        keeper.tenant_key(wrap)
    with counted() as asked:
        keeper.tenant_key(wraps[-1])
        assert asked == []
        keeper.tenant_key(wraps[0])
        assert len(asked) == 1, "the oldest made room"
    away = keeper.new_tenant_key(uuid4(), "detail")
    with monkeypatch.context() as patched:
        patched.setattr(FileKeyProvider, "unwrap", unreachable)
        with pytest.raises(KeysUnavailable):
            keeper.tenant_key(away)
    assert len(keeper.tenant_key(away)) == 32


def test_a_provider_that_went_away_ends_it_within_five_minutes(
    keeper: KeyKeeper, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrap = keeper.new_tenant_key(uuid4(), "detail")
    keeper.tenant_key(wrap)
    monkeypatch.setattr(FileKeyProvider, "unwrap", unreachable)
    time.now += KEPT_FOR - 1
    keeper.tenant_key(wrap)
    time.now += 1
    with pytest.raises(KeysUnavailable):
        keeper.tenant_key(wrap)


def test_nothing_remembered_is_shown(keeper: KeyKeeper) -> None:
    kept = Remembered()
    key = kept.once("place", lambda: b"made-up key of a tenant")
    assert key.decode() not in repr(kept)


def test_pages_unwrap_nothing_again_and_revoking_counts_at_once(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    asked = [played.record.id]
    open_records(runtime, played.case.decider, asked)
    with counted() as unwrapped:
        open_records(runtime, played.case.decider, asked)
    assert unwrapped == []
    declare_conflict(runtime, played.case.decider, played.case.id)
    with pytest.raises(NotFound):
        open_records(runtime, played.case.decider, asked)


def test_an_erased_file_opens_nothing_from_that_moment(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    open_records(runtime, played.responder, [played.record.id])
    erase(own_exchange, played.request.file_id)
    with pytest.raises(Erased):
        open_records(runtime, played.responder, [played.record.id])


def unreachable(*_given: Any) -> bytes:
    raise ProviderError("made-up fault")
