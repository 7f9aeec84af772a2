import re
import subprocess
from pathlib import Path

import pytest

from crypto.errors import VerificationError
from crypto.log import checkpoint, note
from crypto.log.checkpoint import Checkpoint
from crypto.log.note import VerifierKey
from tests.crypto.builders import ORIGIN, SmallLog, some_leaves

LOG = SmallLog(some_leaves(13))
SIGNED = LOG.checkpoint()
HEAD = Checkpoint(ORIGIN, 13, LOG.root(13))
README = Path(checkpoint.__file__).parent.parent / "README.md"


def _signed(text: str, key: VerifierKey = LOG.key) -> str:
    return note.sign_note(text, key, LOG.signing.sign)


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    lines = SIGNED.split("\n")
    assert lines[:2] == [ORIGIN, "13"]
    assert lines[3] == lines[5] == ""
    assert lines[4].startswith(f"— {ORIGIN} ")


def test_a_signed_checkpoint_verifies() -> None:
    assert checkpoint.verify(SIGNED, [LOG.key]) == HEAD
    assert checkpoint.parse(checkpoint.encode(HEAD)) == HEAD


def test_another_key_does_not_verify_it() -> None:
    for keys in ([], [VerifierKey(ORIGIN, bytes(32))], [VerifierKey("other.example", LOG.key.public)]):
        with pytest.raises(VerificationError, match=ORIGIN):
            checkpoint.verify(SIGNED, keys)


def test_the_name_of_the_key_is_the_origin() -> None:
    """One key signs for the log before and after a restore: only the name tells the two apart."""
    after = VerifierKey(f"{ORIGIN}/r1", LOG.key.public)
    with pytest.raises(VerificationError, match="no given key of that name"):
        checkpoint.verify(_signed(checkpoint.encode(HEAD), after), [LOG.key, after])


def test_an_old_checkpoint_still_verifies_beside_the_new_origins_key() -> None:
    after = SmallLog(some_leaves(20), f"{ORIGIN}/r1")
    keys = [LOG.key, after.key]
    assert checkpoint.verify(SIGNED, keys).origin == ORIGIN
    assert checkpoint.verify(after.checkpoint(), keys).origin == f"{ORIGIN}/r1"
    with pytest.raises(VerificationError):
        checkpoint.verify(after.checkpoint(), [LOG.key])


def test_signatures_of_witnesses_do_no_harm() -> None:
    witness = VerifierKey("witness.example", LOG.key.public)
    both = SIGNED + _signed(checkpoint.encode(HEAD), witness).rpartition("\n\n")[2]
    assert checkpoint.verify(both, [LOG.key]) == HEAD


@pytest.mark.parametrize(
    "change",
    [("\n13\n", "\n013\n"), ("\n13\n", "\n+13\n"), ("\n13\n", "\n-13\n"), ("\n13\n", "\n1_3\n"),
     ("\n13\n", "\n\u0661\u0663\n"), ("\n13\n", "\n\n"), ("\n13\n", "\n" + "9" * 20 + "\n"),
     ("=\n", "\n"), ("=\n", "=\nextension\n"),
     (ORIGIN, ""), (ORIGIN, "other.example")],
)  # fmt: skip
def test_a_checkpoint_of_another_form_is_refused_even_when_signed(change: tuple[str, str]) -> None:
    text = checkpoint.encode(HEAD).replace(*change)
    with pytest.raises(VerificationError):
        checkpoint.verify(_signed(text), [LOG.key])


@pytest.mark.parametrize("text", ["", "\n\n\n", checkpoint.encode(HEAD)[:-1], checkpoint.encode(HEAD) + "more"])
def test_a_text_that_is_not_three_whole_lines_is_refused(text: str) -> None:
    with pytest.raises(VerificationError, match="three lines"):
        checkpoint.parse(text)


@pytest.mark.parametrize("root", [b"", bytes(31), bytes(33)])
def test_a_root_of_another_length_is_refused(root: bytes) -> None:
    with pytest.raises(VerificationError, match="three lines"):
        checkpoint.verify(_signed(checkpoint.encode(Checkpoint(ORIGIN, 13, root))), [LOG.key])


def test_every_changed_byte_is_refused() -> None:
    data = SIGNED.encode()
    for index, byte in enumerate(data):
        for other in {byte ^ 1, byte ^ 32, 10} - {byte}:
            changed = (data[:index] + bytes([other]) + data[index + 1 :]).decode(errors="replace")
            with pytest.raises(VerificationError):
                checkpoint.verify(changed, [LOG.key])


def _openssl(folder: Path) -> subprocess.CompletedProcess[str]:
    """The commands of README.md, as they stand there, on the files RECEIPT and KEYFILE."""
    (block,) = re.findall(r"```sh\n(.*?openssl pkeyutl.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return subprocess.run(["sh", "-ec", block], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_openssl_alone_verifies_a_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "KEYFILE").write_text(f"{LOG.key.encode()}\n")
    (tmp_path / "RECEIPT").write_text(LOG.receipt(4))
    done = _openssl(tmp_path)
    assert (done.returncode, done.stdout) == (0, "Signature Verified Successfully\n"), done.stderr


def test_openssl_refuses_a_changed_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "KEYFILE").write_text(f"{LOG.key.encode()}\n")
    (tmp_path / "RECEIPT").write_text(LOG.receipt(4).replace("\\n13\\n", "\\n14\\n"))
    done = _openssl(tmp_path)
    assert done.returncode != 0
    assert "Verification Failure" in done.stdout + done.stderr
