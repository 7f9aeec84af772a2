"""What a mail leads to is a page that there is."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.services.messages.notices import NOTICES
from tests.web.exchange import Exchange


@pytest.mark.parametrize("kind", NOTICES)
def test_every_link_of_a_mail_is_a_page(exchange: Exchange, kind: str) -> None:
    address = NOTICES[kind].page.format(case=UUID(int=1), file=UUID(int=2))
    endpoint, given = exchange.app.url_map.bind("").match(address, method="GET")
    assert endpoint in ("partner.request_page", "hub.one_request", "hub.case", "hub.hand_over", "hub.held_words")
    assert set(given.values()) <= {UUID(int=1), UUID(int=2)}
