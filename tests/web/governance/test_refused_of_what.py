"""An officer reads of a refusal of their own people what was tried, and of which request where it was one of theirs."""

from __future__ import annotations

from uuid import uuid4

from app.domain.log_entry import Log, Whose
from app.services.research.work_on_request import declare_conflict
from tests.web.governance.site import Site, sound


def own_log(site: Site, kind: str) -> Log:
    """The log of an organisation's own acts."""
    own = site.exchange.organisation(kind).id
    with site.exchange.runtime.database.work(None) as work:
        found = work.log.log(Whose(own, own))
    assert found is not None
    return found


def rows(site: Site, kind: str, role: str) -> list[list[str]]:
    """The refusals of that log, as its officer sees them, the newest first: number, what, who and request of each."""
    reader = site.client(site.exchange.person(kind, role))
    page = sound(reader.get(f"/logs/{own_log(site, kind).label}"))
    cells = [[cell for cell in row.iter() if cell.tag in ("th", "td")] for row in page.all("tr")]
    lines = [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in cells]
    return [line for line in lines if "Refused" in " ".join(line)]


def test_what_was_tried_and_of_which_request(site: Site) -> None:
    request, exchange = site.played.request, site.exchange
    stranger = exchange.person("housing", "partner_responder")
    police = exchange.person("police", "partner_responder")
    assert site.client(stranger).get(f"/inbox/{request.file_id}/answer/{uuid4()}").status_code == 404
    assert site.client(stranger).get(f"/inbox/{uuid4()}").status_code == 404
    assert site.client(police).get(f"/inbox/{request.file_id}").status_code == 404
    nothing, *_ = rows(site, "housing", "partner_ig_officer")
    assert "Work on request" in nothing[1]
    assert nothing[-1] == "", "that there is no such request is told to nobody"
    (foreign,) = rows(site, "police", "partner_ig_officer")
    assert "Work on request" in foreign[1]
    assert foreign[-1] == "", "that there is such a request is told to nobody but the two it is between"


def test_a_request_of_ones_own_is_named_in_the_list_and_on_the_entry(site: Site) -> None:
    request, exchange = site.played.request, site.exchange
    shut_out = exchange.person("housing", "partner_responder")
    client = site.client(shut_out)
    page = f"/inbox/{request.file_id}"
    declare_conflict(exchange.runtime, shut_out, request.file_id)
    assert client.get(page).status_code == 404
    line = rows(site, "housing", "partner_ig_officer")[0]
    assert "Work on request" in line[1]
    assert line[-1] == request.reference
    number = line[0].split()[1]
    reader = site.client(exchange.person("housing", "partner_ig_officer"))
    entry = reader.get(f"/logs/{own_log(site, 'housing').label}/entries/{number}")
    sound(entry)
    assert "What was tried" in entry.text
    assert request.reference in entry.text
