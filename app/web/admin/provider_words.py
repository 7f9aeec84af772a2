"""Changes of where people sign in, in words, said from what is signed."""

from __future__ import annotations

from app.domain.changes import PROVIDER_ENDED, Change
from app.web.date_words import moment_words


def of_provider(change: Change) -> tuple[str, str]:
    """What is so before, and after."""
    body = change.body
    leads = f"{', '.join(body['domains'])} lead{'s' if len(body['domains']) == 1 else ''} to {body['issuer']}"
    if change.what == PROVIDER_ENDED:
        return f"In use: {leads}", (
            "Nobody signs in there, and whoever is signed in by it is not any more. Their roles stay. This cannot be "
            "undone"
        )
    came = body["came"]
    who = f"{came['subject']}, called {came['name']}, {came['email'] or 'without a mailbox'}"
    strong = ", ".join(body["strong"]) or "nothing: nobody there can reveal, approve or send"
    groups = f" Groups are read of the claim {body['groups_claim']}." if body["groups_claim"] else ""
    return "Nobody signs in there", (
        f"{leads}, for the client {body['client_id']}; known here as {body['key']}. Believed are tokens signed by "
        f"{', '.join(body['algorithms'])}. Strong proof: {strong}.{groups} "
        f"Its proposer tried it {moment_words(came['at'])}: "
        f"what came was {who}, with {', '.join(came['ways']) or 'nothing'} as proof"
    )
