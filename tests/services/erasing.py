"""Erasing a file as its command does: as the two roles that together may."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import make_url

from app.demonstration.database import DESTROYER
from app.services.governance.erase_file import erase_file
from app.services.runtime import Runtime
from app.wiring import close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.services.exchange import Exchange


def destroyer_url(exchange: Exchange) -> str:
    """The key store as the role that destroys keys sees it."""
    return make_url(exchange.keystore.app_url).set(username=DESTROYER).render_as_string(hide_password=False)


@contextmanager
def erasing(exchange: Exchange) -> Iterator[Runtime]:
    """What the command runs on."""
    settings = replace(
        exchange.settings, database_url=exchange.database.admin_url, keystore_url=destroyer_url(exchange)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        runtime = started_runtime(settings, exchange.clock)
    try:
        yield runtime
    finally:
        close_runtime(runtime)


def erase(exchange: Exchange, file_id: UUID) -> datetime:
    """Erase a file; since when it counts as erased."""
    with erasing(exchange) as runtime:
        return erase_file(runtime, file_id)
