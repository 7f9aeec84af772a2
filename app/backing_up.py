"""What backup commands work on beside a runtime: whole databases, and folders."""

from __future__ import annotations

from pathlib import Path

from app.adapters.backup_folder import BackupFolder
from app.adapters.checkpoints import CheckpointFolder
from app.adapters.database.whole import WholeDatabase, where
from app.domain import ports_backup
from app.domain.ports_log import CheckpointShelf


def backup_shelf(folder: Path) -> ports_backup.BackupShelf:
    """A folder that holds one half of a backup set, or will."""
    return BackupFolder(folder)


def checkpoint_shelf(folder: Path) -> CheckpointShelf:
    """A folder of checkpoints: of a backup set's own, beside the installation's."""
    return CheckpointFolder(folder)


def whole_database(url: str, half: str, programs: Path | None) -> ports_backup.WholeDatabase:
    """One of the two databases as a whole, to copy or to fill. Raises BackupFailed for what is no address."""
    return WholeDatabase(url, half, programs)


def same_database(one: str, other: str) -> bool:
    """Whether two addresses differ in role and password alone."""
    return where(one) == where(other)
