"""Whether a mark beside what nobody has approved tells it from anything: if nothing is, once a page is enough."""

from __future__ import annotations

from app.services.runtime import PolicyInForce

_KEY = ("some_approved",)


def some_approved(policy: PolicyInForce) -> bool:
    """Whether a field or a legal basis of the policy in force is approved. Looked up once for each release."""
    if _KEY not in policy.seen:
        release = policy.release
        fields = any(field.approved for field in release.catalogue.values())
        policy.seen[_KEY] = fields or any(basis.approved for basis in release.legal_bases.values())
    return bool(policy.seen[_KEY])
