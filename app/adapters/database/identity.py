"""Rows of organisations, people, providers, memberships and sessions, turned into domain objects and back."""

from __future__ import annotations

from app.adapters.database.identity_coverings import CoveringRows
from app.adapters.database.identity_defaults import SearchDefaultRows
from app.adapters.database.identity_members import MemberRows
from app.adapters.database.identity_people import PeopleRows
from app.adapters.database.identity_providers import ProviderRows
from app.adapters.database.identity_sessions import SessionRows
from app.adapters.database.identity_stand_ins import StandInRows


class IdentityRows(CoveringRows, StandInRows, PeopleRows, MemberRows, ProviderRows, SessionRows, SearchDefaultRows):
    """The identity repository of one unit of work (`app.domain.ports_identity.IdentityRepository`)."""
