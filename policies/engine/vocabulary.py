"""The closed lists. A word that is not here, or not in the policy's own lists, is refused when the policy is loaded."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Level(IntEnum):
    """How much of a field somebody may know, from nothing to everything."""

    WITHHELD = 0
    GIST = 1
    MASKED = 2
    FULL = 3

    @property
    def word(self) -> str:
        """The level's name as files, tables and pages write it."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Level:
        """Return the level with this name; KeyError when there is none."""
        return cls[word.upper()]


UNKNOWN: Final = "unknown"
"""The value every fact has until somebody states it. It satisfies no permit and every cap."""

NO_ROLE: Final = "none"
"""The role of an organisation as such: a release is made to it, not to a person."""

HUB: Final = "hub"

APPROVALS: Final = ("manager", "caldicott")
"""The second persons that what a partner sends may need."""
READ: Final = "read"
WORK: Final = "work"
FOLLOW_UP: Final = "follow_up"
DECIDE: Final = "decide"
GET_MAIL: Final = "get_mail"
APPROVE: Final = {need: f"approve_as_{need}" for need in APPROVALS}
GOVERN: Final = "govern"
CLOSE: Final = "close"
OWN_POLICY: Final = "own_policy"
ADVISE_POLICY: Final = "advise_policy"
MAY: Final = (
    READ, WORK, FOLLOW_UP, DECIDE, *APPROVE.values(), GET_MAIL, GOVERN, CLOSE, OWN_POLICY, ADVISE_POLICY,
)  # fmt: skip
"""What a role may do (`policies/roles.toml` says what each word means)."""

