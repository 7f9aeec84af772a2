"""Clients of the gallery: signed in as a collator, or as nobody; and what is logged meanwhile."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import structlog
from flask.testing import FlaskClient

from app.http.logs import configure_logs
from tests.web.fixtures import another, database, exchange, keystore, town_template
from tests.web.gallery.site import an_actor, create_gallery

__all__ = ["another", "database", "exchange", "keystore", "town_template"]


@pytest.fixture
def refusals() -> list[str]:
    """Endpoints whose refusal was recorded."""
    return []


@pytest.fixture
def client(refusals: list[str]) -> FlaskClient:
    """A collator's client."""
    return create_gallery(actor=an_actor(), refusals=refusals).test_client()


@pytest.fixture
def stranger() -> FlaskClient:
    """A client that is not signed in."""
    return create_gallery().test_client()


@pytest.fixture
def logged(client: FlaskClient) -> Iterator[io.StringIO]:
    """What the logs hold, after the application set them up."""
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    structlog.reset_defaults()
