"""A whole log holds with its key and nothing else: every entry, all of them, in their order, to the last byte."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from crypto.__main__ import main
from crypto.canonical import canonical
from crypto.commitments import commit
from crypto.encoding import b64
from crypto.errors import VerificationError
from crypto.log.receipt import Opening
from crypto.log.tree import leaf_hash
from crypto.log.whole_log import FORMAT, LogEntry, verify_log, write_log
from tests.crypto.builders import ORIGIN, SmallLog

SALT = bytes(range(32))
TO = "Made-up Council – Früherkennung\x1b[2J"
LEAVES = [
    canonical({"at": "2026-03-01T09:00:00.000Z", "k": "request_sent", "to": commit(SALT, TO)}),
    *(canonical({"at": f"2026-03-01T09:0{number}:00.000Z", "k": "opened"}) for number in range(1, 6)),
]
OPENINGS: list[Mapping[str, Opening] | None] = [{"to": Opening(SALT, TO)}, *[{} for _ in LEAVES[2:]], None]
"""The last entry is closed."""
LOG = SmallLog(LEAVES)
LINES = list(write_log(LOG.checkpoint(), zip(LEAVES, OPENINGS, strict=True)))
TEXT = "".join(LINES)


def refused(text: str) -> str:
    with pytest.raises(VerificationError) as caught:
        verify_log(text.splitlines(keepends=True), [LOG.key])
    return str(caught.value)


def entries() -> list[str]:
    """The lines of the entries alone."""
    return TEXT.splitlines(keepends=True)[-len(LEAVES) :]


def with_entries(lines: list[str]) -> str:
    return TEXT.removesuffix("".join(entries())) + "".join(lines)


def test_a_log_verifies_with_its_key() -> None:
    seen: list[LogEntry] = []
    found = verify_log(TEXT.splitlines(keepends=True), [LOG.key], seen.append)
    assert (found.checkpoint.size, found.signed_by, found.opened, found.closed) == (6, (ORIGIN,), 1, 1)
    assert found.kinds == {"opened": 4, "request_sent": 1}
    assert [one.leaf and canonical(one.leaf) for one in seen] == [*LEAVES[:-1], None]
    assert seen[0].opened == {"to": TO}


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9])
def test_logs_of_every_size_verify(size: int) -> None:
    log = SmallLog([canonical({"k": "opened", "n": number}) for number in range(size)])
    text = write_log(log.checkpoint(), ((leaf, {}) for leaf in log.leaves))
    assert verify_log("".join(text).splitlines(keepends=True), [log.key]).checkpoint.size == size


def test_not_one_byte_can_be_changed() -> None:
    data = TEXT.encode()
    for place, byte in enumerate(data):
        for other in {byte ^ 1, byte ^ 0x20, ord("\n"), ord(" ")} - {byte}:
            changed = data[:place] + bytes([other]) + data[place + 1 :]
            try:
                text = changed.decode()
            except UnicodeDecodeError:
                continue
            refused(text)


def test_nothing_can_be_left_out_added_or_moved() -> None:
    lines = entries()
    assert "counts 6 entries, and the file holds 5" in refused(with_entries(lines[:-1]))
    assert "counts 6 entries, and the file holds 7" in refused(with_entries([*lines, lines[-1]]))
    assert "one of them was changed" in refused(with_entries([lines[0], lines[2], lines[1], *lines[3:]]))
    assert "Entry number 6" in refused(with_entries([*lines, "\n"]))
    assert "cut short" in refused(TEXT[:-1])


def test_of_a_closed_entry_there_is_its_hash_alone() -> None:
    last = entries()[-1]
    assert last == f"closed {b64(leaf_hash(LEAVES[-1]))}\n"
    for wrong in ("closed\n", "closed \n", "closed AAAA\n", f"{last[:-1]} \n", f"closed {b64(b'x' * 33)}\n"):
        assert "Entry number 5 is closed" in refused(with_entries([*entries()[:-1], wrong]))
    assert "one of them was changed" in refused(with_entries([*entries()[:-1], f"closed {b64(b'x' * 32)}\n"]))


def test_an_opening_of_another_value_is_refused() -> None:
    first = json.dumps({"to": {"salt": "A" * 43, "value": "somebody else"}}, separators=(",", ":")).encode()
    leaf = entries()[0].split(" ")[0]
    assert "do not fit what the leaf commits to" in refused(with_entries([f"{leaf} {b64(first)}\n", *entries()[1:]]))


@pytest.mark.parametrize(
    "text",
    ["", FORMAT, f"{FORMAT}\n", f"{FORMAT}\n\n\n", TEXT.replace(FORMAT, "prx/log/v2", 1), f"{FORMAT}\n" + "a\n" * 99],
)
def test_what_is_no_log_is_refused(text: str) -> None:
    refused(text)


def test_a_log_signed_by_another_key_is_refused() -> None:
    other = SmallLog(LEAVES, origin="another.example/disclosures")
    with pytest.raises(VerificationError):
        verify_log(LINES, [other.key])


def test_the_command_takes_a_log_beside_receipts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, key = tmp_path / "log.txt", tmp_path / "log.key"
    path.write_text(TEXT, encoding="utf-8")
    key.write_text(f"{LOG.key.encode()}\n", encoding="utf-8")
    assert main(["verify", str(path), "--key", str(key)]) == 0
    told = capsys.readouterr().out
    assert "VERIFIED. Every check" in told
    assert "By kind: 4 opened, 1 request_sent" in told
    assert "1 more are closed" in told
    assert "5: closed" not in told
    assert main(["verify", str(path), "--key", str(key), "--entries"]) == 0
    each = capsys.readouterr().out
    assert "5: closed" in each
    assert "\x1b" not in told + each
    path.write_text(with_entries(entries()[:-1]), encoding="utf-8")
    assert main(["verify", str(path), "--key", str(key)]) == 1
    failed = capsys.readouterr()
    assert "NOT VERIFIED" in failed.err
    assert failed.out == ""
