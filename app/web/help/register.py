"""The pages that every other page leads to. What an operator has to write is the operator's, or said to be missing."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, current_app

from app.domain.glossary import GLOSSARY
from app.domain.operator_pages import Pages
from app.http.access import public
from app.http.page import SupportLink, render_page

SUPPORT: Final = (
    SupportLink("Help", "/help"),
    SupportLink("Technical contact", "/help/technical-contact"),
    SupportLink("Words used here", "/help/words"),
    SupportLink("Accessibility statement", "/help/accessibility"),
    SupportLink("Privacy notice", "/help/privacy"),
)
"""What the foot of every page leads to."""
_KEY: Final = "operator_pages"
pages = Blueprint("help", __name__, url_prefix="/help")


@pages.get("")
@public
def start() -> Response:
    """What to do when stuck."""
    return _page("help")


@pages.get("/technical-contact")
@public
def technical_contact() -> Response:
    """Whom to ring when the service does not work."""
    return _page("technical_contact")


@pages.get("/words")
@public
def words() -> Response:
    """The glossary."""
    return render_page("help/words.html", said=GLOSSARY)


@pages.get("/accessibility")
@public
def accessibility() -> Response:
    """How far everybody can use it, in the shape that public bodies' statements have."""
    return _page("accessibility")


@pages.get("/privacy")
@public
def privacy() -> Response:
    """What happens to the data of whoever signs in, and of those that requests are about."""
    return _page("privacy")


def register_help(app: Flask, written: Pages) -> None:
    """Add the pages, with what the operator has written."""
    app.extensions[_KEY] = written
    app.register_blueprint(pages)


def _page(name: str) -> Response:
    written: Pages = current_app.extensions[_KEY]
    return render_page(f"help/{name}.html", said=written.get(name))
