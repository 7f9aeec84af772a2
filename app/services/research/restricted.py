"""Whether a return holds what the hub's decision-maker is not shown in full: they are always told, and whom to ring."""

from __future__ import annotations

from app.domain.answers import VALUE, Answer, plain
from app.domain.records import Record
from app.services.disclosure.facts import fit_of
from app.services.disclosure.sealing import Content
from app.services.runtime import PolicyInForce
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.vocabulary import Level

NOTICE = "return_restricted_information"
RING = "return_ring"


def restricted_notice(policy: PolicyInForce, record: Record, kind: str, content: Content) -> Answer:
    """The notice, with whom to ring in its note: "yes" when anything is held back from the decision-maker.

    It is "yes" as well when the partner itself says that it holds more than is in this return.
    """
    fields = [key for key, answer in content.answers.items() if answer.kind == VALUE]
    facts = Facts(
        action="open",
        record="return",
        purpose=record.purpose,
        subject=record.subject_kind,
        basis_fit=fit_of(policy, record, kind),
        protection=record.protection,
        conflict="none",
        share_now="no",
    )
    reader = Recipient("hub", "hub_decision_maker", "asker", "yes")
    rows = decide_matrix(policy.compiled, facts, [reader], fields)
    held_back = any(row[0].level < Level.FULL for row in rows)
    declined = any(answer.kind == "declined" for answer in content.answers.values())
    stated = content.answers.get(NOTICE)
    if not held_back and not declined and not (stated and stated.value == "yes"):
        return plain("no")
    contact = content.answers.get(RING)
    value = contact.value if contact and isinstance(contact.value, dict) else {}
    whom = ", ".join(str(value[part]) for part in ("name", "telephone") if value.get(part))
    return Answer(VALUE, "yes", note=f"Ring {whom}" if whom else "Ring this agency")
