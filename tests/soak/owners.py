"""Accountable owners of a fresh machine, who approve by their pages what their organisation discloses by."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.services.authenticator import Authenticator
from tests.soak.agencies import EXCHANGE, PATIENCE, Caller

ENTRIES = "/policy/entries"
GROUP = re.compile(rf'href="({ENTRIES}/[a-z]+/[0-9]+)"')


@dataclass(slots=True)
class Signer:
    """Somebody at a browser, and the device that they sign with."""

    caller: Caller
    device: Authenticator = field(default_factory=lambda: Authenticator(f"https://{EXCHANGE}"))

    def read(self, path: str) -> str:
        """A page of the exchange."""
        return self.caller.go(f"https://{EXCHANGE}{path}").html

    def offers(self) -> str:
        """Offer a passkey; says its code."""
        said = self.device.makes(_challenge(self.read("/admin/passkeys")))
        page = self.caller.post_anyway("/admin/passkeys", {"said": json.dumps(said)}, status=200)
        return str(re.findall(r"You have offered <strong><code>([^<]+)</code>", page.html)[0])

    def signs(self, change: str) -> None:
        """Sign what the page of a change asks the device to sign."""
        said = self.device.signs(_challenge(self.read(change)))
        self.caller.post_anyway(f"{change}/sign", {"said": json.dumps(said)}, status=200)

    def shown(self) -> str:
        """The address of the page that is shown."""
        return urlsplit(self.caller.page.address).path


def approve_all(administrators: Sequence[Signer], owner: Signer, begin: Callable[[Sequence[str]], None]) -> int:
    """Two administrators begin, the owner's passkey is registered, and all of its entries are approved; how many.

    `begin` is the command by which the operator registers the two codes.
    """
    begin([one.offers() for one in administrators])
    ada, ben = administrators
    code = owner.offers()
    page = ada.read("/admin/passkeys")
    assert code in page
    (propose,) = re.findall(r'action="(/admin/passkeys/[^"]+/propose)"', page)
    ada.caller.post_anyway(propose, {}, status=200)
    change = ada.shown()
    ada.signs(change)
    ben.signs(change)
    _until(lambda: "You have no registered passkey" not in owner.read("/admin/passkeys"))
    read = 0
    for group in GROUP.findall(owner.read(ENTRIES)):
        page = owner.read(group)
        (button,) = re.findall(r"Go on to approve [^<]+", page)
        owner.caller.press(button)
        change = owner.shown()
        owner.signs(change)
        ada.signs(change)
        read += page.count('name="entries"')
    _until(lambda: "are approved as the policy says them now" in owner.read(ENTRIES))
    return read


def _challenge(page: str) -> bytes:
    (said,) = re.findall(r'data-challenge="([^"]+)"', page)
    return base64.urlsafe_b64decode(said)


def _until(so: Callable[[], bool]) -> None:
    """Wait for the unit that applies changes."""
    until = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < until, "no change is applied"
        time.sleep(0.5)
