"""What becomes of a token that is lost, of a wrong PIN and of a forked process, beside what every provider promises."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pkcs11
import pytest

from crypto.errors import ProviderError, UnwrapError
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.roots import MOST
from crypto.keys.token_facts import SOFTWARE
from crypto.keys.token_keys import LABELS
from crypto.keys.token_session import FORKED, Token
from tests.crypto.builders import a_wrap_place
from tests.crypto.tokens import MADE_ON, PIN, MadeUpToken, a_token

pytestmark = pytest.mark.usefixtures("without_waiting")
PLACE = a_wrap_place()


def test_a_lost_session_is_opened_again(token: MadeUpToken) -> None:
    provider = token.open()
    wrapped, public = provider.wrap(bytes(32), PLACE), provider.public_keys()
    for _ in range(2):
        token.lose()
        assert provider.unwrap(wrapped, PLACE) == bytes(32)
    token.lose()
    assert len(provider.sign(b"text", *public)) == 64
    token.lose()
    provider.health()
    assert provider.public_keys() == public


def test_a_forked_process_may_not_use_the_session_of_its_parent(token: MadeUpToken) -> None:
    program = """
import os, sys
from pathlib import Path
from crypto.errors import ProviderError
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
module, label, pin = sys.argv[1:]
provider = Pkcs11KeyProvider(Path(module), label, Path(pin))
child = os.fork()
if child == 0:
    for act in (provider.health, provider.public_keys, lambda: provider.sign(b"text", bytes(32)),
                lambda: Pkcs11KeyProvider(Path(module), label, Path(pin))):
        try:
            act()
        except ProviderError as failure:
            print(failure, flush=True)
    os._exit(0)
os.waitpid(child, 0)
provider.health()
print("the parent goes on")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(token.module), token.label, str(token.pin)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.splitlines() == [*[FORKED] * 4, "the parent goes on"]


