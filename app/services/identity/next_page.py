"""Where to go after signing in: a page of ours, whatever the address said."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/"
LONGEST_PATH = 1000
NOT_A_DESTINATION = "/account/"
CONFIRMED = "/account/confirmed"
"""Where whoever has proved once more who they are arrives; no address that is asked for leads there."""


def safe_path(asked: str | None) -> str:
    """`asked` if it is a path on this site, else the front page. Browsers read a backslash as a slash and drop tabs."""
    if not asked or len(asked) > LONGEST_PATH or not asked.isascii() or not asked.isprintable():
        return HOME
    if not asked.startswith("/") or asked.startswith("//") or "\\" in asked or " " in asked:
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc or parts.fragment or parts.path.startswith(NOT_A_DESTINATION):
        return HOME
    return asked
