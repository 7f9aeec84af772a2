"""What stands against something that is to be recorded in a case, as that case stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.answers import Answer
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.time_of_day import london
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.escalation.with_board import wrong_with_board
from app.services.intake.before_outcome import lacking_for_outcome
from app.services.intake.case_history import CaseHistory
from app.services.intake.known_as import wrong_with_known
from app.services.intake.look_again import wrong_with_hold
from app.services.intake.naming_hidden import wrong_with_named
from app.services.intake.pregnancy import wrong_with_mistake
from app.services.intake.rating_said import RATED, asks_nobody, wrong_with_rating
from app.services.intake.roles import wrong_with_role
from app.services.intake.working_for import wrong_with_employers
from app.services.runtime import Runtime
from policies.engine import vocabulary
from policies.engine.statements import StatementKind


def wrong_here(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    kind: StatementKind,
    about: tuple[Subject, Sequence[Subject], CaseHistory],
    words: tuple[Mapping[str, Answer], Mapping[str, Answer]],
    codes: Mapping[str, Any],
) -> Mapping[str, str]:
    """What stands against it in this case, as it stands; `words` are all that would stand, and those just given."""
    release, (subject, people, history), (said, given) = runtime.policy.release, about, words
    stated, every = history.stated(), [one for each in history.chains.values() for one in each]
    decides = has_duty(release, actor, HUB_DECIDES)
    partners = [one.organisation.id for one in work.files.reachable_from(case.tenant_id)] if kind.of_staff else []
    lacks = lacking_for_outcome(release, case, people, stated) if kind.state == "closed" else ()
    return {
        **wrong_with_named(subject, codes, said, people, stated, decides=decides),
        **wrong_with_employers(codes, said, partners),
        **wrong_with_known(work, actor, people, codes, said, history.standing(kind.key, subject.subject_id)),
        **wrong_with_role(subject, codes, given, stated, decides=decides),
        **wrong_with_mistake(kind, subject, codes, stated),
        **(_wrong_rating(runtime, work, case, subject, stated, said, codes) if kind.rates else {}),
        **wrong_with_board(work, case, kind, every, codes, said, london(runtime.clock.now()).date()),
        **wrong_with_hold(kind, codes, london(runtime.clock.now()).date()),
        **({kind.words[0]: " ".join(one.missing for one in lacks)} if lacks else {}),
    }


def _wrong_rating(  # in which case, then what stands and what is said
    runtime: Runtime,
    work: Work,
    case: CaseFile,
    subject: Subject,
    stated: Mapping[tuple[str, UUID], Record],
    said: Mapping[str, Answer],
    codes: Mapping[str, Any],
) -> Mapping[str, str]:
    requests = work.files.requests_of(case.file_id)
    time, _ = timekeeping_or_why(runtime, work, case.tenant_id)
    rating = str(codes.get(vocabulary.RATING))
    known = time is not None and rating in time.profile.partner
    nobody = asks_nobody(time.profile.partner[rating], requests) if time is not None and known else {}
    return {**wrong_with_rating(said, requests, again=(RATED, subject.subject_id) in stated), **nobody}
