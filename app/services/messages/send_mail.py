"""Handing written mails to the mail server: nothing of the database is held meanwhile, and each hears once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid5

import structlog

from app.domain.errors import MailboxRefused, MailUnavailable, NobodyToTell
from app.domain.jobs import Job
from app.services.messages.write_mail import Written
from app.services.runtime import Runtime

LENT = timedelta(minutes=15)
"""For how long a mail is one worker's: if that dies meanwhile, another sends it again, under the same Message-ID."""
LONGEST = LENT / 2
"""After it a worker goes no further down its list: what is left is sent with the next try."""
_log = structlog.get_logger()


def send_mail(runtime: Runtime, job: Job, mail: Written) -> tuple[frozenset[UUID], str | None]:
    """Hand it over for each whom it concerns and no earlier try has told.

    Who has been told by now, and the code of why it must be tried again, None when it need not. A mailbox that is
    refused keeps no other back and is not asked again; with nobody told at all somebody may still be named.
    """
    told = set(job.told | mail.kept)
    later = _tell(runtime, job, mail, told)
    if later is not None:
        return frozenset(told), later
    return frozenset(told), None if told else NobodyToTell.code


def _tell(runtime: Runtime, job: Job, mail: Written, told: set[UUID]) -> str | None:
    later, until = None, runtime.clock.now() + LONGEST
    for address, people in _by_address(mail.to).items():
        if not told.isdisjoint(people):
            told.update(people)
            continue
        if runtime.clock.now() > until:
            return MailUnavailable.code
        try:
            runtime.mail.send(address, mail.subject, mail.text_for(people), uuid5(job.id, address))
            told.update(people)
        except MailboxRefused as refused:
            _log.warning("mail_refused", job=job.id, job_kind=job.kind, error_code=refused.code, people=len(people))
        except MailUnavailable as away:
            _log.warning("mail_not_taken", job=job.id, job_kind=job.kind, error_code=away.code, exc_info=away)
            later = away.code
    return later


def _by_address(to: Mapping[UUID, str]) -> Mapping[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for person, address in sorted(to.items(), key=lambda one: one[1]):
        found.setdefault(address, []).append(person)
    return found
