"""Credentials as systemd gives them to a unit: plain files in a folder of its own."""

from pathlib import Path

from crypto.keys.held_keys import new_keys


def new_credentials(folder: Path) -> None:
    """Make `folder`, as $CREDENTIALS_DIRECTORY of a unit with two new keys is: readable by its group too."""
    folder.mkdir()
    for name, data in zip(("prx-root", "prx-log"), new_keys(), strict=True):
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o440)
    folder.chmod(0o550)
