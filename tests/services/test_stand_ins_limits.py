"""What standing in does not give: what waits for others to approve, and saying how an organisation searches."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.errors import NotPermitted
from app.domain.identity import Actor
from app.domain.search_defaults import SearchDefaults
from app.domain.waiting import TO_APPROVE
from app.services.research.keep_search_defaults import keep_search_defaults
from app.services.research.my_work import find_my_work
from app.services.research.take_over import take_over
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send
from tests.services.test_stand_ins import as_signed_in, named, people, waiting

__all__ = ["own_exchange"]


def counted(exchange: Exchange, actor: Actor) -> set[UUID]:
    """What waits for somebody's approval, as their lists count it."""
    groups = find_my_work(exchange.runtime, as_signed_in(exchange, actor)).groups
    return {one.file_id for group in groups if group.what == TO_APPROVE for one in group.lines}


def test_lists_count_for_a_stand_in_only_what_is_theirs_to_approve(own_exchange: Exchange) -> None:
    """Neither what whoever they stand in for wrote, nor what they once had; by role, all but one's own."""
    exchange = own_exchange
    manager, colleague = people(exchange)
    by_another, _ = waiting(exchange)
    case = ready_case(exchange)
    once_had, by_manager = send(exchange, case, "probation"), send(exchange, ready_case(exchange), "probation")
    claim_request(exchange.runtime, colleague, once_had.file_id)
    author = exchange.person("probation", "partner_responder")
    take_over(exchange.runtime, author, once_had.file_id, "Madeup: away.")
    claim_request(exchange.runtime, manager, by_manager.file_id)
    for request, by in ((once_had, author), (by_manager, manager)):
        exchange.rows(
            "UPDATE inbox_entry SET state = 'awaiting_approval', claimed_by = %s WHERE file_id = %s",
            by.person_id,
            request.file_id,
        )
    assert counted(exchange, colleague) == set()
    named(exchange, manager, colleague)
    assert counted(exchange, colleague) == {by_another.file_id}
    assert counted(exchange, manager) == {by_another.file_id, once_had.file_id}
    other = exchange.person("probation", "partner_manager")
    named(exchange, other, colleague)
    assert counted(exchange, colleague) == {by_another.file_id, by_manager.file_id}, "in place of the other one"


def test_a_stand_in_does_not_say_how_the_organisation_searches(exchange: Exchange) -> None:
    manager, colleague = people(exchange)
    named(exchange, manager, colleague)
    defaults = SearchDefaults(("Madeup register",), (), 0)
    with pytest.raises(NotPermitted):
        keep_search_defaults(exchange.runtime, as_signed_in(exchange, colleague), defaults, for_all=True)
    keep_search_defaults(exchange.runtime, as_signed_in(exchange, colleague), defaults, for_all=False)
    keep_search_defaults(exchange.runtime, manager, defaults, for_all=True)
