"""The published form of a return: one JSON Schema for each kind of partner, made from the catalogue in force."""

from __future__ import annotations

import json

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from app.domain.answers import ANSWER_KINDS
from app.domain.errors import NotFound
from app.http.access import public
from app.web.runtime import runtime
from policies.engine.json_schema import return_schema

MEDIA_TYPE = "application/schema+json"
HUB = "hub"


def register_schemas(app: Flask) -> None:
    """Add the published schemas."""
    app.add_url_rule("/schemas/return/<kind>.json", "return_schema", published_schema)


@public
def published_schema(kind: str) -> ResponseReturnValue:
    """The schema of what this kind of organisation returns. It holds no data. NotFound for a kind that returns none."""
    release = runtime().policy.release
    if kind not in release.organisations or kind == HUB:
        raise NotFound
    text = json.dumps(return_schema(release, kind, ANSWER_KINDS), indent=2, ensure_ascii=False)
    return Response(f"{text}\n", mimetype=MEDIA_TYPE)
