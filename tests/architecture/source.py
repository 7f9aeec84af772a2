"""The files of the project, for the tests that read them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ABSENT = frozenset({".venv", "node_modules", "build", "__pycache__", ".git"})


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that is, or could be, committed: what `.gitignore` names is left out."""
    if (ROOT / ".git").exists():
        command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        files = (ROOT / name for name in listed.split("\0") if name)
    else:  # an exported copy without its history
        files = (path for path in ROOT.rglob("*") if not ABSENT & set(path.relative_to(ROOT).parts))
    return tuple(sorted(path for path in files if path.is_file()))


def files_ending(*suffixes: str) -> list[Path]:
    """Return the project's own files with one of these endings; vendored ones belong to others."""
    return [path for path in project_files() if path.suffix in suffixes and "vendor" not in path.parts]


def short(path: Path) -> str:
    """Return a path as it is read in a message."""
    return str(path.relative_to(ROOT))
