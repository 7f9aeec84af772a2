"""What changed since it was last submitted or sent is said to whoever approves, and can be read by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.research.hold_back import Item, hold_back
from app.services.research.open_work import content_of, open_work
from app.services.research.prints import CHANGED, LEFT_OUT, NEW
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.survey_request import survey_request
from app.services.research.what_changed import PRINT, Changed, find_changed
from app.services.research.work_on_request import send_back
from tests.services.exchange import Exchange
from tests.services.played import Case, basis, claim, draft, ready_case, send, sign, value, version

KNOWN, NEED, LAST = "probation_known", "probation_substance_misuse_need", "probation_last_contact"


def waiting(exchange: Exchange, *subjects: str) -> tuple[Case, ResearchRequest, Actor, Actor]:
    """A return about each person that waits, its author, and who approves it."""
    case = ready_case(exchange, subjects, ["no"] * len(subjects))
    request = send(exchange, case, "probation", (KNOWN,))
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    for person in case.people:
        draft(exchange, request, author, person, {KNOWN: value("yes"), NEED: value("yes")})
    submit(exchange, author, request)
    return case, request, author, approver


def submit(exchange: Exchange, author: Actor, request: ResearchRequest) -> None:
    """Submitted, as it stands."""
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))


def write(exchange: Exchange, author: Actor, request: ResearchRequest, person: UUID, answers: Mapping[str, Answer],
          dropped: tuple[str, ...] = ()) -> None:  # fmt: skip
    """The author changes a draft."""
    part = survey_request(exchange.runtime, author, request.file_id).part(person)
    assert part
    assert part.mine
    save_draft(exchange.runtime, author, request.file_id, person, Content(answers, {}), part.mine.version,
               dropped=dropped)  # fmt: skip


def changed(exchange: Exchange, approver: Actor, request: ResearchRequest) -> Changed | None:
    """What the approver is told."""
    survey = survey_request(exchange.runtime, approver, request.file_id)
    work = open_work(exchange.runtime, approver, survey, survey.sending)
    held = {subject: content_of(one) for subject, one in work.written.items()}
    return find_changed(exchange.runtime, approver, request.file_id, work.asked, held)


def test_nothing_is_said_the_first_time_and_then_what_is_new_changed_and_left_out(exchange: Exchange) -> None:
    case, request, author, approver = waiting(exchange, "child", "adult")
    assert changed(exchange, approver, request) is None
    send_back(exchange.runtime, approver, request.file_id, "wrong")
    child, adult = case.people
    write(exchange, author, request, child, {KNOWN: value("no"), LAST: value("2026-10-30")}, (NEED,))
    write(exchange, author, request, adult, {KNOWN: value("yes", "Madeup: only a note.")})
    submit(exchange, author, request)
    told = changed(exchange, approver, request)
    assert told
    assert not told.sent
    expected = {(child, KNOWN): CHANGED, (child, LAST): NEW, (child, NEED): LEFT_OUT, (adult, KNOWN): CHANGED}
    assert told.places == expected


def test_submitted_again_as_it_was_nothing_has_changed(exchange: Exchange) -> None:
    _, request, author, approver = waiting(exchange, "child")
    send_back(exchange.runtime, author, request.file_id)
    submit(exchange, author, request)
    told = changed(exchange, approver, request)
    assert told
    assert told.places == {}


def test_a_correction_is_compared_with_what_was_sent_and_not_with_what_was_held_back(exchange: Exchange) -> None:
    case, request, author, approver = waiting(exchange, "child")
    (child,) = case.people
    item = Item(child, NEED, "not_proportionate", "Madeup: not needed.")
    hold_back(exchange.runtime, approver, request.file_id, item, version(exchange, approver, request))
    sign(exchange, approver, request)
    start_correction(exchange.runtime, author, request.file_id)
    write(exchange, author, request, child, {"return_anything_else": plain("Madeup: one thing more.")})
    submit(exchange, author, request)
    told = changed(exchange, approver, request)
    assert told
    assert told.sent
    assert told.places == {(child, "return_anything_else"): NEW}


def test_a_print_tells_nothing_to_whoever_has_no_key(exchange: Exchange) -> None:
    """Of a return that says much and of one that says little they are as long, and of the same answers never alike."""
    prints = set()
    for words in ("yes", "no"):
        case, request, author, _ = waiting(exchange, "child")
        send_back(exchange.runtime, author, request.file_id)
        if words == "no":
            write(exchange, author, request, case.people[0], {LAST: value("2026-10-30")})
        submit(exchange, author, request)
        rows = exchange.rows("SELECT codes FROM file_event WHERE file_id = %s AND what = 'submitted'", request.file_id)
        prints |= {codes[PRINT] for (codes,) in rows}
    assert len(prints) == 4
    assert len({len(one) for one in prints}) == 1
    parts = [{one[at : at + 8] for at in range(24, len(one), 8)} for one in prints]
    assert not set.intersection(*parts)
