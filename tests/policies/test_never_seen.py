"""What each role never sees is somebody's choice: the page is compared with the copy that was last looked at."""

from __future__ import annotations

from pathlib import Path

from policies.engine import documentation
from policies.engine.release import PolicyRelease
from tests.policies.naive import Naive

REVIEWED = Path(__file__).parent / "never_seen.md"
PAGE = "documents/never_seen.md"
ON_THE_CASE = {
    "basis_fit": "fits",
    "protection": "none",
    "place": "sent",
    "conflict": "none",
    "share_now": "no",
    "assigned": "yes",
}


def test_what_each_role_never_sees_is_what_was_last_looked_at(release: PolicyRelease) -> None:
    """`flask policies docs` writes the page and never this copy: whoever copies it over has read what it hides."""
    written, reviewed = documentation.render(release)[PAGE].splitlines(), REVIEWED.read_text("utf-8").splitlines()
    now = [one for one in written if one not in reviewed]
    before = [one for one in reviewed if one not in written]
    assert (now, before) == ([], []), f"read what now differs, then copy policies/{PAGE} to {REVIEWED.name}"
    assert written == reviewed


def rows_of(page: str, label: str) -> dict[tuple[str, str], str]:
    """A role's rows: what is never seen, by file and by kind of subject."""
    part = page.partition(f"## {label}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if "| " in line]
    return {(of, about): never for of, about, never in cells[2:]}


def covers_adults(about: str) -> bool:
    return about == "whatever" or "adult" in about.split(", ")


def test_the_page_says_of_each_role_what_the_plain_interpreter_decides(release: PolicyRelease, naive: Naive) -> None:
    page = documentation.render(release)[PAGE]
    for key, kind in (("idva", "police"), ("adult_social_worker", "adult_social_care"), ("fire_link", "fire")):
        rows = rows_of(page, release.roles[key].label)
        for name in ("police", "probation", "envelope"):
            filed = [one for one in release.catalogue.values() if one.file == f"fields/{name}.toml"]
            fields = [one.key for one in filed if one.is_about("adult")]
            told = {"action": "open", "record": "product", "standing": "addressee", "organisation": kind, "role": key}
            told |= {"purpose": "adult_safeguarding_enquiry", "subject": "adult", **ON_THE_CASE}
            seen = [one for one in fields if naive.decide({**told, "field": one})["level"] != "withheld"]
            (words,) = (never for (of, about), never in rows.items() if of == name and covers_adults(about))
            named = [one for one in fields if f"`{one}`" in words]
            never = [one for one in fields if one not in seen]
            assert named == (seen if words.startswith("all") else never), (key, name)
