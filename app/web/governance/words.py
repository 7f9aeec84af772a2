"""The log's codes in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.events import KINDS as HAPPENED
from app.domain.events import NAMED, OPENED_TO_HUB
from app.domain.log_entry import BREAKS_GLASS, KINDS, REVEALED
from app.domain.records import Record
from app.web.case_words import A_SUBJECT, spoken
from app.web.date_words import moment_words
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import IN_LAW

WHAT = {
    "collected": "Held on record for the first time",
    "altered": "What is held on record was changed",
    "thrown_away": "A draft was thrown away",
    "renewed": "What changed after it was sent",
    "read": "Read",
    "downloaded": "Downloaded whole",
    "closed": "Closed to the partner’s officers",
    "lifted": "Opened again to the partner’s officers",
}
BROKEN_GLASS = "Glass broken"
LEVELS = {"full": "in full", "masked": "masked", "gist": "the short form", "withheld": "nothing"}
AT_MOST = {"full": "in full or less", "masked": "masked or less", "gist": "the short form only", "withheld": "nothing"}
RENDITIONS = {"full": "In full", "masked": "Masked", "gist": "The short form"}
RECORDS = {"case": "Case record", "request": "Request", "return": "Return", "asking": "Asking that is not sent yet"}
FACTS = {
    "action": "What was done",
    "record": "Kind of record",
    "standing": "The recipient’s place",
    "organisation": "Kind of organisation",
    "role": "Role",
    "purpose": "Purpose",
    "subject": "About",
    "basis_fit": "The author’s legal basis",
    "in_law": "What the discloser is in law",
    "protection": "Protected address",
    "place": "Place of the person",
    "assigned": "Assigned to it",
    "conflict": "Conflict of interest",
    "entries": "Entries read",
    "times": "So many of theirs in this case",
    "try": "Which try of the session in ten minutes",
    "counted": "Further tries of the session, only counted",
    "since": "In the ten minutes from",
    "again": "Sent a second time",
}


def kind_words(kind: str, role: str | None = None) -> str:
    """What happened; a reveal by an IG officer is a broken glass."""
    if kind == REVEALED and role == BREAKS_GLASS:
        return BROKEN_GLASS
    return KINDS.get(kind, kind)


def label(named: Mapping[str, object], key: str | None) -> str:
    """The label policy gives to a key; the key itself where policy has forgotten it, nothing for None."""
    if key is None:
        return ""
    return str(getattr(named.get(key), "label", key))


def what_words(what: str | None, statements: Mapping[str, object]) -> str:
    """What an entry says was stated, or was done with what is held; nothing for None."""
    return WHAT.get(what or "") or label(statements, what)


def which_subject(record: Record) -> str:
    """Whom a record is about, without a name: “a child, K4X”, as the hub and its partner call it."""
    about = A_SUBJECT.get(record.subject_kind, record.subject_kind)
    return about if record.subject_kind == "case" else f"{about}, {spoken(record.subject_id)}"


def fact_words(release: PolicyRelease | None, name: str, value: object) -> str:
    """The value of a fact as policy labels it; of what closes a case to named people, as its event is called."""
    if name == "action" and value in (NAMED, OPENED_TO_HUB):
        return HAPPENED[str(value)]
    if release is None or not isinstance(value, str):
        return str(value)
    named: Mapping[str, Mapping[str, object]] = {
        "organisation": release.organisations,
        "role": release.roles,
        "purpose": release.purposes,
    }
    if name == "since":
        return moment_words(value)
    if name == "in_law":
        return ", ".join(IN_LAW.get(one, one) for one in value.split(", "))
    if name == "subject":
        return A_SUBJECT.get(value, value)
    return label(named[name], value) if name in named else value.replace("_", " ").capitalize()


def citations(release: PolicyRelease | None, basis: LegalBasis) -> str:
    """What a legal basis rests on, as the law is cited."""
    provisions = release.provisions if release else {}
    return "; ".join(provisions[one].citation if one in provisions else one for one in basis.rests_on)
