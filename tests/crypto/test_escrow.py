"""Two of three shares make a root key again, one tells nothing, and what was mistyped is named by share and line."""

from __future__ import annotations

import base64
import hashlib
import random
from collections import Counter
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import escrow
from crypto.errors import EscrowError
from crypto.escrow import Share, join, read_share, split, write_share
from crypto.keys.roots import name_of_root

DAY = date(2026, 11, 30)
KEY = bytes(range(32))
SECRETS = st.binary(min_size=32, max_size=32)
PAPER = (
    """\
prx-escrow/v1 share 2 of 3, key 4fef2c2c5e3e4cf4, set 0a0b0c0d, 2026-11-30
1: 0400 60G5 0G3G DFSA
2: 1440 P2GD 1G7G X8XT
3: 2481 64GN 2GBH D4G8
4: 34C1 P6GX 3GFH XSV9
5: 0C1G 60R3 0C1G 77JY
6: 0C1G 60R3 0C1G 79QX
7: 0C1G 60R3 0C1G 7ANX
8: 0C1G 60R3 0C1G 7Q1S
""",
    """\
prx-escrow/v1 share 3 of 3, key 4fef2c2c5e3e4cf4, set 0a0b0c0d, 2026-11-30
1: 081G 0086 0W20 B6PN
2: 185G G28E 1W60 VXKN
3: 289H 048P 2WA1 A7WA
4: 38DH G68Y 3WE1 VWMZ
5: 0C10 2007 0R2G 9ZHZ
6: 1C50 J20F 1R6G RNA8
7: 2C91 240Q 2RAH 8CF2
8: 3CD1 J60Z 3REH R0GE
""",
)
"""Two shares of `KEY`, made once: paper in a safe has to be read by every later version."""


def test_paper_from_a_safe_makes_its_key() -> None:
    assert join(*map(read_share, PAPER)) == KEY
    assert tuple(write_share(read_share(paper)) for paper in PAPER) == PAPER


@given(SECRETS)
def test_any_two_make_the_key_in_either_order(secret: bytes) -> None:
    shares = split(secret, DAY)
    assert [share.number for share in shares] == [1, 2, 3]
    assert {join(*pair) for pair in permutations(shares, 2)} == {secret}


@given(SECRETS)
def test_what_is_printed_reads_back(secret: bytes) -> None:
    for share in split(secret, DAY):
        paper = write_share(share)
        assert read_share(paper) == share
        first, *lines = paper.splitlines()
        sloppy = "\n\n".join([f"  {first}  ", *(line.lower().replace(" ", "-").replace("0", "o") for line in lines)])
        assert read_share(sloppy.replace(":-", ": ")) == share


def test_one_share_is_as_likely_for_any_other_key() -> None:
    """For each share there are pads that make it a share of another key: so it tells nothing of which it is of."""
    for share in split(KEY, DAY):
        for other in (bytes(32), b"\xff" * 32):
            delta = bytes(a ^ b for a, b in zip(KEY, other, strict=True))
            pads = {pair: _pad(share, pair, KEY) for pair in combinations((1, 2, 3), 2) if share.number in pair}
            moved = {pair: _moved(share, pair, pad, delta) for pair, pad in pads.items()}
            missing = next(pair for pair in combinations((1, 2, 3), 2) if share.number not in pair)
            assert escrow._halves(other, share.number, {**moved, missing: bytes(32)}) == share.halves


def _pad(share: Share, pair: tuple[int, int], secret: bytes) -> bytes:
    half = escrow._half_of(share, pair)
    return half if share.number == pair[0] else bytes(a ^ b for a, b in zip(half, secret, strict=True))


def _moved(share: Share, pair: tuple[int, int], pad: bytes, delta: bytes) -> bytes:
    return pad if share.number == pair[0] else bytes(a ^ b for a, b in zip(pad, delta, strict=True))


def test_shares_of_one_key_are_never_alike() -> None:
    halves = Counter(share.halves for _ in range(50) for share in split(KEY, DAY))
    assert halves.most_common(1)[0][1] == 1
    assert not any(KEY in each for each in halves)


