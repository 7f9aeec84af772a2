"""How the exchange is served: so many servers, processes of each and threads of each, and the connections they need."""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = re.compile(r"([1-9]\d?)x([1-9]\d?)x([1-9]\d?)")
AT_ONCE = 2
"""Connections to the main database that one page may hold: its own, and one to record or to find out beside it."""
SPARE = 5
"""Connections to each database that are left to commands and to whoever looks after it."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Servers, processes of each, threads of each; beside them each server has one `flask jobs work`."""

    servers: int
    processes: int
    threads: int

    def __str__(self) -> str:
        return f"{self.servers}x{self.processes}x{self.threads}"

    @property
    def main(self) -> int:
        """The most connections that all of it holds to the main database, with the spare ones."""
        return self.servers * (self.processes * self.threads + 1) * AT_ONCE + SPARE

    @property
    def keystore(self) -> int:
        """The same to the key store, of which a page holds one."""
        return self.servers * (self.processes * self.threads + 1) + SPARE


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections a database takes, and what tells its server from another."""

    server: str
    connections: int


def lack_of_room(serving: Serving, main: Room, keystore: Room) -> str | None:
    """Why the databases have no room for what is served, and what to do; None where both have."""
    if main.server == keystore.server:
        needed, there = serving.main + serving.keystore, min(main.connections, keystore.connections)
        lacks = [f"both databases together, {needed}"] if needed > there else []
    else:
        rooms = {"the main database": (serving.main, main), "the key store": (serving.keystore, keystore)}
        lacks = [f"{name}, {need}" for name, (need, room) in rooms.items() if need > room.connections]
        there = min(main.connections, keystore.connections)
    if not lacks:
        return None
    return (
        f"PRX_SERVING={serving} may hold this many connections to {' and to '.join(lacks)}; there is room for {there}. "
        "Raise max_connections of PostgreSQL (or the limit of the role or the database), or serve with fewer."
    )


DEFAULT = Serving(servers=1, processes=4, threads=2)
"""More processes before more threads: a process works on one page at a time, and shows no more a second with eight."""


def read_serving(text: str) -> Serving:
    """What `2x4x2` says. Raises ValueError saying what to write."""
    found = FORM.fullmatch(text)
    if not found:
        raise ValueError("say SERVERSxPROCESSESxTHREADS, each from 1 to 99: 2x4x2 is two servers of four processes")
    return Serving(*map(int, found.groups()))
