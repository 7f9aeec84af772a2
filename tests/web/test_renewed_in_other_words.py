"""What changes after another policy release came into force is read by the partner as it is now, in today's words."""

from __future__ import annotations

from pathlib import Path

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.hub.test_facts_that_change import asked
from tests.web.partner.browser import PartnerBrowser
from tests.web.test_words_of_the_time import start_under_other_words

OLD, NEW = "Whom not to contact, or not in front of whom", "Madeup: whom to leave alone"
OLD_OPTION, NEW_OPTION = "No, it must not become known", "Madeup: nobody may learn of it"
CHANGES = {"fields/request.toml": ((OLD, NEW), (OLD_OPTION, NEW_OPTION))}


def test_a_fact_renewed_under_another_release_is_read_in_its_words(exchange: Exchange, tmp_path: Path) -> None:
    _, _, hugh, case, request = asked(exchange)
    assert OLD in hugh.text
    assert OLD_OPTION in hugh.text
    later = start_under_other_words(exchange, tmp_path / "policies", CHANGES)
    hugh = PartnerBrowser(later, "hugh").get(f"{request}/open")
    assert OLD_OPTION in hugh.text, "unchanged, it keeps the words it was sent in"
    HubBrowser(later, "cora").fill(f"{case}/recorded/contact-safety", case_do_not_contact="Madeup: not even by letter.")
    hugh.get(f"{request}/open")
    assert "Changed: this holds now" in hugh.text
    assert "Madeup: not even by letter." in hugh.text
    assert all(words in hugh.text for words in (NEW, NEW_OPTION))
    assert not any(words in hugh.text for words in (OLD, OLD_OPTION))
