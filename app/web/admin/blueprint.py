"""The door's blueprints and whom they admit."""

from __future__ import annotations

from flask import Blueprint

from app.domain.changes import SIGNS
from app.services.disclosure.duties import HUB_CLOSES, OWNS_POLICY

ADMINISTERS = (SIGNS,)
"""They say who may do what here, and open nothing that anybody wrote about a person."""
SEES_ORGANISATIONS = (SIGNS, OWNS_POLICY)
"""They see what their organisation is and with whom it works."""
SIGN = (*SEES_ORGANISATIONS, HUB_CLOSES)
"""They sign changes: each those of the kinds that are theirs."""

people_pages = Blueprint("people_pages", __name__, url_prefix="/admin/people")
change_pages = Blueprint("change_pages", __name__, url_prefix="/admin/changes")
organisation_pages = Blueprint("organisation_pages", __name__, url_prefix="/admin/organisations")
agreement_pages = Blueprint("agreement_pages", __name__, url_prefix="/admin/agreements")
evidence_pages = Blueprint("evidence_pages", __name__, url_prefix="/admin/going-live")
provider_pages = Blueprint("provider_pages", __name__, url_prefix="/admin/sign-ins")
passkey_pages = Blueprint("passkey_pages", __name__, url_prefix="/admin/passkeys")
"""One for each place in the navigation, which marks the place whose pages are being used."""
