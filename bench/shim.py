"""Compiles what is put before the C library of a server, for `Cluster(preload=…)`."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("fsync_shim.c")


class CompilerMissingError(RuntimeError):
    """There is no C compiler, or it did not work; the message says what to do."""


@contextmanager
def fsync_shim() -> Iterator[Path]:
    """Yield the shared library that makes each flush take two milliseconds longer. Raises CompilerMissingError."""
    with compiled(SOURCE) as library:
        yield library


@contextmanager
def compiled(source: Path) -> Iterator[Path]:
    """Yield a source as a shared library; it is gone afterwards. Raises CompilerMissingError."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        message = "Measuring with a slow disk needs a C compiler: install gcc (Debian: apt-get install gcc libc6-dev)."
        raise CompilerMissingError(message)
    with tempfile.TemporaryDirectory(prefix="prx-shim-") as folder:
        library = Path(folder) / f"{source.stem}.so"
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            message = f"The C compiler could not build {source.name} (is libc6-dev installed?):\n{made.stderr}"
            raise CompilerMissingError(message)
        yield library
