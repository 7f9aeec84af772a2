"""Acts that need fresh and strong proof of who does them: revealing, breaking glass, sending what a partner says.

It is asked where each is done, so that whatever door leads there asks it too.
"""

from __future__ import annotations

from app.domain.errors import ConfirmFirst
from app.domain.identity import Actor


def require_strong(actor: Actor) -> None:
    """Raise ConfirmFirst unless the actor proved strongly, a short while ago, who they are. What nobody said is no."""
    if not actor.strong:
        raise ConfirmFirst
