"""The columns by which a row that administrators write is believed (decision 123)."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Text, text


def said_once() -> Column[str]:
    """What the entry that names the row signs of it, as it was signed; NULL while no entry names it."""
    return Column("named", Text, nullable=True)


def said_again() -> tuple[Column[int], Column[str]]:
    """The same for a row that is written more than once, and its turn: the database counts it up with each writing, so
    that what was signed of an earlier turn says nothing of this one.
    """
    return Column("turn", Integer, nullable=False, server_default=text("1")), said_once()