def test_shares_that_do_not_belong_together_are_refused() -> None:
    mine, again, theirs = split(KEY, DAY), split(KEY, DAY), split(bytes(32), DAY)
    with pytest.raises(EscrowError, match="Both are share 1"):
        join(mine[0], mine[0])
    for other in (again[1], theirs[1], split(KEY, date(2026, 12, 1))[1]):
        with pytest.raises(EscrowError, match="not of one set"):
            join(mine[0], other)


def test_a_share_made_up_under_the_right_first_line_makes_no_key() -> None:
    one, two, _ = split(KEY, DAY)
    forged = Share(two.number, two.key, two.drawn, two.made_on, bytes(64))
    with pytest.raises(EscrowError, match=f"another key than {name_of_root(KEY)}"):
        join(one, read_share(write_share(forged)))


def test_each_mistyped_letter_is_named_by_share_and_line() -> None:
    """One letter in each place of each line, exchanged for another, or for its neighbour."""
    chosen = random.Random(20261130)
    share = split(KEY, DAY)[1]
    lines = write_share(share).splitlines()
    tried = 0
    for place, line in enumerate(lines[1:], 1):
        for at in range(3, len(line)):
            if line[at] == " ":
                continue
            other = chosen.choice([one for one in escrow._LETTERS if one != line[at]])
            typed = [*lines[:place], line[:at] + other + line[at + 1 :], *lines[place + 1 :]]
            with pytest.raises(EscrowError, match=f"Share 2 is mistyped in line {place}:"):
                read_share("\n".join(typed))
            tried += 1
    assert tried == 8 * 16


def test_lines_in_another_order_or_left_out_are_named() -> None:
    lines = write_share(split(KEY, DAY)[2]).splitlines()
    swapped = [lines[0], lines[2].replace("2:", "1:"), lines[1].replace("1:", "2:"), *lines[3:]]
    with pytest.raises(EscrowError, match=r"Share 3 is mistyped in line 1, 2:"):
        read_share("\n".join(swapped))
    with pytest.raises(EscrowError, match="Share 3 has 8 lines under its first; 7 were typed"):
        read_share("\n".join(lines[:-1]))


@pytest.mark.parametrize("change", [("share 1", "share 2"), ("2026-11-30", "2026-11-29"), ("set ", "set 0")])
def test_a_mistyped_first_line_is_named(change: tuple[str, str]) -> None:
    paper = write_share(split(KEY, DAY)[0])
    with pytest.raises(EscrowError, match=r"first line"):
        read_share(paper.replace(*change, 1))


@pytest.mark.parametrize("text", ["", "\n", "share 1", "prx-escrow/v1 share 4 of 3, key ", "2026-02-30", "É" * 100])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(EscrowError, match="first line"):
        read_share(text)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_answered_by_a_sentence(text: str) -> None:
    paper = write_share(split(KEY, DAY)[0])
    for typed in (text, paper + text, paper[:200] + text):
        if typed.split() != paper.split():
            assert _said_of(typed).endswith(("paper.", "typed.", "are.", "date."))


def _said_of(typed: str) -> str:
    with pytest.raises(EscrowError) as caught:
        read_share(typed)
    return str(caught.value)


def test_a_key_is_made_from_paper_by_the_readme_alone() -> None:
    """In lines of this test's own, from what `crypto/README.md` says of a share."""
    one, two, three = (write_share(share) for share in split(KEY, DAY))
    for first, second, places in ((one, two, (0, 0)), (one, three, (1, 0)), (two, three, (1, 1))):
        halves = [_bytes_of(paper)[32 * place :][:32] for paper, place in zip((first, second), places, strict=True)]
        assert bytes(a ^ b for a, b in zip(*halves, strict=True)) == KEY


def _bytes_of(paper: str) -> bytes:
    first, *lines = paper.splitlines()
    found = b""
    for line in lines:
        number, letters = line.split(": ")
        usual = letters.replace(" ", "").translate(
            str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        )
        data = base64.b32decode(usual)
        assert hashlib.sha256(f"{first}\n{number}\n".encode() + data[:8]).digest()[:2] == data[8:]
        found += data[:8]
    return found


def test_nothing_shows_what_a_share_holds() -> None:
    share = split(KEY, DAY)[0]
    assert repr(share) == f"Share(1 of 3, key {name_of_root(KEY)}, …)"
