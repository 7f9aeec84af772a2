import pytest

from crypto.errors import VerificationError
from crypto.log.handover import parse_keys
from crypto.log.note import VerifierKey, open_note, parse_verifier_key, sign_note
from tests.crypto.builders import ORIGIN, SmallLog
from tests.crypto.vectors import read

LOG = SmallLog([])
TEXT = "a made-up text\n\nwith an empty line\n"
NOTE = sign_note(TEXT, LOG.key, LOG.signing.sign)


def test_the_published_note_opens() -> None:
    example = read("signed-note/example.json")
    key = parse_verifier_key(example["vkey"])
    opened = open_note(example["note"], [key])
    assert (opened.text, opened.signed_by, opened.unknown) == ("This is an example message.\n", (key,), ())
    assert key.encode() == example["vkey"]


def test_a_note_opens_to_its_text_and_signer() -> None:
    opened = open_note(NOTE, [LOG.key])
    assert (opened.text, opened.signed_by) == (TEXT, (LOG.key,))


def test_every_changed_byte_is_refused_or_leaves_no_signer() -> None:
    for index, byte in enumerate(NOTE.encode()):
        for other in {byte ^ 1, byte ^ 32, 10, 32} - {byte}:
            changed = NOTE.encode()[:index] + bytes([other]) + NOTE.encode()[index + 1 :]
            try:
                assert open_note(changed.decode(errors="replace"), [LOG.key]).signed_by == ()
            except VerificationError:
                continue


def test_signatures_of_others_are_listed_and_not_trusted() -> None:
    other = VerifierKey("witness.example", LOG.key.public)
    both = NOTE + sign_note(TEXT, other, LOG.signing.sign).rpartition("\n\n")[2]
    assert open_note(both, [LOG.key]).unknown == ("witness.example",)
    assert open_note(both, [LOG.key, other]).signed_by == (LOG.key, other)
    assert open_note(both, []).signed_by == ()


def test_two_keys_of_one_name_are_told_apart() -> None:
    other = VerifierKey(ORIGIN, bytes(32))
    assert other.identity != LOG.key.identity
    assert open_note(NOTE, [other, LOG.key]).signed_by == (LOG.key,)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(VerificationError, match="twice"):
        open_note(NOTE + NOTE.rpartition("\n\n")[2], [LOG.key])


def test_a_note_with_very_many_signatures_is_refused() -> None:
    with pytest.raises(VerificationError, match="too many"):
        open_note(NOTE + NOTE.rpartition("\n\n")[2] * 16, [LOG.key])


@pytest.mark.parametrize(
    "note",
    ["", "\n", "\n\n", "text\n", "text\n\n", "text\n\nno signature\n", NOTE[:-1], NOTE + "\n",
     "a\rb" + NOTE, "x" * 70_000 + NOTE, "text\n\n— name\n", "text\n\n— name AAAA\n", "text\n\n— a+b AAAAAAAA\n",
     "text\n\n—  AAAAAAAA\n",
     "text\n\n— name !\n",     "text\n\nname AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(VerificationError):
        open_note(note, [LOG.key])


@pytest.mark.parametrize("text", ["", "no newline", "tab\there\n", "\x00\n"])
def test_a_text_that_a_note_cannot_carry_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match="newline"):
        sign_note(text, LOG.key, LOG.signing.sign)


def test_a_signature_by_another_key_never_becomes_a_note() -> None:
    with pytest.raises(VerificationError):
        sign_note(TEXT, VerifierKey(ORIGIN, bytes(32)), LOG.signing.sign)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\x7f", "a\u2003b"])
def test_a_name_that_a_line_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(public: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        VerifierKey(ORIGIN, public)


def test_a_verifier_key_reads_back() -> None:
    assert parse_verifier_key(LOG.key.encode()) == LOG.key


def test_every_changed_character_of_a_verifier_key_is_noticed() -> None:
    line = LOG.key.encode()
    for index, character in enumerate(line):
        with pytest.raises(VerificationError):
            parse_verifier_key(line[:index] + ("A" if character != "A" else "B") + line[index + 1 :])


@pytest.mark.parametrize("line", ["", "a+b", "a+b+c", "example+00000000+BAAA", "+00000000+AQ=="])
def test_what_is_no_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(VerificationError, match=r"name\+hash\+base64"):
        parse_verifier_key(line)


def test_a_key_file_holds_a_line_for_each_name() -> None:
    restored = VerifierKey(f"{ORIGIN}/r1", LOG.key.public)
    assert parse_keys(f"{LOG.key.encode()}\n\n{restored.encode()}\r\n") == (LOG.key, restored)


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_key_file_is_refused(text: str) -> None:
    with pytest.raises(VerificationError, match="no key"):
        parse_keys(text)
