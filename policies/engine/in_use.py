"""A release as one organisation may rely on it: what its owners have not approved is there, and not in use.

What is not in use is in force from no day that comes, so whatever offers an item or a legal basis leaves it out, as it
leaves out one that is yet to begin; and the cap `not-approved` keeps it from being released, whatever was offered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

from policies.engine.catalogue import Catalogue, Field
from policies.engine.release import PolicyRelease

NEVER: Final = date.max
"""The day from which an entry is in force that its owner has not approved."""


def without(release: PolicyRelease, fields: Collection[str], bases: Collection[str]) -> PolicyRelease:
    """The same release where these fields and legal bases are not in use; it has the same digest, and old records read
    as ever.

    A request carries none of the fields that are sent by choice. What every request must carry stays: without it
    nothing is sent at all, so that no warning is left out in silence.
    """
    catalogue = {
        key: replace(one, in_force_from=NEVER) if key in fields else one for key, one in release.catalogue.items()
    }
    legal_bases = {
        key: replace(one, in_force_from=NEVER) if key in bases else one for key, one in release.legal_bases.items()
    }
    organisations = {
        key: replace(one, request_may=tuple(each for each in one.request_may if each not in fields))
        for key, one in release.organisations.items()
    }
    return replace(release, catalogue=Catalogue(catalogue), legal_bases=legal_bases, organisations=organisations)


def goes_with_every_request(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """What a request to this kind of organisation carries by itself: the hub sends none without all of it in use."""
    to = release.organisations[kind]
    keys = {*to.request_must, *to.request_one_of, *to.request_if_held}
    return tuple(one for key, one in release.catalogue.items() if key in keys)


def stands_in_every_return(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """What every return of this kind of organisation has: nobody asks it without all of it in use."""
    return tuple(one for one in release.catalogue.fields_for("return", kind) if one.shared)
