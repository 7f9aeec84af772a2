"""The words pages, mails and READMEs share: what each means, and which words it stands for. One thing has one word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means. Whoever would write one of `instead_of` writes the word."""

    word: str
    means: str
    instead_of: tuple[str, ...] = ()


GLOSSARY: Final = (
    Term("agency, partner", "An organisation that a hub asks: police, probation, a school, a landlord and others."),
    Term("case", "What a hub works on: one worrying report about a child, an adult or a household."),
    Term("challenge", "To say once that you do not accept an answer. Who approves there and did not write it decides."),
    Term("claim", "To take a request from your organisation’s inbox, so that colleagues see that you have it."),
    Term("conflict of interest", "You know somebody in a case or request. You step back, and see nothing more of it."),
    Term("decline", "To answer that you do not share something, and on which ground. It does not say that you hold it.",
         ("refuse to share",)),
    Term("duty worker", "Whoever of the emergency duty team has accepted red cases while a hub is closed."),
    Term("hub", "The safeguarding hub (MASH) that asks, puts answers together and decides."),
    Term("item", "One thing that is asked for about a person, such as an address. Each has its own answer.",
         ("data item",)),
    Term("legal basis", "What in law lets an organisation share. Whoever shares names its own."),
    Term("log", "The record of all that was opened or sent, by whom and why. Nothing in it can be quietly changed.",
         ("audit trail",)),
    Term("need to know", "Each role sees what it needs for its work: in full, in part, as a short form or not at all."),
    Term("no reply", "A partner has not answered. It never means that nothing is known.",
         ("silence", "no response", "non-response", "nil response")),
    Term("nothing found", "You searched and there is no trace. It is an answer."),
    Term("passkey", "A key on your own device, by which you sign with your finger, your face or a PIN."),
    Term("person", "Whom a case or request is about. An address or a child not born yet can stand in their place.",
         ("subject", "data subject", "service user")),
    Term("person alleged to cause harm", "What somebody is said to have done is not yet known to be true.",
         ("perpetrator", "alleged perpetrator", "abuser", "offender")),
    Term("protected", "Somebody must not learn where a person is. It is never shown to whoever it is hidden from."),
    Term("protection removed", "A decision-maker has ended it, with a reason.",
         ("protection lifted", "protection loosened", "unprotected")),
    Term("rating", "How urgent a case is, and each request about it. The due time follows from it.",
         ("urgency", "RAG status")),
    Term("receipt", "Proof for your file of what you sent and when. Anybody can check it without this service."),
    Term("recorded decision", "What somebody decided, with the reason, kept as it was written.", ("statement",)),
    Term("reference", "What to say on the telephone instead of a name. Its last character shows a slip."),
    Term("request", "What a hub asks one partner about the people in a case."),
    Term("return", "A partner’s answers to one request."),
    Term("short form", "The least that is needed of a longer answer, for those who may not see all of it.", ("gist",)),
    Term("sign off", "To send a return in your organisation’s name. In some, a colleague approves it first."),
    Term("transfer to case system", "To copy what may be copied into your own organisation’s system.",
         ("hand-off", "handoff")),
    Term("updated", "Newer words stand in place of earlier ones. The earlier ones are kept.",
         ("superseded", "supersedes")),
    Term("version for …", "What the hub passes on to one recipient.", ("edition", "information product")),
    Term("views and wishes", "What a child or adult wants to happen, in their own words where they are known.",
         ("wishes and views", "voice of the child")),
)  # fmt: skip
"""In the order of the alphabet."""
OTHER_SENSES: Final = ("accessibility statement",)
"""Where such a word is the name of something else."""


def words_outside(text: str) -> list[tuple[str, str]]:
    """Words that the glossary has another word for, each with that word, in the order they stand in the text."""
    for sense in OTHER_SENSES:
        text = re.sub(sense, "", text, flags=re.IGNORECASE)
    return [(found.group(), _INSTEAD[_plain(found.group())]) for found in _OUTSIDE.finditer(text)]


def _plain(word: str) -> str:
    lower = " ".join(word.lower().split())
    return lower if lower in _INSTEAD else lower.removesuffix("s")


_INSTEAD: Final = {other.lower(): term.word for term in GLOSSARY for other in term.instead_of}
_LONGEST_FIRST: Final = sorted(_INSTEAD, key=len, reverse=True)
_ANY: Final = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in _LONGEST_FIRST)
_OUTSIDE: Final = re.compile(rf"\b(?:{_ANY})s?\b", re.IGNORECASE)
