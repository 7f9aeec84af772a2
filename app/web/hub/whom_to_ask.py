"""Whom the pages of asking offer: the hub's partners, those that are ticked, and about whom each can be asked."""

from __future__ import annotations

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.http import current
from app.services.intake.open_case import KnownCase
from app.services.research.could_answer import could_answer
from app.services.research.list_partners import list_partners
from app.web.field_forms import Form
from app.web.hub.choosing import chosen_partners
from app.web.runtime import runtime


def partners_here() -> tuple[Organisation, ...]:
    """All partners of the hub of whoever looks."""
    return list_partners(runtime(), current.actor())


def chosen_here(form: Form) -> tuple[Organisation, ...]:
    """The partners ticked in a form."""
    return chosen_partners(form, partners_here())


def askable_by(known: KnownCase, partner: Organisation) -> tuple[Subject, ...]:
    """Whom this partner can be asked about now: it is able in law to share, and is not being asked already.

    One that could share about nobody is not offered; sending refuses it and says why.
    """
    able = able_in_law(known, partner) or known.askable
    return tuple(one for one in known.askable_by(partner.id) if one in able)


def able_in_law(known: KnownCase, partner: Organisation) -> tuple[Subject, ...]:
    """About whom of the case this partner is able in law to share, and may be asked."""
    purpose, never = known.case.purpose, runtime().policy.release.organisations[partner.kind].never_about
    about = [one for one in known.askable if one.kind not in never]
    return tuple(one for one in about if could_answer(runtime(), partner, purpose, [one.kind]))