LEVELS: Final = tuple(level.word for level in Level)
RENDITIONS: Final = LEVELS[1:]
FIELD_RECORDS: Final = ("case", "request", "return")
RECORDS: Final = (*FIELD_RECORDS, "product")
CONTACT_SAFETY: Final = "contact_safety"
STAFF_SAFETY: Final = "staff_safety"
SAFETY: Final = frozenset({CONTACT_SAFETY, STAFF_SAFETY})
"""The tags of what keeps people from being hurt: it stands first on every page, and goes to every partner."""
LOCATION: Final = "location"
PLACES: Final = frozenset({LOCATION, "protected_address"})
"""The tags of what tells where somebody is: a field with one has a mask, so that protection never leaves nothing."""
CATEGORIES: Final[dict[str, str]] = {
    "personal": "About somebody, and of neither kind below.",
    "special": "Health, origin, belief, sex life and the like: UK GDPR Art 9.",
    "criminal": "Offences, allegations of them and what followed: UK GDPR Art 10.",
}
"""The kinds of data in law, with the words for them."""
TAGS: Final[dict[str, str]] = {
    "third_party": "Says something of somebody whom the record is not about, who may work where it goes.",
    LOCATION: "Tells where somebody lives, is or will be found.",
    "source": "Could show who told an agency, or how it came to know.",
    "match_key": "Serves to find the right person, and for nothing else.",
    STAFF_SAFETY: "Keeps whoever visits from being hurt.",
    CONTACT_SAFETY: "Keeps the person from being hurt by how they are contacted.",
    "identity": "Tells who somebody is.",
    "narrative": "Free words, which may tell anything, a place too.",
    "protected_address": "Is a place that may be a refuge, whether or not anybody said so.",
    "segregated": "Belongs to a record kept apart, such as an adoption.",
    "restricted": "Is secret in that it exists.",
    "disclosed": "Shows that somebody told of abuse.",
}
"""What the policy may say that a field does or protects, with the words for it."""
NEVER_THE_REST: Final = SAFETY | {"disclosed", "source", "protected_address", "segregated"}
"""The tags of what nobody says unread that it was not found: taken for absent, it gets somebody hurt."""
TELLS: Final = {
    "person": "third_party", "address": LOCATION, "long_text": "narrative",
    **dict.fromkeys(("nhs_number", "nino", "upn", "crn", "pnc_id"), "match_key"),
}  # fmt: skip
"""By type or check of a field, or of one of its columns, the tag that it cannot be without."""
FIELD_TYPES: Final = (
    "yes_no_unknown", "text", "long_text", "number", "date", "datetime", "choice", "choices", "address", "person",
    "contact", "rows",
)  # fmt: skip
COLUMN_TYPES: Final = FIELD_TYPES[:-1]
CHECKS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("nhs_number", "nino", "upn", "uprn", "crn", "pnc_id", "telephone", "postcode", "email", "own_reference"),
    "date": ("partial_date",),
}
"""By type of field, the forms that a field may say its values have; whoever takes values in checks them."""
NATURES: Final = ("fact", "opinion")
PEOPLE: Final = ("child", "unborn_child", "adult", "address")
"""Kinds of subject that are somebody, or a place where somebody lives."""
SUBJECTS: Final = (*PEOPLE, "case", UNKNOWN)
ASK: Final = "ask"
ONWARD: Final = ("free", "listed", ASK, "none")
"""Whether the hub may pass an answer on: it may; to those listed; when its owner, asked, agrees; it may not."""
ACTS: Final = ("request", "return", "product")
REGIMES: Final = ("uk_gdpr", "part_3")
PHASES: Final = ("before", "with", "after")
BASIS_FITS: Final = ("fits", "does_not_fit", "not_in_force")
PROVISION_TYPES: Final = ("condition", "function", "power", "duty", "exemption", "limit", "bar", "framework")
ABOUT: Final[dict[str, tuple[str, ...]]] = {
    "case": ("case",),
    "each_adult": ("adult",),
    "each_child": ("child",),
    "each_unborn": ("unborn_child",),
    "each_person": ("child", "unborn_child", "adult"),
    "each_born": ("child", "adult"),
    "request": ("case",),
}
"""Of whom a statement is recorded, and the kinds of subject that is."""
HOLD: Final = "hold"
"""The code that says that a case and its requests are held: kept, and opened, whatever is past."""
HELD: Final = "held"
LOOK_AGAIN: Final = "look_again"
"""The code that says on which day somebody looks whether a hold is still needed."""
PREGNANCY: Final = "pregnancy"
"""The code that says whether a pregnancy has ended; never how."""
PREGNANCY_ENDED: Final = "ended"
STATE: Final = "state"
"""The code that says whether a case is open."""
RATING: Final = "rating"
"""The code that says how urgent a case is."""
ROLE: Final = "role"
"""The code that says what somebody is in the concern."""
ROLES_IN_CONCERN: Final = ("harmed", "at_risk", "alleged", "both_alleged", "other", "not_known")
FOR_BASIS: Final = "for_basis"
"""The code that says on which legal basis what it asks for was stated."""
WORKS_FOR: Final = "works_for"
"""The code that says which partners, by their id, somebody works for or is close to staff of."""
WORKS_THERE: Final = "works_there"
KNOWN_AS: Final = "known_as"
"""The code that says, for people of the hub's other cases, by their id, whether this person is one of them."""
NOT_THEM: Final = "not_them"
HIDDEN_FROM: Final = "hidden_from"
"""The code that says, for each other person of a case, what a protected place is to them: by their id, one of these."""
HIDDEN: Final = "hidden"
BOTH_HERE: Final = "both_here"
NOT_HIDDEN: Final = "not_hidden"
ESCALATION: Final = "escalation"
"""The code that says that something of a case is raised with the strategic board, and what it is about."""
ANSWER_BY: Final = "answer_by"
"""The code that says by which day the board is asked to answer."""
RAISED_ABOUT: Final = "raised_about"
"""The code that says which requests, by the id of their file, what is raised is about."""
NAMED: Final = "named"
BOARD: Final = "board"
"""The code that says how what was raised with the board has ended."""
DAYS: Final = (ANSWER_BY, LOOK_AGAIN)
"""The codes that are days: any day there is, as its word says it."""
CODES: Final[dict[str, tuple[str, ...]]] = {
    RATING: (),
    STATE: ("closed", "open"),
    HOLD: (HELD, "ended"),
    LOOK_AGAIN: (),
    PREGNANCY: (PREGNANCY_ENDED, "goes_on"),
    "ground": ("not_needed", "answered_elsewhere", "case_closed", "wrong_person", "wrong_partner"),
    ROLE: ROLES_IN_CONCERN,
    HIDDEN_FROM: (HIDDEN, BOTH_HERE, NOT_HIDDEN),
    "purpose": (),
    "legal_basis": (),
    FOR_BASIS: (),
    WORKS_FOR: (WORKS_THERE,),
    KNOWN_AS: ("certain", "probable", "possible", NOT_THEM),
    ESCALATION: ("practice", "process", "resourcing", "delay"),
    ANSWER_BY: (),
    RAISED_ABOUT: (NAMED,),
    BOARD: ("answered", "not_needed"),
}
"""What may stand in clear beside a statement, with its values; those without any are keys of the policy's own lists."""
RECALLS: Final = ("wrong_person", "wrong_partner")
"""Grounds of a withdrawal that say the request should never have been sent."""
REQUIREMENTS: Final = (
    "necessity_note", "consent_record", "authorising_officer", "appropriate_policy_document", "public_task_statement",
    "named_lawful_authority", "incapacity_reason", "public_interest_note", "proportionality_note",
    "relevance_reason", "paragraph_18_reason", "best_interests_note", "mappa_offender",
)  # fmt: skip
STANDING: Final = ("appropriate_policy_document", "public_task_statement")
"""Requirements that nobody states at an act: what an organisation keeps on file, or was told in the request."""
IN_LAW: Final[dict[str, str]] = {
    "public_authority": "a public authority",
    "competent_authority": "a competent authority for law enforcement (Data Protection Act 2018 Part 3)",
    "section_11": "a body that Children Act 2004 s.11 binds",
    "relevant_partner": "a relevant partner under Care Act 2014 s.6(7)",
    "mappa_duty": "a body that must co-operate under MAPPA (Criminal Justice Act 2003 s.325)",
    "registered_provider": "a registered provider of social housing",
}
"""What an organisation may be in law, with the words for it. Legal bases ask for some of it, or for its absence."""
MATCH: Final = "match"
"""Looking whether a person is one the hub has known before, without being on the case."""
SHARE_NOW: Final = "share_now"
PROTECTED: Final = "protected"
UNPROTECTED: Final = "none"
PLACE: Final = "place"
"""What a request does with its person's place: whoever asks chose to send it, did not, or must not (`BARRED`)."""
SENT: Final = "sent"
LEFT_OUT: Final = "left_out"
BARRED: Final = "barred"
LIFTERS: Final = (SHARE_NOW,)

