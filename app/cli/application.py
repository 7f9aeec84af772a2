"""What `flask` loads instead of the exchange: the commands alone, which start nothing by themselves."""

from __future__ import annotations

from flask import Flask, Response

from app.cli.jobs import jobs
from app.cli.log import log
from app.cli.policies import policies


def create_cli() -> Flask:
    """An application with commands and no pages: it reads no setting and cannot be refused, so `log resume` can run.

    It answers every request with the way to serve the exchange.
    """
    app = Flask("app", static_folder=None)
    for group in (log, policies, jobs):
        app.cli.add_command(group)
    app.before_request(_serves_nothing)
    return app


def _serves_nothing() -> Response:
    text = "These are the exchange's commands. To serve it: gunicorn wsgi:app\n"
    return Response(text, 503, content_type="text/plain; charset=utf-8")
