"""Whose turn it is to ask a provider. A page's thread that asks one is kept from everybody else: so there are few."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from uuid import UUID

from app.adapters.identity.causes import unavailable
from app.domain.errors import IdentityProviderBusy, IdentityProviderUnavailable
from app.domain.identity import IdentityProvider

AT_ONCE = 2
"""In one process, of whatever providers, where nothing else is said."""
SLOW = 1.0
"""Seconds after which a failure counts as silence. What fails at once keeps nobody waiting and may be tried again."""
LEFT_ALONE = 20.0
"""Seconds that a silent provider is asked nothing; then one at a time, until it answers again."""


class Turns:
    """Who asks what now, in this process, `at_once` at most. `clock` counts seconds, from whenever."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._at_once = at_once
        self._lock = Lock()
        self._asking: Counter[UUID] = Counter()
        self._silent_at: dict[UUID, float] = {}
        self._mine = local()

    @contextmanager
    def take(self, provider: IdentityProvider) -> Iterator[None]:
        """Ask within the block, which may take the same turn again. Does not wait.

        Raises `IdentityProviderBusy` when it is not this one's turn, `IdentityProviderUnavailable` for a provider that
        was silent lately.
        """
        if getattr(self._mine, "provider", None) == provider.id:
            yield
            return
        self._begin(provider)
        self._mine.provider, began, failed = provider.id, self._clock(), False
        try:
            yield
        except IdentityProviderUnavailable:
            failed = True
            raise
        finally:
            self._mine.provider = None
            self._end(provider.id, silent=failed and self._clock() - began > SLOW)

    def _begin(self, provider: IdentityProvider) -> None:
        with self._lock:
            silent_at = self._silent_at.get(provider.id)
            if silent_at is not None and self._clock() - silent_at < LEFT_ALONE:
                raise unavailable(provider, "silent_lately")
            most = self._at_once if silent_at is None else 1
            if self._asking[provider.id] >= most or self._asking.total() >= self._at_once:
                raise IdentityProviderBusy(f"Others are signing in at {provider.name} just now.")
            self._asking[provider.id] += 1

    def _end(self, provider_id: UUID, *, silent: bool) -> None:
        with self._lock:
            self._asking[provider_id] -= 1
            if silent:
                self._silent_at[provider_id] = self._clock()
            else:
                self._silent_at.pop(provider_id, None)
