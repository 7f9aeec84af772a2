"""Somebody whose role is suspended reads that it is, where, and whom to ask: not that they were never a member."""

from __future__ import annotations

from html import unescape

from tests.identity.arriving import Arriving


def test_whoever_is_suspended_reads_where_and_what_to_do(arriving: Arriving) -> None:
    assert arriving.sign_in().status_code in (200, 303)
    by = arriving.people.base.registrar_id()
    rows = arriving.people.base.rows
    rows("UPDATE membership SET suspended_at = now(), suspended_by = %s WHERE role = 'hub_collator'", by)
    assert not arriving.is_signed_in()
    told = arriving.sign_in()
    assert told.status_code == 403
    page = unescape(told.text)
    assert "Your role is suspended" in page
    assert "An administrator of Madeupshire hub has suspended it." in page
    assert "no role here" not in page
    assert "01632 960 000" in page
    stranger = arriving.sign_in("stranger", arriving.another_browser())
    assert (stranger.status_code, "no role here" in stranger.text) == (403, True)
    assert "suspended" not in stranger.text
    rows("UPDATE membership SET suspended_at = NULL, suspended_by = NULL")
    assert arriving.sign_in().status_code in (200, 303)
    assert arriving.is_signed_in()
