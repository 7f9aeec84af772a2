"""Recording all that an outcome waits for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.services.intake.open_case import find_case
from app.services.intake.roles import ALLEGED, role_of
from app.services.intake.state_in_case import state_in_case
from app.services.runtime import Runtime

WEIGHED: Mapping[str, Mapping[str, Answer]] = {
    "known_before": {"case_known_before": plain("not_found")},
    "childs_wishes": {"case_child_wishes": plain("Made up: not asked yet, four months old.")},
    "threshold": {"case_threshold": plain("level_3"), "case_threshold_why": plain("Madeup: what the school saw.")},
    "section_42_test": {
        **dict.fromkeys(("case_s42_needs", "case_s42_abuse", "case_s42_unable"), plain("yes")),
        **dict.fromkeys(("case_s42_why", "case_desired_outcomes"), plain("Madeup: wants the calls to stop.")),
        "case_advocate": plain("not_needed"),
    },
}
"""What is recorded before an outcome."""


def weigh(runtime: Runtime, decider: Actor, case_id: UUID) -> None:
    """A decision-maker records all that an outcome waits for and that does not stand yet."""
    known, release = find_case(runtime, decider, case_id), runtime.policy.release
    for key in release.purposes[known.case.purpose].before_outcome:
        kind = release.statements[key]
        for one in known.subjects:
            role = role_of(known.stated, one.subject_id)
            if (
                kind.is_asked_of(one.kind, role)
                and (kind.of_known or role != ALLEGED)
                and (key, one.subject_id) not in known.stated
            ):
                codes: dict[str, dict[str, str]] = {"known_as": {}} if kind.of_known else {}
                state_in_case(runtime, decider, case_id, one.subject_id, key, WEIGHED[key], None, codes)
