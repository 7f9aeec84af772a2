"""Every event of the story, and who got which mail, against a table written by hand: none missing, none too many."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default

import psycopg
import pytest

from app.demonstration.database import SUPERUSER
from app.demonstration.installation import MAIN
from app.demonstration.story.post import received
from app.services.messages.nights import OF_NIGHTS
from app.services.messages.notices import NOTICES
from tests.stories.playing import Played

pytestmark = pytest.mark.slow

CASE = "the case"
HUB = ("cora", "dilys")
"""Whoever of the hub is on the case: Colin is not, and gets nothing in the whole story."""
Event = tuple[str, str, str]
EVENTS: Mapping[Event, tuple[str, ...]] = {
    ("Dilys is put on the case", "put_on_case", CASE): ("dilys",),
    ("Housing is asked", "request_waiting", "housing"): ("hugh", "harriet"),
    ("Police are asked", "request_waiting", "police"): ("polly", "pavel"),
    ("Probation is asked", "request_waiting", "probation"): ("prudence", "martin"),
    ("Fire is asked", "request_waiting", "fire"): ("fergus",),
    ("Ambulance is asked", "request_waiting", "ambulance"): ("amber",),
    ("Child health is asked", "request_waiting", "health"): ("nora",),
    ("Mental health is asked", "request_waiting", "mental_health"): ("minnie",),
    ("Schools are asked", "request_waiting", "education"): ("esther",),
    ("Early help is asked", "request_waiting", "early_help"): ("elsie",),
    ("The jobcentre is asked", "request_waiting", "dwp"): ("dwight", "dorothy"),
    ("Children’s social care is asked", "request_waiting", "childrens"): ("chioma",),
    ("Hugh signs off", "return_waiting", "housing"): HUB,
    ("Polly submits", "approval_waiting", "police"): ("pavel",),
    ("Pavel approves", "approved", "police"): ("polly",),
    ("Pavel approves, and it is sent", "return_waiting", "police"): HUB,
    ("Prudence submits", "approval_waiting", "probation"): ("martin",),
    ("Martin approves", "approved", "probation"): ("prudence",),
    ("Martin approves, and it is sent", "return_waiting", "probation"): HUB,
    ("Fergus signs off", "return_waiting", "fire"): HUB,
    ("Amber submits", "approval_waiting", "ambulance"): ("callum",),
    ("Callum approves hers", "approved", "ambulance"): ("amber",),
    ("Callum approves hers, and it is sent", "return_waiting", "ambulance"): HUB,
    ("Minnie submits", "approval_waiting", "mental_health"): ("callum",),
    ("Callum approves Minnie’s", "approved", "mental_health"): ("minnie",),
    ("Callum approves Minnie’s, and it is sent", "return_waiting", "mental_health"): HUB,
    ("Esther signs off", "return_waiting", "education"): HUB,
    ("Elsie signs off", "return_waiting", "early_help"): HUB,
    ("Dwight submits", "approval_waiting", "dwp"): ("dorothy",),
    ("Dorothy approves", "approved", "dwp"): ("dwight",),
    ("Dorothy approves, and it is sent", "return_waiting", "dwp"): HUB,
    ("Nora submits a question", "approval_waiting", "health"): ("callum",),
    ("Callum approves her question", "approved", "health"): ("nora",),
    ("Her question is sent", "question_waiting", "health"): HUB,
    ("Dilys answers it", "question_answered", "health"): ("nora",),
    ("Nora submits her return", "approval_waiting", "health"): ("callum",),
    ("Callum approves her return", "approved", "health"): ("nora",),
    ("Her return is sent", "return_waiting", "health"): HUB,
    ("Children’s social care is late", "reminded_organisation", "childrens"): ("chioma",),
    ("Nobody approves there: it is hers too", "reminded_manager", "childrens"): ("chioma",),
    ("The hub’s partner is late", "reminded_hub", "childrens"): HUB,
    ("Elsie adds to her return", "return_corrected", "early_help"): HUB,
}
"""By what happens, the kind of mail and what it is about: who gets it. Written by hand."""
PATIENCE = 60.0
WAITING = "SELECT count(*) FROM job WHERE finished_at IS NULL AND run_at <= clock_timestamp()"


def until_all_is_sent(played: Played) -> None:
    """The worker has nothing left that is due."""
    cluster, until = played.installation.cluster, time.monotonic() + PATIENCE
    assert cluster is not None
    with psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname=MAIN, autocommit=True) as connection:
        while connection.execute(WAITING).fetchall() != [(0,)] and time.monotonic() < until:
            time.sleep(0.2)
        assert connection.execute(WAITING).fetchall() == [(0,)]


def test_each_event_told_whom_the_table_says_and_nobody_else(played: Played) -> None:
    until_all_is_sent(played)
    partners = {reference: key for key, reference in played.story.references.items()}
    kinds = {notice.subject: kind for kind, notice in NOTICES.items() if "again" not in notice.subject}
    got = Counter(
        (kinds[one.subject], partners.get(one.reference, CASE), one.to.partition("@")[0])
        for one in received(played.installation.mails)
    )
    wanted = Counter((kind, about, who) for (_, kind, about), whom in EVENTS.items() for who in whom)
    assert (wanted - got, got - wanted) == (Counter(), Counter()), "missing, too many"
    sent = [message_from_bytes(one.read_bytes(), policy=default) for one in played.installation.mails.glob("*.eml")]
    others = [one for one in sent if one["Subject"] not in OF_NIGHTS.values()]  # a list of the night goes by the hour
    assert got.total() == len(others), "each mail names a thing and leads to it"
