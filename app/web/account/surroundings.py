"""What the account pages are given."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class AccountSurroundings:
    """What the account pages are given: the address browsers know this site by."""

    public_address: str


def surroundings() -> AccountSurroundings:
    """Of the application that answers this request."""
    found = current_app.extensions[ACCOUNT]
    if not isinstance(found, AccountSurroundings):
        raise TypeError(ACCOUNT)
    return found


def outside(endpoint: str, provider_key: str | None = None) -> str:
    """The absolute address of an endpoint, as an identity provider has it registered."""
    path = url_for(endpoint) if provider_key is None else url_for(endpoint, provider_key=provider_key)
    return surroundings().public_address + path
