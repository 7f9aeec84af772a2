"""What can be told of a token and of the keys in it, without anything secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crypto.keys.provider import LOG, ROOT, KeyFact, ProviderFacts
from crypto.keys.token_keys import TokenKeys, made_elsewhere, made_on

PROTECTS: Final = (
    "from whoever has a disk, image, backup or database, now or later; root on the running machine can have the token "
    "unwrap for as long as it is there, but not take its keys away."
)
SOFTWARE: Final = "this token is software, which keeps its keys in files: it protects no better than its folder and PIN"
ELSEWHERE: Final = "was put into this token from outside: whoever has two shares, or had it then, has that key"


def facts_of_keys(keys: TokenKeys) -> Sequence[tuple[KeyFact, bool]]:
    """Each key in use, and whether it was put into its token from outside. Raises PKCS11Error."""
    both = ((ROOT, keys.newest), (LOG, keys.newest_signing))
    return [(made_on(name, key), made_elsewhere(key)) for name, key in both]


def facts_of_token(where: str, maker: str, keys: Sequence[tuple[KeyFact, bool]]) -> ProviderFacts:
    """All of it, with what is wrong: it is software, or a key of it was elsewhere before."""
    put = (f"its {one.name} key {ELSEWHERE}" for one, was in keys if was)
    software = (SOFTWARE,) if "softhsm" in maker.casefold() else ()
    return ProviderFacts(where, tuple(one for one, _ in keys), PROTECTS, (*software, *put))
