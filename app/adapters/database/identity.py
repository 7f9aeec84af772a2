"""Rows of organisations, people, providers, memberships and sessions, turned into domain objects and back."""

from __future__ import annotations

from app.adapters.database.identity_deputies import DeputyRows
from app.adapters.database.identity_people import PeopleRows
from app.adapters.database.identity_providers import ProviderRows
from app.adapters.database.identity_sessions import SessionRows


class IdentityRows(DeputyRows, PeopleRows, ProviderRows, SessionRows):
    """The identity repository of one unit of work (`app.domain.ports_identity.IdentityRepository`)."""
