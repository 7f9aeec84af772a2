"""The few pages of a development identity provider, marked so that nobody takes them for a real sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.demonstration.identity_provider.settings import MadeUpPerson

STYLE = """
body { font: 19px/1.4 arial, sans-serif; margin: 0; color: #0b0c0c; background: #fff7bf; }
header { background: #f47738; color: #0b0c0c; padding: 12px 24px; font-weight: bold; }
main { max-width: 40em; padding: 8px 24px 40px; }
button { font: inherit; font-weight: bold; width: 100%; text-align: left; margin: 0 0 12px; padding: 12px 16px;
         border: 2px solid #0b0c0c; background: #fff; color: #0b0c0c; cursor: pointer; }
button:focus { outline: 4px solid #fd0; background: #0b0c0c; color: #fff; }
button span { display: block; font-weight: normal; }
"""

PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – development identity provider</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>Development identity provider – not real</header>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
""")

CHOICE = Markup("""<form method="post" action="/authorize">
{hidden}
<button name="subject" value="{subject}">{name} <span>{about}</span></button>
</form>
""")
HIDDEN = Markup('<input type="hidden" name="{name}" value="{value}">')


def choosing_page(name: str, people: tuple[MadeUpPerson, ...], asked: Mapping[str, str]) -> str:
    """The list of people to sign in as, one click each."""
    hidden = Markup("\n").join(HIDDEN.format(name=key, value=value) for key, value in asked.items())
    choices = Markup("").join(
        CHOICE.format(hidden=hidden, subject=person.subject, name=person.name, about=person.about) for person in people
    )
    lead = Markup("<p>Nobody here exists. Choose whom to sign in as.</p>\n")
    return page(f"Sign in at {name}", lead + choices)


def message_page(title: str, text: str) -> str:
    """A page with one sentence."""
    return page(title, Markup("<p>{}</p>").format(text))


def page(title: str, content: Markup) -> str:
    """One page."""
    return str(PAGE.format(title=title, content=content))
