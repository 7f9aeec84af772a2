"""The made-up household's case, played by all parties over real HTTP."""

from __future__ import annotations

from app.demonstration.installation import Installation


def play(installation: Installation) -> int:
    """Play the story on a running installation; 0 when everything went as it must."""
    print(f"Partner Research Exchange at {installation.address}")
    return 0
