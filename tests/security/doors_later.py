"""Pages that stand in nobody's way until something has happened: what is waited for, at night, challenged, closed."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.changes import ENTRIES_OBJECTED
from app.domain.identity import Actor
from app.services.administration.owned_entries import OWN, part_of
from app.services.duty.accept import accept
from app.services.duty.added import add_duty_worker
from app.services.duty.hand_over import hand_to_duty
from app.services.identity.cover import name_cover
from app.services.identity.stand_ins import name_stand_in
from app.services.intake.close_to_named import close_to_named
from app.services.research.sign_off_return import submit_for_approval
from policies.engine.vocabulary import HUB
from tests.services.administering import office
from tests.services.challenges import challenge, declined
from tests.services.owning import owner_of, proposed, read
from tests.services.played import basis, claim, draft, ready_case, send, value
from tests.web.governance.site import Site


def of_people_and_days(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """The people of a case before anything is asked, on one page; and a stand-in who can be ended."""
    new, exchange = ready_case(site.exchange), site.exchange
    yield page_of(site, new.collator, f"/cases/{new.id}/household")
    colleague, approver = (exchange.person("dwp", role) for role in ("partner_responder", "partner_manager"))
    today = exchange.clock.now().date()
    name_stand_in(exchange.runtime, approver, colleague.person_id, today, today)
    yield page_of(site, approver, "/inbox/stand-ins")
    name_cover(exchange.runtime, approver, approver.person_id, colleague.person_id, today, today)
    yield page_of(site, approver, "/cover")
    covers = exchange.person("hub", "hub_collator")
    name_cover(exchange.runtime, new.collator, new.collator.person_id, covers.person_id, today, today)
    yield page_of(site, covers, f"/cases/{new.id}/cover")


def waiting(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """A return that waits, and who may hold an item of it back."""
    exchange, case, item = site.exchange, ready_case(site.exchange), "probation_substance_misuse_need"
    request = send(exchange, case, "probation", [item])
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    draft(exchange, request, author, case.people[0], {item: value("yes")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    yield page_of(site, approver, f"/inbox/{request.file_id}/hold-back/{case.people[0]}/{item}")


def at_night(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """Red cases: one to hand over, one to accept, one that a duty worker has; and who was made a duty worker."""
    exchange, runtime = site.exchange, site.exchange.runtime
    left, given, had = (ready_case(exchange) for _ in range(3))
    worker, colleague = exchange.person("hub", "duty_worker"), exchange.person("hub", "hub_collator")
    for one in (given, had):
        hand_to_duty(runtime, one.collator, worker.person_id, [one.id])
    accept(runtime, worker, [had.id])
    add_duty_worker(runtime, left.decider, colleague.person_id, "Madeup: the duty worker is ill.")
    yield page_of(site, left.collator, "/duty")
    yield page_of(site, worker, "/duty/mine")
    yield page_of(site, worker, f"/cases/{had.id}/hand-back")
    yield page_of(site, left.decider, "/duty/added")


def challenged(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """An answer that may be challenged, and one that was."""
    one = declined(site.exchange)
    yield page_of(site, one.case.decider, f"/cases/{one.case.id}/requests/{one.request.file_id}/challenge")
    challenge(site.exchange, one)
    yield page_of(site, one.manager, f"/inbox/{one.request.file_id}/challenge")


def closed(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """A case that is closed to named people, and may be opened again."""
    case = ready_case(site.exchange)
    close_to_named(site.exchange.runtime, case.decider, case.id, [], "Madeup: a colleague's family.")
    yield page_of(site, case.decider, f"/cases/{case.id}/named")
    yield page_of(site, case.decider, f"/cases/{case.id}/named/open")


def owned(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """What an organisation discloses by, for who approves it or objects, and for who advises on it."""
    here = office(site.exchange, at=site.exchange.organisation("probation"))
    owner, adviser = owner_of(here), site.exchange.person("probation", "data_protection_officer")
    for actor, path in ((owner.actor, "own/1"), (owner.actor, "own/1/object"), (adviser, "own/1/advise")):
        yield page_of(site, actor, f"/policy/entries/{path}")
    policy = site.exchange.runtime.policy
    first = next(one for one in read(here) if part_of(policy, one[0], one[1]) == OWN)
    owner.signs(proposed(owner, [first], ENTRIES_OBJECTED, "Madeup: not so."))
    here.applied()
    yield page_of(site, owner.actor, "/policy/entries/own/1/after-all")


def governed(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """What an officer asks about one person, and a file that they may propose to destroy once two there can sign."""
    office(site.exchange, at=site.exchange.organisation(HUB))
    request = send(site.exchange, ready_case(site.exchange), "police")
    yield page_of(site, site.officer, f"/everything?reference={request.reference}")
    yield page_of(site, site.officer, f"/kept/{request.file_id}/destroy")


def page_of(site: Site, actor: Actor, path: str) -> tuple[Actor, str, str]:
    answer = site.client(actor).get(path)
    assert answer.status_code == 200, path
    return actor, path, answer.text
