"""Law 8: leaves and their readable side hold codes and random ids; names and words are committed to, or sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from app.domain.errors import NotFound
from app.services.collation.open_collation import open_collation
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.governance.break_glass import break_glass, prepare_break_glass
from app.services.governance.close_entry import close_entry
from app.services.governance.open_entry import open_entry
from app.services.intake.open_case import find_case, open_case
from policies.engine.decision import Facts
from tests.services.exchange import Exchange
from tests.services.played import answered

WHY = "Madeup reason: to visit Madeup Person today"
LEAF = {
    "v", "k", "id", "at", "file", "from", "to", "actor", "purpose", "basis", "policy", "n", "fields", "boxes", "grants",
    "detail",
}  # fmt: skip
MORE = {
    "administered": {"what", "rows"},
    "key_changed": {"kid", "public", "rows"},
    "policy_released": {"previous", "rows"},
    "worked": {"event"},
    "log_read": {"what"},
    "request_sent": {"channel"},
    "return_released": {"channel"},
    "stated": {"channel", "what", "record"},
    "recorded": {"channel", "what", "record"},
    "entry_closed": {"what", "about", "party", "until"},
}
OF_SETTINGS = {"hours_set": {"setting", "day"}, "profile_adopted": {"setting"}}
FACTS = {*Facts._fields, "in_law", "entries", "try", *MORE["entry_closed"]}


@pytest.fixture
def played(own_exchange: Exchange) -> Exchange:
    """Every kind of act that a case leads to, in one log."""
    done = answered(own_exchange, protected="yes")
    runtime, decider = own_exchange.runtime, done.case.decider
    open_case(runtime, done.case.collator, done.case.id)
    open_collation(runtime, decider, done.case.id)
    reveal(runtime, decider, prepare_reveal(runtime, decider, done.record.id, ["housing_address"], WHY))
    with pytest.raises(NotFound):
        find_case(runtime, own_exchange.person("hub", "hub_collator"), done.case.id)
    officer, entry = own_exchange.person("hub", "ig_officer"), done.returned.entry.id
    open_entry(runtime, officer, entry)
    break_glass(runtime, officer, prepare_break_glass(runtime, officer, entry, done.record.id, WHY))
    close_entry(runtime, officer, entry, "case", None, WHY)
    kinds = {kind for _, _, kind in own_exchange.leaves()}
    assert kinds >= {
        "request_sent",
        "return_released",
        "opened",
        "revealed",
        "refused",
        "log_read",
        "key_changed",
        "entry_closed",
    }
    return own_exchange


def words(exchange: Exchange) -> Iterator[str]:
    """What nobody may read in the log: people's names, words they wrote, names of fields."""
    yield from (name for (name,) in exchange.rows("SELECT display_name FROM person"))
    yield from ("Madeup Person", "1 Madeup Road", "ZZ99", "They may know the family", WHY, "housing_address")


def test_no_name_word_or_field_stands_in_it(played: Exchange) -> None:
    columns = "coalesce(encode(sealed, 'escape'), '')"
    details = played.rows(f"SELECT row_to_json(one)::text || {columns} FROM log_detail AS one")
    leaves = played.rows("SELECT convert_from(leaf, 'UTF8') FROM log_leaf")
    for word in words(played):
        assert not [text for (text,) in (*details, *leaves) if word in text], word


def test_a_leaf_has_these_members_and_a_detail_these_facts_and_no_others(played: Exchange) -> None:
    for kind, leaf in played.rows("SELECT kind, leaf FROM log_leaf"):
        said = json.loads(leaf)
        more = MORE.get(kind, set()) | OF_SETTINGS.get(said.get("what"), set())
        assert set(said) == LEAF | more, said
    for kind, facts in played.rows("SELECT kind, facts FROM log_detail"):
        assert set(facts) <= FACTS, kind


def test_equal_acts_leave_no_equal_commitments(played: Exchange) -> None:
    seen = [json.loads(leaf) for (leaf,) in played.rows("SELECT leaf FROM log_leaf")]
    commitments = [one[name] for one in seen for name in ("actor", "fields", "detail")]
    assert len(set(commitments)) == len(commitments)
