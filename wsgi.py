"""The exchange for a WSGI server (`gunicorn`, set up by gunicorn.conf.py), and its commands for `flask`.

Serving refuses to start on a log, key or policy that is not fit. Commands must run all the same: `flask log resume` is
the way out of one such refusal (app/decisions/0006-commands-start-nothing.md).
"""

import os

from app.cli.application import create_cli
from app.http.uncaught import log_uncaught
from app.serving.start import serve

log_uncaught()
app = create_cli() if os.environ.get("FLASK_RUN_FROM_CLI") == "true" else serve()
