"""What a mail leads to is a page that there is."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.http.navigation import navigation_for
from app.services.messages.notices import NOTICES
from tests.web.exchange import Exchange

PAGES = (
    "home", "partner.request_page", "partner.challenge", "hub.one_request", "hub.case", "hub.cases", "hub.hand_over",
    "kept_pages.held",
)  # fmt: skip
TO_ONES_FIRST_ROOM = [(kind, role) for kind, notice in NOTICES.items() if notice.page == "/" for role in notice.first]


@pytest.mark.parametrize("kind", NOTICES)
def test_every_link_of_a_mail_is_a_page(exchange: Exchange, kind: str) -> None:
    address = NOTICES[kind].page.format(case=UUID(int=1), file=UUID(int=2))
    endpoint, given = exchange.app.url_map.bind("").match(address, method="GET")
    assert endpoint in PAGES
    assert set(given.values()) <= {UUID(int=1), UUID(int=2)}


@pytest.mark.parametrize(("kind", "role"), TO_ONES_FIRST_ROOM)
def test_who_is_sent_to_their_first_room_has_one(exchange: Exchange, kind: str, role: str) -> None:
    with exchange.app.test_request_context():
        assert navigation_for(exchange.app, role), kind
