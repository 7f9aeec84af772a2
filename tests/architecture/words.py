"""What may stand in no file, each with the reason that is printed beside it.

This file alone is not searched: it has to name what it forbids.
"""

import re
from dataclasses import dataclass

CODE = frozenset({".py", ".c", ".mjs", ".js", ".html", ".toml", ".ini", ".mako", ".css", ""})
EVERYTHING = CODE | {".md", ".txt", ".json", ".lock"}
READ = frozenset({".py", ".md", ".html", ".toml"})


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A pattern, the endings of the files it is looked for in, and a line that shows it is found."""

    reason: str
    pattern: re.Pattern[str]
    endings: frozenset[str]
    example: str


UNWANTED = (
    Unwanted(
        "what is left to do is an issue, not a comment",
        re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"),
        CODE,
        "# TODO later",
    ),
    Unwanted(
        "a finding is repaired, or the rule changed with its reason",
        re.compile(r"#\s*(noqa|ruff:|type:\s*ignore|pyright:|mypy:|nosec|pragma:)"),
        CODE,
        "x = 1  # noqa: E1",
    ),
    Unwanted(
        "a test runs, or it goes",
        re.compile(r"\b(pytest|mark|unittest)\.(mark\.)?(skip|skipif|skipIf|xfail|importorskip)\b"),
        CODE,
        "@pytest.mark.skip",
    ),
    Unwanted(
        "somebody's own machine",
        re.compile(r"(?<![\w.:/}-])/(home|root|Users)/\w"),
        EVERYTHING,
        "see /home/someone",
    ),
    Unwanted(
        "where packages come from is the machine's business",
        re.compile(
            r"(?i)pythonhosted|registry\.npmjs|pypi\.org/simple|\"resolved\"\s*:|--(extra-)?index-url|--find-links"
        ),
        EVERYTHING,
        '"resolved": "…"',
    ),
    Unwanted(
        "the project stands alone",
        re.compile(r"\bshared/(domain|design)\b|\.\./shared\b"),
        EVERYTHING,
        "see ../shared",
    ),
    Unwanted(
        "British spelling",
        re.compile(r"(?i)\b(organiz|recogniz|summariz|apologiz|behavior|favorite|neighborhood)"),
        READ,
        "the organization",
    ),
)
