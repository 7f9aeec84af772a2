"""Everybody without need looks at every page, paper, mail, log and copy that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from uuid import UUID

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.identity import Actor
from app.http.access import access_to
from app.services.messages.run_jobs import run_jobs
from tests.security.test_every_address import address
from tests.services.exchange import Exchange
from tests.stories.refuge import OUTSIDE, found
from tests.stories.refuge_played import KNOW, TICKED, Story
from tests.web.governance.site import Site, post
from tests.web.pages import parse, posted

WHY = "To check what was passed on"


@dataclass(frozen=True, slots=True)
class Seen:
    """Something somebody was shown, or sent: who, where, and all of its bytes as text."""

    who: str
    organisation: str
    where: str
    said: str


def readers(story: Story) -> Iterator[tuple[str, Actor]]:
    """Everybody who has no need to know where she is, with what they are."""
    exchange = story.exchange
    yield "hub collator", story.reader
    for role in ("hub_collator", "hub_decision_maker", "ig_officer", "auditor", "administrator"):
        yield f"hub {role} not on it", exchange.person("hub", role)
    for kind, (first, *others) in story.partners.items():
        yield f"{kind} who had it first", first
        for one in others:
            yield f"{kind} {one.role}", one
        for role in ("partner_manager", "partner_ig_officer", "administrator"):
            yield f"{kind} {role} not on it", exchange.person(kind, role)
    for role in ("caldicott_guardian", "accountable_owner", "data_protection_officer"):
        yield f"health {role}", exchange.person("mental_health", role)


def pages(site: Site, story: Story) -> Iterator[Seen]:
    """All that they are shown, with headers and titles."""
    rules = [one for one in site.app.url_map.iter_rules() if "GET" in (one.methods or ()) and one.endpoint not in SAME]
    for who, actor in readers(story):
        client, ids = site.client(actor), known(story, actor)
        for rule in rules:
            access = access_to(site.app, rule.endpoint)
            if access is not None and (access.anybody or access.admits_role(actor.role)):
                for path in paths(story, actor, rule, ids):
                    answer = client.get(path)
                    if answer.status_code in (404, 429):  # refusals are counted by session
                        client = site.client(actor)
                    yield shown(who, actor, rule.rule, path, answer)


def shown(who: str, actor: Actor, rule: str, path: str, answer: TestResponse) -> Seen:
    """An answer with its address and headers."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return Seen(who, actor.organisation_kind, rule, f"{path}\n{head}\n{answer.text}")


REASONED = ("request_sent", "worked", "revealed", "entry_closed")
"""Kinds of entry that may hold a reason: of these, every one is read."""
SAME = ("static", "return_schema", "live", "ready")
"""They hold nothing of any case."""


def paths(story: Story, actor: Actor, rule: Rule, ids: Mapping[str, tuple[object, ...]]) -> Iterator[str]:
    """Every address of a page that somebody can come by, of this case."""
    if rule.endpoint.endswith(("closing", "glass", "behind")):
        ids = {**ids, "entry_id": ids["entry_id"][:3]}
    names = sorted(rule.arguments & ids.keys())
    for chosen in product(*(ids[one] for one in names)):
        given = dict(zip(names, chosen, strict=True))
        if "what" in given and not fits(story, str(given["what"]), about_somebody="subject_id" in given):
            continue
        path = address(rule, given)
        if "index" in rule.arguments:
            at = indexes(story, str(given["label"]))
            yield from (path.removesuffix("0") + str(one) for one in (at[-2:] if actor.role == "auditor" else at))
        else:
            yield path


def recorded_as(exchange: Exchange) -> tuple[str, ...]:
    """What each kind of statement is called in the address of its page."""
    return tuple(key.replace("_", "-") for key in exchange.runtime.policy.release.statements)


def fits(story: Story, what: str, *, about_somebody: bool) -> bool:
    """Whether this is recorded of a person, or of the case as a whole."""
    kind = story.exchange.runtime.policy.release.statements[what.replace("-", "_")]
    return about_somebody == ("case" not in kind.subjects)


def indexes(story: Story, label: str) -> list[int]:
    """Where the entries about this case stand in a log."""
    query = (
        "SELECT log_leaf.idx FROM log_leaf JOIN log_detail USING (id) JOIN log ON log.id = log_leaf.log"
        " WHERE label = %s AND file_id = ANY (%s)"
    )
    return [one for (one,) in story.exchange.rows(query, label, story.files)]


def known(story: Story, actor: Actor) -> Mapping[str, tuple[object, ...]]:
    """What stands for each name in an address."""
    exchange = story.exchange
    own = [one for kind, one in story.requests.items() if kind == actor.organisation_kind]
    requests = own or list(story.requests.values())
    files = [*([] if own else [story.case_id]), *(one.file_id for one in requests)]
    each = exchange.rows("SELECT id, kind FROM log_detail WHERE file_id = ANY (%s) ORDER BY at", files)
    entries = list({kind: (one, kind) for one, kind in each}.values())  # the last of each kind
    if actor.role == "ig_officer":
        entries += [(one, kind) for one, kind in each if kind in REASONED]
    every = exchange.rows("SELECT label FROM log WHERE %s IN (hub_id, other_id)", actor.organisation_id)
    labels = [] if actor.role == "ig_officer" else every  # who audits the hub has the same pages and files of its logs
    return {
        "case_id": (story.case_id,),
        "file_id": tuple(one.file_id for one in requests),
        "subject_id": (story.whole, *story.people.values()),
        "entry_id": tuple(one for one, _ in entries),
        "label": tuple(one for (one,) in labels),
        "record_id": tuple(records(story)) if actor == story.reader else (),
        "what": recorded_as(exchange),
        "field": ("case_address", "case_school", "housing_address", "return_anything_else"),
    }


