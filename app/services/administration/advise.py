"""A data protection officer's advice on entries of the policy: it stands beside them, and decides nothing.

UK GDPR Art 39(1)(a): informs and advises; Art 38(6): has no task that would conflict with that, so approves none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final
from uuid import uuid4

from app.domain.entry_approvals import Advice
from app.domain.errors import InvalidInput, UnknownEntry
from app.domain.identity import Actor
from app.services.administration.entries import LONGEST_WHY, NO_ENTRY, NOT_AS_READ, TOO_LONG, digests_in_force
from app.services.administration.refusing import refused
from app.services.disclosure.duties import ADVISES_ON_POLICY, has_duty
from app.services.disclosure.own_log import record_own
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import make_durable
from app.services.runtime import Runtime
from crypto.canonical import canonical

ADVISED: Final = "policy_advised"
"""What its entry says was done, and the job that tells the owners."""
NO_WORDS: Final = "Write your advice."


def advise(runtime: Runtime, actor: Actor, digests: Sequence[str], words: str, *, against: bool) -> Advice:
    """Keep it beside what was read, and tell the organisation's accountable owners.

    Raises NotFound, after logging the refusal, for whoever does not advise; InvalidInput naming what is missing;
    UnknownEntry, after logging it, for what the policy does not say now.
    """
    if not has_duty(runtime.policy.release, actor, ADVISES_ON_POLICY):
        refused(runtime, actor, ADVISED)
    words, known = words.strip(), set(digests_in_force(runtime.policy, actor.organisation_kind).values())
    wrong = {} if digests else {"entries": NO_ENTRY}
    if not words or len(words) > LONGEST_WHY:
        wrong["why"] = TOO_LONG if words else NO_WORDS
    if wrong:
        raise InvalidInput(wrong)
    if not known.issuperset(digests):
        record_refusal(runtime, actor, ADVISED)
        raise UnknownEntry(NOT_AS_READ)
    now = runtime.clock.now().replace(microsecond=0)
    advice = Advice(uuid4(), actor.organisation_id, sorted(set(digests)), against, words, actor.person_id, now)
    with runtime.database.work(actor.organisation_id) as work:
        work.approvals.add_advice(advice)
        work.jobs.enqueue(ADVISED, actor.organisation_id, {"advice_id": str(advice.id)}, now)
        make_durable(runtime, work, [record_own(runtime, work, actor, ADVISED, words, bound_of_advice(advice))])
    return advice


def bound_of_advice(advice: Advice) -> bytes:
    """What the entry of an advice is about: all that its row says."""
    said = {**asdict(advice), "id": str(advice.id), "organisation_id": str(advice.organisation_id)}
    said |= {"by_id": str(advice.by_id), "at": advice.at.isoformat(), "digests": list(advice.digests)}
    return b"prx/advice/v1\n" + canonical(said)
