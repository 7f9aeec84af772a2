"""What of a release nobody has approved: production relies on none of it."""

from __future__ import annotations

from policies.engine.release import PolicyRelease


def unapproved_words(release: PolicyRelease) -> str | None:
    """How many entries nobody has approved, with the fix; None where every one is."""
    fields = sum(not field.approved for field in release.catalogue.values())
    bases = sum(not basis.approved for basis in release.legal_bases.values())
    if not (fields or bases):
        return None
    return (
        f"{fields} fields and {bases} legal bases are not approved; have their accountable owners approve them, and "
        "write approved_by and approved_on in the policy files"
    )
