"""What `flask` loads instead of the exchange: the commands alone, which start nothing by themselves."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

from app.cli.administration import members, people, providers
from app.cli.agreements import agreements
from app.cli.backup import backup
from app.cli.changes import admin, changes
from app.cli.clocks import clocks
from app.cli.files import files
from app.cli.groups import groups
from app.cli.invitations import invitations
from app.cli.jobs import jobs
from app.cli.keys import keys
from app.cli.log import log
from app.cli.organisations import organisations
from app.cli.partnerships import partnerships
from app.cli.policies import policies
from app.cli.rehearsals import rehearsal
from app.cli.running import ADMINISTRATION, ERASING, RUNTIME
from app.cli.setup import setup
from app.services.runtime import Runtime

GROUPS: Final = (
    *(log, policies, organisations, partnerships, providers, people, members, clocks, files, jobs),
    *(setup, keys, backup, admin, changes, invitations, rehearsal, agreements, groups),
)


def create_cli(
    runtime: Runtime | None = None, administration: Runtime | None = None, erasing: Runtime | None = None
) -> Flask:
    """An application with commands and no pages: it reads no setting and cannot be refused, so `log resume` can run.

    Commands run on `runtime`, those that administer on `administration`, the one that erases on `erasing`, or each on
    what it makes of the environment. Every request is answered with the way to serve the exchange.
    """
    app = Flask("app", static_folder=None)
    if runtime is not None:
        app.extensions[RUNTIME] = runtime
    if administration is not None:
        app.extensions[ADMINISTRATION] = administration
    if erasing is not None:
        app.extensions[ERASING] = erasing
    for group in GROUPS:
        app.cli.add_command(group)
    app.before_request(_serves_nothing)
    return app


def _serves_nothing() -> Response:
    text = "These are the exchange's commands. To serve it: gunicorn wsgi:app\n"
    return Response(text, 503, content_type="text/plain; charset=utf-8")
