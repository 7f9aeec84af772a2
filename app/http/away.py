"""The page that a reverse proxy shows while the exchange itself does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.http.page import SERVICE_NAME

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def away_page(numbers: Sequence[tuple[str, str]]) -> str:
    """The page with these emergency numbers, names and telephones: whole in itself, as nobody serves more."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    whom = [{"name": name, "telephone": telephone} for name, telephone in numbers]
    page = environment.get_template("errors/proxy.html").render(service_name=SERVICE_NAME, numbers=whom)
    return page.lstrip() + "\n"
