"""Prints how many mutants of each kind there are, what noticed them, and by name those that nothing did.

`python -m tests.policies.mutants [EVERY]`: with EVERY, only each so manieth is tried. It ends with 1 if one of those
shows more, or is not among survivors.toml with its reason.
"""

from __future__ import annotations

import sys

from tests.policies.mutants.trying import BASES, KINDS, Tried, tried


def told(kind: str, found: Tried) -> None:
    """Say it in one line, and each survivor in one of its own."""
    by = ", ".join(f"{number} by {what}" for what, number in sorted(found.noticed.items()))
    more = sum("more" in ways for _, ways in found.survivors)
    left = f"{len(found.survivors)} survive, {more} of them showing more"
    print(f"{kind}: {found.number} mutants; noticed {by or 'none'}; {found.alike} decide alike; {left}.", flush=True)
    for name, ways in found.survivors:
        print(f"  {' and '.join(sorted(ways))}: {name}", flush=True)


if __name__ == "__main__":
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    results = {}
    for kind in (*KINDS, BASES):
        results[kind] = tried(kind, every)
        told(kind, results[kind])
    sys.exit(any(found.unlisted for found in results.values()))
