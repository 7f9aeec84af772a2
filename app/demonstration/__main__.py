"""`python -m app.demonstration`: the whole exchange on one machine, on made-up data.

Everything lives in one folder outside the checkout: database cluster, key store, root key, checkpoints. It is gone when
the command ends; KEEP names a folder that stays, and that goes on when the command is run on it again. PORT is where it
is served. With ONESHOT=1 a made-up household's case is played over real HTTP by all parties, and the command ends.
"""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from contextlib import ExitStack
from pathlib import Path

from app.demonstration.installation import Installation, install
from app.demonstration.kept import kept_folder
from app.demonstration.made_up import ORGANISATIONS, PERSONAS
from app.demonstration.ports import free_port, is_free
from app.demonstration.processes import end_tidily_when_told_to
from app.demonstration.story.play import play
from app.domain.errors import RefusesToStart
from crypto.errors import DevelopmentOnlyWarning

HOST, PORT = "127.0.0.1", "8000"
PRIVILEGED, LAST = 1024, 65535
INTERRUPTED = 130


def main() -> int:
    """Set up, serve (or play), take down. Says 0 when all went well."""
    warnings.simplefilter("ignore", DevelopmentOnlyWarning)
    end_tidily_when_told_to()
    try:
        return _run()
    except KeyboardInterrupt:
        print(f"\nStopped. {_what_is_kept(ended=True)}")
        return INTERRUPTED
    except RefusesToStart as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 1


def _run() -> int:
    named, oneshot = os.environ.get("KEEP"), os.environ.get("ONESHOT") == "1"
    port = _port(os.environ.get("PORT"), any_free=oneshot)
    with ExitStack() as stack:
        if named:
            folder, begun = kept_folder(named)
            if begun and oneshot:
                raise RefusesToStart(f"KEEP: the story is played on a new exchange, and {folder} holds one already.")
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp")))
        installation = stack.enter_context(install(folder, HOST, port, keep=bool(named)))
        if oneshot:
            return play(installation)
        _announce(installation)
        installation.server.wait()
        sys.stderr.write(f"The server ended by itself:\n{installation.last_words}\n")
        return 1


def _port(said: str | None, *, any_free: bool) -> int:
    """Where to serve: where somebody said; else at the usual place, or at any for a story that nobody watches."""
    text = said or PORT
    if not text.isdecimal() or not text.isascii() or not PRIVILEGED <= int(text) <= LAST:
        raise RefusesToStart(f"PORT: give a number from {PRIVILEGED} to {LAST}.")
    if is_free(HOST, int(text)):
        return int(text)
    if any_free and not said:
        return free_port(HOST)
    raise RefusesToStart(
        f"Port {text} of {HOST} is in use, perhaps by another `make run`. "
        "Stop that first, or choose another port: `make run PORT=8001`."
    )


def _what_is_kept(*, ended: bool) -> str:
    """While it runs, what will be left of it; `ended`, what is."""
    if named := os.environ.get("KEEP"):
        return f"All of it is kept: `make run KEEP={named}` goes on with it."
    return "Nothing was kept." if ended else "Nothing of it is kept then, unless KEEP names a folder."


def _announce(installation: Installation) -> None:
    labels = installation.role_labels
    names = {one.key: one.name for one in ORGANISATIONS}
    print(f"\nPartner Research Exchange, demonstration: {installation.address}\n")
    print("Everybody and everything in it is made up. Sign in as (choose the person at the sign-in page):\n")
    for persona in PERSONAS:
        for organisation, role in persona.roles:
            print(f"  {persona.name:26} {persona.email:26} {labels[role]}, {names[organisation]}")
    print(
        f"\nMail is not sent; it is kept in {installation.mails}. Stop with Ctrl-C. {_what_is_kept(ended=False)}\n",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
