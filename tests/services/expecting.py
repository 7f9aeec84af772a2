"""A case about an unborn child and her mother, and the end of the pregnancy: one-line steps for tests."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import (
    NAME,
    QUESTION,
    Case,
    previewed,
    ready_case,
    say_role,
)

HEALTH, CARE = "safeguarding_health", "childrens_social_care"
HEARD = "Madeup: the midwife, by telephone today."
MOTHER = {"person": {"name": "Madeup Mother", "date_of_birth": "1990-01-01", "relationship": "parent"}}


def expecting(exchange: Exchange) -> tuple[Case, UUID, UUID]:
    """A case about an adult and an unborn child of hers, whose role and parents are known: the case and both."""
    case = ready_case(exchange, ("unborn_child", "adult"), ("no", "no"))
    unborn, mother = case.people
    say_role(exchange, case.collator, case.id, unborn, "at_risk")
    say_role(exchange, case.collator, case.id, mother, "other")
    held = {"case_parents": plain([MOTHER]), "case_due_date_of_birth": plain("2027-03-15")}
    save_case_record(exchange.runtime, case.collator, case.id, unborn, held, 1)
    return case, unborn, mother


def asks(exchange: Exchange, case: Case, kind: str, *about: UUID) -> ResearchRequest:
    """A kind of partner is asked about these people."""
    ask = Ask(
        exchange.organisation(kind).id, "They may know.", (), QUESTION, subjects=frozenset(about),
        besides=NAME | {"request_parents"}, places=frozenset(about), place_reason="They search by it.",
    )  # fmt: skip
    return send_requests(exchange.runtime, case.decider, case.id, [ask], previewed(exchange, case))[0]


def ends(
    exchange: Exchange, case: Case, unborn: UUID, chosen: Mapping[UUID, str] | None = None, *,
    child: str = "no", over: str = "ended", seen: int | None = None, by: Actor | None = None,
) -> None:  # fmt: skip
    """Somebody on the case says that it has ended."""
    said = {"case_pregnancy": plain(over), "case_pregnancy_heard": plain(HEARD)}
    said |= {"case_pregnancy_child": plain(child)} if over == "ended" else {}
    state_in_case(
        exchange.runtime, by or case.collator, case.id, unborn, "pregnancy_end", said, seen, {}, still_open=chosen or {}
    )


def now_of(exchange: Exchange, request: ResearchRequest) -> ResearchRequest:
    with exchange.runtime.database.work(None) as work:
        found = work.files.request(request.file_id)
    assert found is not None
    return found


def mails(exchange: Exchange, request: ResearchRequest) -> list[str]:
    rows = exchange.rows("SELECT kind FROM job WHERE payload ->> 'file_id' = %s ORDER BY kind", str(request.file_id))
    return [kind for (kind,) in rows]


def grants(exchange: Exchange, request: ResearchRequest, about: UUID) -> int:
    """The partner's keys to what it was asked about somebody."""
    query = (
        "SELECT count(*) FROM key_grant JOIN record ON record.id = record_id WHERE file_id = %s AND kind = 'request'"
        " AND subject_id = %s AND organisation_id = %s"
    )
    return int(exchange.rows(query, request.file_id, about, request.partner_id)[0][0])


def seen_of(exchange: Exchange, case: Case, unborn: UUID) -> int | None:
    """The version of what is said of it, as whoever opens the page sees it."""
    stood = find_case(exchange.runtime, case.collator, case.id).stated.get(("pregnancy_end", unborn))
    return stood.version if stood else None
