"""`python -m crypto verify FILE --key KEYFILE`: check a receipt or a whole log without the exchange."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint
from crypto.log.handover import parse_keys
from crypto.log.note import VerifierKey
from crypto.log.whole_log import FORMAT, LONGEST_LINE, LogEntry, verify_log
from crypto.printing import one_line
from crypto.verify import VerifiedReceipt, verify_receipt


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the file named on the command line, say in plain English what held, and return the exit code, 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m crypto", description="Check what the disclosure log says.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="check a receipt, or a whole log, against the log's verifier key")
    verify.add_argument("file", type=Path, metavar="FILE", help="the receipt or log file you were given")
    verify.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar="KEYFILE",
        help="a file with the log's verifier key (name+hash+base64), a line for each name it has had, then handovers",
    )
    verify.add_argument("--entries", action="store_true", help="of a whole log, print each entry as well")
    chosen = parser.parse_args(arguments)
    try:
        keys = parse_keys(_read(chosen.key))
        if _is_log(chosen.file):
            report = _log(chosen.file, keys, each=chosen.entries)
        else:
            report = _receipt(verify_receipt(_read(chosen.file), keys))
    except VerificationError as error:
        _print([f"NOT VERIFIED. {error}"], sys.stderr)
        return 1
    _print(report, sys.stdout)
    return 0


def _print(lines: Iterable[str], to: TextIO) -> None:
    """The one place that prints. Nothing of a receipt or key may move the cursor or pass for a line of ours."""
    for line in lines:
        print(one_line(line).encode("ascii", "backslashreplace").decode("ascii"), file=to)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise VerificationError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise VerificationError(f"{path} is not a text file.") from None


def _is_log(path: Path) -> bool:
    """Whether a file begins as a whole log does; anything else is taken for a receipt."""
    try:
        with path.open("rb") as file:
            return file.read(len(FORMAT) + 1) == f"{FORMAT}\n".encode()
    except OSError as error:
        raise VerificationError(f"{path} cannot be read: {error.strerror}.") from None


def _log(path: Path, keys: Sequence[VerifierKey], *, each: bool) -> list[str]:
    """What to say of a whole log, read line by line: nothing of an entry is said before all of them hold.

    Its entries are said one by one with `each`: of a year's log they fill many screens.
    """
    entries: list[str] = []

    def note(one: LogEntry) -> None:
        if not each:
            return
        if one.leaf is None:
            entries.append(f"     {one.index}: closed")
            return
        opened = f"  {_shown(one.opened)}" if one.opened else ""
        entries.append(f"     {one.index}: {_shown(one.leaf.get('at'))} {_shown(one.leaf.get('k'))}{opened}")

    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            found = verify_log(iter(lambda: file.readline(LONGEST_LINE), ""), keys, note)
    except OSError as error:
        raise VerificationError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise VerificationError(f"{path} is not a text file.") from None
    counts = ", ".join(f"{number} {kind}" for kind, number in found.kinds.items()) or "none"
    closed = [f"   {found.closed} more are closed: their hashes alone are here, and fit."] if found.closed else []
    return [
        *_checkpoint(found.checkpoint, found.signed_by, found.replaced_at),
        "3. The entries in the file are all of them, in their order: together they have that root hash.",
        f"4. By kind: {counts}. Of {found.opened} of them the file also says what they commit to, and it fits.",
        *closed,
        *(entries if each else ["   With --entries each of them is printed."]),
    ]


def _checkpoint(checkpoint: Checkpoint, signed_by: Sequence[str], replaced_at: int | None) -> list[str]:
    replaced = (
        f"   That key was replaced when there were {replaced_at} entries. Whoever came by it since could sign as much: "
        "the exchange gives the same entry anew, signed by the key in use."
    )
    return [
        "VERIFIED. Every check below was made on this machine, with the key you gave.",
        f"1. The checkpoint of the log {checkpoint.origin} is signed by {', '.join(signed_by)}.",
        *([] if replaced_at is None else [replaced]),
        f"2. It says that the log held {checkpoint.size} entries, under the root hash {checkpoint.root.hex()}.",
    ]


def _receipt(found: VerifiedReceipt) -> list[str]:
    lines = [
        *_checkpoint(found.checkpoint, found.signed_by, found.replaced_at),
        f"3. The proof leads from the entry below to that root hash: it is entry number {found.index}, counted from 0.",
        "4. The entry is exactly as it was logged:",
        *(f"     {name}: {_shown(value)}" for name, value in found.leaf.items()),
    ]
    if found.opened:
        lines.append("5. These values, given with the receipt, are what the entry commits to:")
        lines.extend(f"     {name}: {_shown(value)}" for name, value in found.opened.items())
    else:
        lines.append("5. None of its commitments is opened here: what opens them was not given, or was erased.")
    return lines


def _shown(value: object) -> str:
    """As JSON, so that a text reads as one and not as words of this report."""
    return json.dumps(value, sort_keys=True)


if __name__ == "__main__":
    sys.exit(main())