def acts(site: Site, story: Story) -> Iterator[Seen]:
    """What is shown to whoever gives a reason: glass broken at every record, a try to reveal; and a preview."""
    officer = story.exchange.person("hub", "ig_officer")
    query = "SELECT id FROM log_detail WHERE file_id = ANY (%s) AND kind = ANY (%s)"
    for (entry,) in story.exchange.rows(query, story.files, ["request_sent", "return_released"]):
        path, client = f"/log/{entry}/break-glass", site.client(officer)
        for record in choices(client.get(path).text, "record") or [""]:
            led = post(client, path, record=record, reason=WHY)
            yield shown("hub ig_officer with glass", officer, "glass", path, led)
            if "Location" in led.headers:
                yield shown("hub ig_officer with glass", officer, "behind", path, client.get(led.headers["Location"]))
    client = site.client(story.reader)
    for own in records(story):
        path = f"/cases/{story.case_id}/records/{own}/case_address/reveal"
        led = post(client, path, reason=WHY)
        answer = client.get(led.headers["Location"]) if "Location" in led.headers else led
        yield shown("hub collator", story.reader, "reveal", path, answer)
    for kind in story.requests:
        yield preview(site, story, kind)


def preview(site: Site, story: Story, kind: str) -> Seen:
    """What a partner would be sent, as the collator sees it who has written nothing."""
    client, partner = site.client(story.reader), story.exchange.organisation(kind).id
    token = posted(client.get(f"/cases/{story.case_id}/people").text)["csrf_token"]
    path = f"/cases/{story.case_id}"
    whom = {"step": "partners", "partners": str(partner), f"reason-{partner}": WHY}
    what = {
        "step": "questions", f"p-{partner}-seen": "yes", f"p-{partner}-request_questions-count": "1",
        f"p-{partner}-request_questions-0-question": "Who lives there?",
        f"p-{partner}-about": [str(one) for one in story.people.values()],
    }  # fmt: skip
    for page, form in (("ask", whom), ("preview", what)):
        kept = posted(client.get(f"{path}/ask").text).get("draft", "")
        client.post(f"{path}/{page}", data={"csrf_token": token, "draft": kept, **form})
    return shown("hub collator", story.reader, "preview", f"{path}/preview", client.get(f"{path}/preview"))


def choices(page: str, name: str) -> list[str]:
    """The values of a page's radio buttons."""
    radios = [one for one in parse(page).all("input") if one.get("type") == "radio"]
    return [one.get("value") for one in radios if one.get("name") == name]


def records(story: Story) -> list[UUID]:
    """The hub's own record of her, and what housing returned of her."""
    query = "SELECT id FROM record WHERE file_id = ANY (%s) AND subject_id = %s"
    files = [story.case_id, story.requests["housing"].file_id]
    return [one for (one,) in story.exchange.rows(query, files, story.people["mother"])]


@dataclass
class Letters:
    """Keeps mails instead of sending them."""

    sent: list[Seen]

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.append(Seen(to, "mail", subject, f"{to}\n{subject}\n{text}"))


def mails(story: Story) -> list[Seen]:
    """Every mail that waits, to whomever."""
    letters = Letters([])
    story.exchange.rows("UPDATE person SET email = id || '@madeup.example'")
    run_jobs(replace(story.exchange.runtime, mail=letters), most=10_000)
    return letters.sent


@dataclass
class Walk:
    """What was looked at: by whom, which pages; and what was shown that should not be."""

    looked: Counter[tuple[str, str]] = field(default_factory=Counter)
    leaks: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def look(self, story: Story, seen: Seen) -> None:
        """Search one page or mail. What one's own organisation wrote is no news to it, nor to whom it was sent."""
        self.looked[seen.who, seen.where] += 1
        for number in found(seen.said):
            planted = story.garden.planted[number] if number != OUTSIDE else None
            theirs = planted.by if planted else "hub"
            if theirs == seen.organisation != "hub" or (theirs == "hub" and seen.organisation in TICKED):
                continue
            if planted is None and seen.organisation in KNOW:
                continue
            what = f"{planted.by}: {planted.where} of {planted.about}" if planted else "the place itself"
            self.leaks.setdefault((what, seen.who), set()).add(seen.where)


def walk(site: Site, story: Story) -> Walk:
    """Look at everything that was sent or can be opened."""
    done = Walk()
    for one in (*mails(story), *acts(site, story)):
        done.look(story, one)
    for one in pages(site, story):
        done.look(story, one)
    return done
