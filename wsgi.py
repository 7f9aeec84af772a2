"""The exchange for a WSGI server (`gunicorn wsgi:app`), and its commands for `flask`, which looks here for them.

Serving refuses to start on a log, key or policy that is not fit. Commands must run all the same: `flask log resume` is
the way out of one such refusal (app/decisions/0006-commands-start-nothing.md).
"""

import os
import sys

from app.cli.application import create_cli
from app.domain.errors import RefusesToStart
from app.factory import create_app

CANNOT_BOOT = 3
"""The exit code by which gunicorn knows that trying again is of no use."""

try:
    app = create_cli() if os.environ.get("FLASK_RUN_FROM_CLI") == "true" else create_app()
except RefusesToStart as refusal:
    sys.stderr.write(f"The exchange refuses to start.\n{refusal.message}\n")
    raise SystemExit(CANNOT_BOOT) from None
