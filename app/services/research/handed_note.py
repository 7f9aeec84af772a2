"""What a colleague wrote to whoever they handed a request to: the reason in its log entry, read where it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor
from app.services.disclosure.permission import require_request
from app.services.governance.prove_entry import hidden_part
from app.services.governance.reasons_read import read_reason
from app.services.research.hand_to import Handed, handed_to
from app.services.runtime import Runtime

HANDED_TO = "handed_to"


@dataclass(frozen=True, slots=True)
class HandedNote:
    """Who handed it to the reader, when, and in which words; `kept` says that the words are kept back as they say where
    somebody protected is.
    """

    handed: Handed
    words: str
    kept: bool


def handed_note(runtime: Runtime, actor: Actor, file_id: UUID) -> HandedNote | None:
    """The note to the actor, sealed under the file's key; None without one, and where they took it themselves.

    Raises NotFound, after logging the refusal, and KeysUnavailable.
    """
    with runtime.database.work(actor.organisation_id) as work:
        require_request(runtime, work, actor, file_id)
        handed = handed_to(work, actor, file_id)
        if handed is None:
            return None
        entries = work.log.worked_on(file_id, actor.organisation_id)
        entry = next((one for one in entries if one.facts.get("action") == HANDED_TO), None)
        if entry is None or entry.actor_id != handed.by_id:
            return None
        said = read_reason(runtime, work, actor, entry, hidden_part(runtime, work, entry))
        return HandedNote(handed, said.words, said.kept) if said.words else None
