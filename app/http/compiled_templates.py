"""Templates compiled once for a process and all that are forked from it.

The library compiles a template when a page first needs it, each process for itself. The master of the web server
compiles all of them before it has a worker, and each worker finds them here.
"""

from __future__ import annotations

from types import CodeType
from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

Which = tuple[str, bool, bool]


class CompiledTemplates(BytecodeCache):
    """The newest of each template, for as long as no letter of it differs."""

    def __init__(self) -> None:
        self._made: dict[Which, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it was compiled before as it reads now."""
        checksum, code = self._made.get(_which(bucket), ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._made[_which(bucket)] = bucket.checksum, bucket.code


def _which(bucket: Bucket) -> Which:
    """A template's name and place, and what its application makes of white space."""
    made_for = bucket.environment
    return bucket.key, made_for.trim_blocks, made_for.lstrip_blocks


COMPILED: Final = CompiledTemplates()
