"""`python -m app.demonstration`: the whole exchange on one machine, on made-up data, gone when it ends.

Everything lives in one folder outside the checkout: database cluster, key store, root key, checkpoints. With ONESHOT=1
a made-up household's case is played over real HTTP by all parties, and the command ends.
"""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from contextlib import ExitStack
from pathlib import Path

from app.demonstration.database import end_tidily_when_told_to
from app.demonstration.installation import Installation, install
from app.demonstration.made_up import ORGANISATIONS, PERSONAS
from app.demonstration.ports import free_port, is_free
from app.demonstration.story.play import play
from app.domain.errors import RefusesToStart
from crypto.errors import DevelopmentOnlyWarning

HOST, PORT = "127.0.0.1", 8000


INTERRUPTED = 130


def main() -> int:
    """Set up, serve (or play), take down. Says 0 when all went well."""
    warnings.simplefilter("ignore", DevelopmentOnlyWarning)
    end_tidily_when_told_to()
    try:
        return _run()
    except KeyboardInterrupt:
        print("\nStopped. Nothing was kept.")
        return INTERRUPTED


def _run() -> int:
    oneshot = os.environ.get("ONESHOT") == "1"
    port = PORT
    if not is_free(HOST, PORT):
        if not oneshot:
            sys.stderr.write(f"Port {PORT} of {HOST} is in use, perhaps by another `make run`. Stop that first.\n")
            return 1
        port = free_port(HOST)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp")))
        try:
            installation = stack.enter_context(install(folder, HOST, port))
        except RefusesToStart as refusal:
            sys.stderr.write(f"{refusal.message}\n")
            return 1
        if oneshot:
            return play(installation)
        _announce(installation)
        installation.server.wait()
        sys.stderr.write(f"The server ended by itself:\n{installation.last_words}\n")
        return 1


def _announce(installation: Installation) -> None:
    labels = installation.role_labels
    names = {one.key: one.name for one in ORGANISATIONS}
    print(f"\nPartner Research Exchange, demonstration: {installation.address}\n")
    print("Everybody and everything in it is made up. Sign in as (choose the person at the sign-in page):\n")
    for persona in PERSONAS:
        for organisation, role in persona.roles:
            print(f"  {persona.name:26} {persona.email:26} {labels[role]}, {names[organisation]}")
    print(f"\nMail is not sent; it is kept in {installation.mails}. Stop with Ctrl-C; nothing is kept.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
