"""Every setting by its name, and what it has to be."""

from app.domain.key_source import FORMS
from app.domain.serving import DEFAULT

PRODUCTION, DEMONSTRATION = "production", "demonstration"

ADMIN = "ADMIN_DATABASE_URL"
DESTROYER = "DESTROYER_KEYSTORE_URL"
OWNER, KEYSTORE_OWNER = "OWNER_DATABASE_URL", "OWNER_KEYSTORE_URL"
BACKUP, KEYSTORE_BACKUP = "BACKUP_DATABASE_URL", "BACKUP_KEYSTORE_URL"
PROGRAMS = "PG_BIN"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Set by systemd for a unit that has credentials (systemd.exec(5))."""

REQUIRED = {
    "PRX_ENVIRONMENT": "production or demonstration",
    "DATABASE_URL": "the main database, as the role prx_app",
    "KEYSTORE_URL": "the key store, a database of its own, as the role prx_app",
    "PRX_KEYS": f"where the root key is; {FORMS}",
    "PRX_CHECKPOINTS": "a folder outside the database where signed checkpoints are kept",
    "PRX_LOG_ORIGIN": "the log's name, for example exchange.example/disclosures/2026",
    "PRX_PUBLIC_ADDRESS": "the address people type, for example https://exchange.example",
    "PRX_EMERGENCY_NUMBERS": "name=telephone pairs parted by semicolons, shown on every page, also without a database",
    "PRX_SECRET": "at least 32 random characters, for sessions and form tokens; changing it signs everybody out",
    "PRX_SMTP": "host:port of the mail server",
    "PRX_MAIL_FROM": "the address mails come from",
}
OPTIONAL = {
    ADMIN: "the main database, as the role prx_admin, for commands that put a policy in force, register or approve; "
    "never given to a server or worker",
    DESTROYER: "the key store, as the role prx_destroyer, for the command that erases a file; never given to a server, "
    "worker or other command",
    OWNER: "the main database, as the role prx_owner, for the commands that migrate and that restore a backup; never "
    "given to a server or worker",
    KEYSTORE_OWNER: "the key store, as the role prx_owner, for the same",
    BACKUP: "the main database, as the role prx_backup, for the command that copies; never given to a server or worker",
    KEYSTORE_BACKUP: "the key store, as the role prx_backup, for the same",
    PROGRAMS: "the folder of pg_dump and pg_restore, of the server's version, where they are not on the path",
    "PRX_POLICIES": "another folder of policy files",
    "PRX_PAGES": "a TOML file with your help, technical contact, accessibility statement and privacy notice; a page of "
    "which it says nothing is shown as not written",
    "PRX_PROVIDER_SECRETS": "a file of provider-key=client-secret lines",
    "PRX_SMTP_LOGIN": "a file with one line, name=password, by which the mail server knows the exchange",
    "PRX_SMTP_AUTHORITY": "a file of certificates (PEM): the mail server's must be signed by one of them, else by one "
    "that this machine trusts. A server that is not on this machine, or is told a password, has to offer STARTTLS",
    "PRX_SMTP_PROXY": "host:port of an outgoing proxy (HTTP CONNECT, without a password) by which the mail server is "
    "reached; none is used unless it is named here",
    "PRX_PROVIDER_AUTHORITY": "a file of certificates (PEM): those of identity providers must be signed by one of "
    "them, else by a public authority",
    "PRX_PROVIDER_PROXY": "host:port of an outgoing proxy (HTTP CONNECT, without a password) by which identity "
    "providers are reached; none is used unless it is named here",
    "PRX_SERVING": f"servers x processes of each x threads of each, {DEFAULT} if not set: the databases must have room "
    "for all of them together",
    "PRX_METRICS": "host:port at which figures are shown to a monitor, for example 127.0.0.1:9464, to whoever asks: "
    "never an address that strangers reach. None are shown unless it is set",
    "PRX_TRUSTED_PROXIES": "how many reverse proxies of your own stand before the server, 0 if none: each adds to "
    "X-Forwarded-For the address it was asked from, and only those are believed. Production needs one at least, which "
    "buffers: it takes a request in whole before it passes it on",
}
