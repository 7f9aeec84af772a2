"""Whether a return holds what the hub's decision-maker is not shown in full: they are always told, and whom to ring.

A decline does not say that anything is held, so it is no such notice: its ground and reason are read where it stands.
"""

from __future__ import annotations

from itertools import chain

from app.domain.answers import VALUE, Answer, plain
from app.domain.records import Record
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from app.services.disclosure.facts import fit_of
from app.services.disclosure.sealing import Content
from app.services.runtime import PolicyInForce
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.vocabulary import HUB, Level

NOTICE = "return_restricted_information"
RING = "return_ring"


def restricted_notice(policy: PolicyInForce, record: Record, kind: str, content: Content) -> Answer:
    """The notice, with whom to ring in its note: "yes" when anything is held back from anybody who decides.

    What they could reveal with a reason is not held back, nor are keys used for matching only.
    It is "yes" as well when the partner itself says that it holds more than is in this return.
    """
    catalogue = policy.release.catalogue
    fields = [
        key
        for key, answer in content.answers.items()
        if answer.kind == VALUE and key != NOTICE and "match_key" not in catalogue[key].tags
    ]
    deciders = [Recipient(HUB, role, "asker", "yes") for role in roles_for(policy.release, HUB_DECIDES)]
    shown, revealed = (
        chain.from_iterable(decide_matrix(policy.compiled, _facts(policy, record, kind, action), deciders, fields))
        for action in ("open", "reveal")
    )
    held_back = any(max(one.level, other.level) < Level.FULL for one, other in zip(shown, revealed, strict=True))
    stated = content.answers.get(NOTICE)
    if not held_back and not (stated and stated.value == "yes"):
        return plain("no")
    contact = content.answers.get(RING)
    value = contact.value if contact and isinstance(contact.value, dict) else {}
    whom = ", ".join(str(value[part]) for part in ("name", "telephone") if value.get(part))
    return Answer(VALUE, "yes", note=f"Ring {whom}" if whom else "Ring this agency")


def _facts(policy: PolicyInForce, record: Record, kind: str, action: str) -> Facts:
    return Facts(
        action=action,
        record="return",
        purpose=record.purpose,
        subject=record.subject_kind,
        basis_fit=fit_of(policy, record, kind),
        protection=record.protection,
        conflict="none",
        share_now="no",
    )