FACT_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "action": ("release", "open", "reveal", MATCH),
    "record": RECORDS,
    "basis_fit": BASIS_FITS,
    "protection": (UNPROTECTED, PROTECTED),
    PLACE: (SENT, LEFT_OUT, BARRED),
    "conflict": ("none", "declared"),
    SHARE_NOW: ("no", "active"),
    "standing": ("author", "asker", "addressee", "other"),
    "assigned": ("yes", "no"),
    "audience_fit": ("none", "gist", "full"),
    "carriage": ("must", "if_held", "may", "never", "not_a_request"),
    "subject": SUBJECTS[:-1],
}
"""Facts with a fixed list of values; each may also be `unknown`."""

LISTED_FACTS: Final = ("organisation", "role", "purpose")
"""Facts whose values are the keys of organisations.toml, roles.toml (and `none`) and purposes.toml."""

PREFIXES: Final = {
    "safeguarding_health": "health",
    "adult_social_care": "adult_care",
    "childrens_social_care": "social_care",
}
"""Kinds of organisation whose fields' keys begin with a shorter word than the kind itself."""

BUILT_IN_REASONS: Final = ("permitted", "no_permit", "capped", "no_rendition", "unknown_facts", "impossible_facts")
"""Reason codes the engine gives by itself; reasons.toml must word them."""