@pytest.mark.parametrize("act", ["begin_root", "retire_roots", "begin_log_key", "retire_log_keys"])
def test_an_exchange_leaves_no_session_behind(token: MadeUpToken, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens have few: a command that exchanges keys must not use them up, nor log out who else is in this process."""
    provider, other = token.open(), token.open()
    opened: list[pkcs11.Session] = []
    log_in = Token.log_in

    def counted(self: Token, **given: bool) -> pkcs11.Session:
        opened.append(log_in(self, **given))
        return opened[-1]

    monkeypatch.setattr(Token, "log_in", counted)
    getattr(provider, act)()
    for one in (provider, other):
        one.health()
    assert len(opened) == 1, "the one that wrote"
    with pytest.raises(pkcs11.exceptions.SessionHandleInvalid):
        opened[0].generate_random(64)


def test_many_threads_share_one_session(token: MadeUpToken) -> None:
    provider, wrong = token.open(), []

    def work() -> None:
        for _ in range(25):
            key, wrapped = provider.generate(PLACE)
            if provider.unwrap(wrapped, PLACE) != key or len(provider.sign(wrapped, *provider.public_keys())) != 64:
                wrong.append(wrapped)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_its_keys_never_leave_it(token: MadeUpToken) -> None:
    session = Token(token.module, token.label, token.pin, private=True).log_in()
    kinds = {LABELS["root"]: pkcs11.ObjectClass.SECRET_KEY, LABELS["log signing"]: pkcs11.ObjectClass.PRIVATE_KEY}
    for label, kind in kinds.items():
        key = session.get_key(object_class=kind, label=label)
        assert key[pkcs11.Attribute.NEVER_EXTRACTABLE]
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]


def test_a_key_that_could_leave_it_is_refused(tmp_path: Path) -> None:
    token = a_token(tmp_path / "token")
    session = Token(token.module, token.label, token.pin, private=True).log_in(writes=True)
    session.generate_key(
        pkcs11.KeyType.AES, 256, label="prx-root", store=True, template={pkcs11.Attribute.EXTRACTABLE: True}
    )
    assert token.make_keys() == ("prx-log",)
    with pytest.raises(ProviderError, match="prx-root can leave the token"):
        token.open()


def test_keys_are_made_once_and_what_is_missing_is_made(tmp_path: Path) -> None:
    token = a_token(tmp_path / "token")
    with pytest.raises(ProviderError, match="no key prx-root: make it with flask keys create"):
        token.open()
    assert token.make_keys() == ("prx-root", "prx-log")
    provider = token.open()
    wrapped, public = provider.wrap(bytes(32), PLACE), provider.public_keys()
    assert token.make_keys() == ()
    assert token.open().unwrap(wrapped, PLACE) == bytes(32)
    session = Token(token.module, token.label, token.pin, private=True).log_in(writes=True)
    for kind in (pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.ObjectClass.PUBLIC_KEY):
        session.get_key(object_class=kind, label="prx-log").destroy()
    assert token.make_keys() == ("prx-log",)
    again = token.open()
    assert again.unwrap(wrapped, PLACE) == bytes(32)
    assert again.public_keys() != public


def test_a_public_key_of_another_pair_is_noticed(token: MadeUpToken) -> None:
    session = Token(token.module, token.label, token.pin, private=True).log_in(writes=True)
    own = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label="prx-log")
    point = own[pkcs11.Attribute.EC_POINT]
    planted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY,
        pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.EC_EDWARDS,
        pkcs11.Attribute.EC_PARAMS: own[pkcs11.Attribute.EC_PARAMS],
        pkcs11.Attribute.EC_POINT: point[:2] + bytes(31) + b"\x01",
        pkcs11.Attribute.LABEL: "prx-log",
        pkcs11.Attribute.TOKEN: True,
    }
    own.destroy()
    session.create_object(planted)
    with pytest.raises(ProviderError, match="no pair"):
        token.open()


def test_it_tells_when_its_keys_were_made_and_that_it_is_software(token: MadeUpToken) -> None:
    facts = token.open().facts()
    assert {key.made_on for key in facts.keys} == {MADE_ON}
    assert facts.warnings == (SOFTWARE,)
    assert PIN not in repr(facts)


@pytest.mark.parametrize("module", ["/nowhere/module.so", "/etc/passwd"])
def test_a_module_that_is_none_is_named(token: MadeUpToken, module: str) -> None:
    with pytest.raises(ProviderError, match=f"The module {module} cannot be used: "):
        Pkcs11KeyProvider(Path(module), token.label, token.pin)


def test_without_the_extra_it_says_what_to_install() -> None:
    program = """
import sys
sys.modules["pkcs11"] = None
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "pkcs11" else real(name, *more)
from pathlib import Path
from app.adapters.keys.opened import open_provider
from app.domain.key_source import TokenKeys
try:
    open_provider(TokenKeys(Path("/module.so"), "prx", Path("/pin"), private=True))
except Exception as failure:
    print(type(failure).__name__, failure)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.startswith("ProviderError A token needs the package python-pkcs11: install the exchange with")


def test_a_root_key_is_exchanged_while_another_process_unwraps(token: MadeUpToken) -> None:
    rotating, serving = token.open(), token.open()
    old = serving.wrap(bytes(32), PLACE)
    assert serving.root_names() == (f"1 {MADE_ON}",)
    rotating.begin_root()
    assert [name.partition(" ")[0] for name in serving.root_names()] == ["2", "1"]
    new = serving.wrap(bytes(32), PLACE)
    assert rotating.under_newest(new, PLACE)
    assert not rotating.under_newest(old, PLACE)
    assert serving.unwrap(old, PLACE) == serving.unwrap(rotating.wrap(bytes(32), PLACE), PLACE) == bytes(32)
    rotating.retire_roots()
    assert rotating.unwrap(new, PLACE) == serving.unwrap(new, PLACE) == bytes(32)
    for provider in (rotating, serving, token.open()):
        with pytest.raises(UnwrapError):
            provider.unwrap(old, PLACE)
        assert len(provider.root_names()) == 1


def test_it_holds_so_many_root_keys_and_no_more(token: MadeUpToken) -> None:
    provider = token.open()
    for _ in range(MOST - 1):
        provider.begin_root()
    with pytest.raises(ProviderError, match="finish the rotation"):
        provider.begin_root()
    provider.retire_roots()
    assert [name.partition(" ")[0] for name in provider.root_names()] == [str(MOST)]


def test_its_root_key_cannot_be_split(token: MadeUpToken) -> None:
    with pytest.raises(ProviderError, match="cannot leave it"):
        token.open().root_secret()
