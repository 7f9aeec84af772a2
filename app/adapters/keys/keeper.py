"""Keys for the moment of use: root key behind the provider, tenant keys, organisation keys, file keys.

root key (KeyProvider) wraps tenant keys [organisation, purpose, version]
  purpose "file"          wraps file keys, kept in the key store (the unit of crypto-shredding)
  purpose "organisation"  seals organisations' private keys
  purpose "detail"        seals log detail that belongs to no file
  purpose "figures"       seals a hub's slips
  purpose "index"         makes the tags that people of a hub's cases are found again by

Tenant keys and organisations' private keys are remembered for a few minutes, so that each is unwrapped once and not for
every page. File keys are not: one that was destroyed opens nothing from that moment on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn
from uuid import UUID, uuid5

from app.adapters.database.keys import KeyStore
from app.adapters.keys.remembered import Remembered
from app.domain.errors import KeysUnavailable
from app.domain.records import FileKey, OrganisationKey, TenantKey
from app.domain.serving import Room
from crypto.errors import CryptoError
from crypto.keys.provider import KeyProvider
from crypto.organisation_keys import OrganisationPrivateKey, generate_organisation_key, load_private
from crypto.places import WrapPlace
from crypto.sealing import new_field_key
from crypto.wrapping import open_bytes, seal_bytes, unwrap_key, wrap_key

Versions = Callable[[UUID, str, int], TenantKey]
"""Finds the version of an organisation's tenant key of a purpose. Raises KeysUnavailable where there is none."""


def newest_alone(_organisation: UUID, _purpose: str, _version: int) -> NoReturn:
    """Where no tenant key is ever exchanged, there is none but the newest."""
    raise KeysUnavailable("The key that a file's key is under is missing. Nothing was shown.")


class KeyKeeper:
    """Joins the key provider and the key store.

    `versions` is asked for the tenant key of a file whose key is not under the one in use: while that is exchanged.
    """

    def __init__(
        self,
        provider: KeyProvider,
        store: KeyStore,
        remembered: Remembered | None = None,
        versions: Versions = newest_alone,
    ) -> None:
        self._provider = provider
        self._store = store
        self._remembered = remembered or Remembered()
        self._versions = versions

    def new_tenant_key(self, organisation: UUID, purpose: str) -> TenantKey:
        """A fresh tenant key, wrapped by the root key."""
        with _sound():
            _, wrapped = self._provider.generate(WrapPlace("tenant", organisation, purpose, 1))
        return TenantKey(organisation, purpose, 1, wrapped)

    def new_organisation_key(self, organisation: UUID, wrap: TenantKey) -> OrganisationKey:
        """A fresh P-256 key pair for an organisation, its private half sealed under `wrap`."""
        private, public = generate_organisation_key()
        kid = public["kid"]
        sealed = seal_bytes(self.tenant_key(wrap), private, private_place(organisation, kid))
        return OrganisationKey(kid, organisation, public, sealed)

    def new_file_keys(self, file_ids: Sequence[UUID], wrap: TenantKey, at: datetime) -> Mapping[UUID, bytes]:
        """Fresh file keys, durably in the key store (in one commit) before anything can be sealed under them."""
        under, made = self.tenant_key(wrap), {file_id: new_field_key() for file_id in file_ids}
        places = {file_id: WrapPlace("file", file_id, wrap.purpose, wrap.version) for file_id in file_ids}
        wrapped = {file_id: wrap_key(under, key, places[file_id]) for file_id, key in made.items()}
        self._store.put(wrapped, wrap.organisation_id, wrap.version, at)
        return made

    def file_keys(self, wraps: Mapping[UUID, TenantKey]) -> Mapping[UUID, bytes]:
        """The keys of some files, given the tenant key that wraps each. Raises Erased for one that was destroyed."""
        stored = self._store.get(list(wraps))
        with _sound():
            return {file_id: self._file_key(stored[file_id], wrap) for file_id, wrap in wraps.items()}

    def _file_key(self, stored: FileKey, newest: TenantKey) -> bytes:
        """A file's key, by the tenant key it is under: another than the newest while that is exchanged."""
        wrap = newest if stored.tenant_version == newest.version else self._version(newest, stored.tenant_version)
        place = WrapPlace("file", stored.file_id, wrap.purpose, wrap.version)
        return unwrap_key(self.tenant_key(wrap), stored.wrapped, place)

    def _version(self, newest: TenantKey, version: int) -> TenantKey:
        named = (newest.organisation_id, newest.purpose, version)
        return self._remembered.once(named, lambda: self._versions(*named))

    def destroy_file_key(self, file_id: UUID) -> None:
        """Destroy a file's key for good, as the role that destroys. Raises KeysUnavailable."""
        self._store.destroy(file_id)

    def has_file_key(self, file_id: UUID) -> bool:
        """Whether the key store holds a key for a file. Raises KeysUnavailable when it does not answer."""
        return self._store.has(file_id)

    def without_key(self, file_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Those of some files of which the key store has never heard. Raises KeysUnavailable."""
        return self._store.without(file_ids)

    def destroyed(self) -> Mapping[UUID, datetime]:
        """Files whose key was destroyed, and when. Raises KeysUnavailable."""
        return self._store.destroyed()

    def tenant_key(self, wrap: TenantKey) -> bytes:
        """A tenant key, unwrapped."""
        place = WrapPlace("tenant", wrap.organisation_id, wrap.purpose, wrap.version)
        with _sound():
            return self._remembered.once(wrap, lambda: self._provider.unwrap(wrap.wrapped, place))

    def private_key(self, key: OrganisationKey, wrap: TenantKey) -> OrganisationPrivateKey:
        """An organisation's private key, ready to open grants with."""

        def unwrapped() -> OrganisationPrivateKey:
            place = private_place(key.organisation_id, key.kid)
            return load_private(open_bytes(self.tenant_key(wrap), key.private_wrapped, place))

        with _sound():
            return self._remembered.once((wrap, key.organisation_id, key.kid, key.private_wrapped), unwrapped)

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature of `data` by the log's key of this public half."""
        with _sound():
            return self._provider.sign(data, public)

    def log_public_keys(self, *, again: bool = False) -> tuple[bytes, ...]:
        """The public halves of the log's keys, 32 bytes each, the newest first; with `again`, as they are now."""
        with _sound():
            return self._provider.public_keys(again=again)

    def check(self) -> None:
        """Raise KeysUnavailable unless provider and key store answer."""
        with _sound():
            self._provider.health()
        self._store.ping()

    def hang_up_on_silence(self) -> None:
        """From now on, hold no connection to the key store for longer than a page may."""
        self._store.hang_up_on_silence()

    def standby(self) -> str:
        """What kind of standby the key store has. Raises KeysUnavailable."""
        return self._store.standby()

    def room(self) -> Room:
        """How many connections the key store takes. Raises KeysUnavailable."""
        return self._store.room()

    def schema(self) -> str:
        """How the key store's schema stands. Raises KeysUnavailable."""
        return self._store.schema()

    def may_destroy(self) -> bool:
        """Whether this process could destroy keys. Raises KeysUnavailable."""
        return self._store.may_destroy()

    def close(self) -> None:
        """Give the key store's connections and the token's session back, at the end of a run."""
        self._store.close()
        self._provider.close()


def private_place(organisation: UUID, kid: str) -> WrapPlace:
    """Where the private half of an organisation's key is sealed."""
    return WrapPlace("organisation", uuid5(organisation, kid), "private", 1)


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except CryptoError as failure:
        raise KeysUnavailable(
            "A key could not be used. Nothing was shown or sent; tell your administrator."
        ) from failure
