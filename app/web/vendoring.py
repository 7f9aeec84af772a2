"""Fetches the published GOV.UK and MOJ Frontend builds and makes them fit for a service that is not on GOV.UK.

Run by a developer, never at set-up: `python -m app.web.vendoring`. The result is committed under `app/static/vendor`.
A service outside GOV.UK may not use the GDS Transport typeface, the crest or the crown, so they are taken out here.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"
PACKAGES = ("govuk-frontend@6.3.0", "@ministryofjustice/frontend@11.1.0")
FILES = {
    "package/dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
    "package/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "package/moj/moj-frontend.min.css": "moj-frontend.min.css",
    "package/moj/moj-frontend.min.js": "moj-frontend.min.js",
}
MOJ_IMAGES = "package/moj/assets/images/"

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_CREST = re.compile(r"url\(/assets/images/govuk-crest\.svg\)")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")
_ICON = re.compile(r"url\(/assets/images/(icon-[a-z-]+\.svg)\)")


def without_protected_marks(text: str) -> str:
    """The same stylesheet or script without typeface, crest and source map; icons are looked for beside it."""
    text = _FONT_FACE.sub("", text)
    text = text.replace("GDS Transport,", "")
    text = _CREST.sub("none", text)
    text = _ICON.sub(r"url(icons/\1)", text)
    return _SOURCE_MAP.sub("", text).rstrip() + "\n"


def icons_named_in(css: str) -> frozenset[str]:
    """File names of the icons a cleaned stylesheet asks for."""
    return frozenset(re.findall(r"url\(icons/([a-z-]+\.svg)\)", css))


def manifest_of(folder: Path) -> dict[str, str]:
    """Relative path → SHA-256 in hexadecimal, for every file of the folder but the manifest itself."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "MANIFEST.json"
    }


def fetch(folder: Path) -> list[Path]:
    """The packages' published archives, fetched by npm into the folder, without running any of their scripts."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is needed to fetch the front-end builds; install Node.js")
    subprocess.run([npm, "pack", "--silent", *PACKAGES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.tgz"))


def unpack(archive: Path, into: Path) -> None:
    """Cleans and writes what we use of one archive."""
    images: dict[str, bytes] = {}
    wanted: set[str] = set()
    with tarfile.open(archive) as members:
        for member in members:
            source = members.extractfile(member)
            if source is None:
                continue
            if member.name in FILES:
                text = without_protected_marks(source.read().decode())
                (into / FILES[member.name]).write_text(text)
                wanted |= icons_named_in(text)
            elif member.name.startswith(MOJ_IMAGES):
                images[member.name.removeprefix(MOJ_IMAGES)] = source.read()
    (into / "icons").mkdir(exist_ok=True)
    for name in wanted:
        (into / "icons" / name).write_bytes(images[name])


def main() -> None:
    """Fetches, cleans, writes and lists. The licence file is ours to keep and stays as it is."""
    with tempfile.TemporaryDirectory() as temporary:
        for archive in fetch(Path(temporary)):
            unpack(archive, VENDOR)
    (VENDOR / "MANIFEST.json").write_text(json.dumps(manifest_of(VENDOR), indent=2) + "\n")


if __name__ == "__main__":
    main()
