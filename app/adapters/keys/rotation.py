"""Keys that take the place of others. What is wrapped by them is wrapped anew; what is sealed stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from app.adapters.database.keys import KeyStore
from app.adapters.keys.keeper import KeyKeeper, private_place
from app.domain.errors import KeysUnavailable
from app.domain.records import FileKey, OrganisationKey, TenantKey
from crypto.errors import CryptoError
from crypto.keys.provider import RotatingProvider
from crypto.places import WrapPlace
from crypto.wrapping import open_bytes, seal_bytes, unwrap_key, wrap_key


class Rotation:
    """Joins the key provider with the key store, read as the application and written as the role that destroys."""

    def __init__(self, provider: RotatingProvider, read: KeyStore, written: KeyStore) -> None:
        self._provider = provider
        self._keeper = KeyKeeper(provider, read)
        self._read = read
        self._written = written

    def root_names(self) -> tuple[str, ...]:
        """What the root keys are called, the newest first: more than one while an exchange is not finished."""
        with _said():
            return self._provider.root_names()

    def begin_root(self) -> None:
        """Make a root key that wraps from now on; those before it still unwrap."""
        with _said():
            self._provider.begin_root()

    def rewrapped(self, key: TenantKey) -> TenantKey | None:
        """The same key under the newest root key; None where it is under that already."""
        place = WrapPlace("tenant", key.organisation_id, key.purpose, key.version)
        with _said():
            if self._provider.under_newest(key.wrapped, place):
                return None
            return replace(key, wrapped=self._provider.wrap(self._provider.unwrap(key.wrapped, place), place))

    def retire_roots(self) -> None:
        """Forget all root keys but the newest: what is still under them never opens again."""
        with _said():
            self._provider.retire_roots()

    def log_public_keys(self) -> tuple[bytes, ...]:
        """The public halves of the log's keys, the newest first: more than one while an exchange is not finished."""
        with _said():
            return self._provider.public_keys(again=True)

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature of `data` by the log's key of this public half."""
        with _said():
            return self._provider.sign(data, public)

    def begin_log_key(self) -> None:
        """Make a signing key of the log that signs nothing yet."""
        with _said():
            self._provider.begin_log_key()

    def retire_log_keys(self) -> None:
        """Forget all signing keys of the log but the newest."""
        with _said():
            self._provider.retire_log_keys()

    def root_secret(self) -> bytes:
        """The newest root key itself, for escrow."""
        with _said():
            return self._provider.root_secret()

    def log_key_wrapped(self) -> bytes:
        """The log's signing key wrapped by it: nothing without it, and nothing is signed again without this."""
        with _said():
            return self._provider.log_key_wrapped()

    def next_tenant_key(self, key: TenantKey) -> TenantKey:
        """A fresh key for the same use, one version later."""
        version = key.version + 1
        with _said():
            _, wrapped = self._provider.generate(WrapPlace("tenant", key.organisation_id, key.purpose, version))
        return replace(key, version=version, wrapped=wrapped)

    def new_organisation_key(self, organisation: UUID, wrap: TenantKey) -> OrganisationKey:
        """A fresh key pair for an organisation, its private half sealed under `wrap`."""
        return self._keeper.new_organisation_key(organisation, wrap)

    def resealed(self, key: OrganisationKey, before: TenantKey, after: TenantKey) -> OrganisationKey:
        """The same key pair, its private half sealed under another tenant key."""
        place = private_place(key.organisation_id, key.kid)
        with _said():
            private = open_bytes(self._keeper.tenant_key(before), key.private_wrapped, place)
        return replace(key, private_wrapped=seal_bytes(self._keeper.tenant_key(after), private, place))

    def files(self, hub: UUID) -> int:
        """How many files of a hub have a key."""
        return self._read.under_others(hub, 0)

    def files_under_others(self, newest: TenantKey) -> int:
        """How many files' keys are under another version of their hub's tenant key."""
        return self._read.under_others(newest.organisation_id, newest.version)

    def rewrap_files(self, newest: TenantKey, versions: Mapping[int, TenantKey], most: int) -> int:
        """Wrap some of them anew, durably, each under `newest`; how many were looked at: none once all are."""
        found = self._read.some_under_others(newest.organisation_id, newest.version, most)
        if missing := {one.tenant_version for one in found} - versions.keys():
            raise KeysUnavailable(f"The key store names tenant key versions that are not there: {sorted(missing)}.")
        if found:
            wrapped = [(one, self._rewrapped_file(one, versions[one.tenant_version], newest)) for one in found]
            self._written.rewrap(wrapped, newest.version)
        return len(found)

    def forget_files_before(self) -> None:
        """Have the key store's table hold nothing of how files' keys were wrapped before."""
        self._written.write_anew()

    def close(self) -> None:
        """Give every connection back, and the token's session."""
        self._keeper.close()
        self._written.close()

    def _rewrapped_file(self, key: FileKey, before: TenantKey, after: TenantKey) -> bytes:
        old, new = (WrapPlace("file", key.file_id, one.purpose, one.version) for one in (before, after))
        with _said():
            plain = unwrap_key(self._keeper.tenant_key(before), key.wrapped, old)
        return wrap_key(self._keeper.tenant_key(after), plain, new)


@contextmanager
def _said() -> Iterator[None]:
    """Tell the operator what a provider says of itself, which a page never does."""
    try:
        yield
    except CryptoError as failure:
        raise KeysUnavailable(str(failure)) from failure
