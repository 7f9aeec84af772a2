"""What README.md and THREATS.md say is true of the files beside them."""

import re
from pathlib import Path

import crypto

PACKAGE = Path(crypto.__file__).parent
ROOT = PACKAGE.parent


def test_every_threat_names_a_test_that_exists_or_says_where_it_is_held() -> None:
    rows = [
        line.strip("|\n").split("|")
        for line in (PACKAGE / "THREATS.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("| threat", "| ---"))
    ]
    assert len(rows) > 20
    for threat, _, held in rows:
        named = re.findall(r"`(tests/[^`]+)`", held)
        assert named or "*app*" in held or held.strip() == "none", threat
        for name in named:
            assert (ROOT / name).is_file(), name


def test_every_module_is_in_the_readme() -> None:
    told = (PACKAGE / "README.md").read_text(encoding="utf-8")
    for path in PACKAGE.glob("*.py"):
        if path.stem not in {"__init__", "__main__"}:
            assert path.stem in told, path.stem


def test_every_vector_is_in_their_readme_and_used() -> None:
    folder = ROOT / "tests" / "vectors"
    told = (folder / "README.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "crypto").glob("*.py"))
    for path in folder.glob("*/**/*.json"):  # those beside the README are ours
        name = path.stem.removesuffix("_test")
        assert name in told, path.name
        assert f'"{name}"' in code or f"/{path.name}" in code, path.name
