"""What one development identity provider is told when it starts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.addresses import is_loopback
from app.domain.errors import RefusesToStart


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Somebody to sign in as. `about` is shown beside the name, to choose by; `groups` go into the token."""

    subject: str
    name: str
    email: str
    about: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider with the one client it knows. `issuer` is where it answers."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    return_addresses: tuple[str, ...]
    signed_out_addresses: tuple[str, ...]
    people: tuple[MadeUpPerson, ...]


def read_people(file: Path) -> tuple[MadeUpPerson, ...]:
    """The people of a JSON file: a list of objects with subject, name, email, about and groups.

    Raises `RefusesToStart` naming the file and what is wrong.
    """
    try:
        found = json.loads(file.read_text("utf-8"))
        people = tuple(MadeUpPerson(**{**entry, "groups": tuple(entry.get("groups", ()))}) for entry in found)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RefusesToStart(
            f"{file}: a list of people is needed, each with subject, name and email ({error})"
        ) from error
    if not people or len({person.subject for person in people}) != len(people):
        raise RefusesToStart(f"{file}: at least one person is needed, and no subject twice")
    return people


def require_loopback(host: str) -> None:
    """Raises `RefusesToStart` unless only this machine can reach `host`."""
    if not is_loopback(host):
        raise RefusesToStart(f"--host {host}: a development identity provider listens on 127.0.0.0/8 only")
