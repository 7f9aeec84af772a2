"""What can go wrong here. No message ever carries a key, a plaintext, or the reason a decryption failed."""


class CryptoError(Exception):
    """Anything this package refuses for a cryptographic reason."""


class Undecryptable(CryptoError):
    """A box, a grant or sealed bytes did not open. Says nothing of why: an attacker learns nothing from it."""

    def __init__(self) -> None:
        super().__init__("This value could not be opened.")


class ProviderError(CryptoError):
    """A key provider cannot be used; the message says what to put right, never what the key is."""


class PinRefusedError(ProviderError):
    """A token refused its PIN, which is not given to it again: tokens lock."""


class ProviderAwayError(ProviderError):
    """What keeps the keys is not there just now, or does not answer: it may be back without anybody's doing here."""


class UnwrapError(ProviderError):
    """A wrapped key did not unwrap. Says nothing of why."""

    def __init__(self) -> None:
        super().__init__("A wrapped key could not be unwrapped.")


class EscrowError(CryptoError):
    """A share was mistyped, or two shares make no key; the message names share and line, never a key."""


class KeyRefusedError(CryptoError, ValueError):
    """A key is not of the one kind we accept; the message names the member and the fix."""


class NotCanonicalError(CryptoError, ValueError):
    """A value has no single JSON form, or a text is not in that form."""


class TreeError(CryptoError):
    """The log's stored nodes do not fit its size, or a proof was asked for that cannot exist."""


class VerificationError(CryptoError):
    """A note, checkpoint, proof or receipt does not hold; the message says in plain English which check failed."""


class DevelopmentOnlyWarning(UserWarning):
    """Something is in use that production settings refuse."""
