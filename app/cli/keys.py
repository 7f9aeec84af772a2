"""`flask keys …`: the keys of the installation."""

from __future__ import annotations

from flask.cli import AppGroup

from app.cli.escrow import escrow, recover
from app.cli.key_making import create, status
from app.cli.key_rotation import rotate

keys = AppGroup("keys", help="The keys of the installation.")
keys.add_command(create)
keys.add_command(status)
keys.add_command(rotate)
keys.add_command(escrow)
keys.add_command(recover)
