"""Changes of which groups let people in, in words, said from what is signed."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.changes import GROUP_UNMAPPED, Change


def of_group(change: Change, roles: Mapping[str, str]) -> tuple[str, str]:
    """What is so before, and after."""
    body = change.body
    role = roles.get(body["role"], body["role"])
    who = f"whoever {body['sign_in']} says is in the group {body['name']}"
    if change.what == GROUP_UNMAPPED:
        return f"{role}: {who}", (
            "Nobody by this group: each role that came by it ends at once, and what they had is free for colleagues. "
            "This cannot be undone"
        )
    return f"Nobody by this group is {role} here", (
        f"{role}: {who}, as {body['issuer']} says in the claim {body['claim']}, for as long as it says so. Nobody here "
        "approves each of them: whoever looks after that group at their side decides who is in. None of those who sign "
        "this comes in by it"
    )
