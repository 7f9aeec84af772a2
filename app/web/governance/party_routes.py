"""The logs one's organisation is a party to: a list, one log, one entry, its verification, and the whole as a file."""

from __future__ import annotations

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.disclosure.duties import GOVERNS
from app.services.governance.download_log import download_log
from app.services.governance.party_logs import find_party_log, list_party_logs
from app.services.governance.prove_party_log import Broken, keys_of_party_log, prove_party_log
from app.services.governance.read_party_log import PAGE, read_party_entry, read_party_log
from app.web.file_names import attached
from app.web.governance.blueprint import party_logs
from app.web.governance.party_view import entry_page, entry_row, log_rows, title_of, words_with_file
from app.web.runtime import runtime
from policies.engine.vocabulary import HUB


@party_logs.get("/logs")
@allow(roles=GOVERNS)
def logs() -> ResponseReturnValue:
    """Every log the organisation is a party to, and whether it holds what was signed."""
    return render_page("governance/party_logs.html", logs=log_rows(list_party_logs(runtime(), current.actor())))


@party_logs.get("/logs/<label>")
@opens
@allow(roles=GOVERNS)
def log(label: str) -> ResponseReturnValue:
    """A page of a log, the newest first."""
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    reader = current.actor()
    found = read_party_log(runtime(), reader, label, before)
    return render_page(
        "governance/party_log.html",
        title=title_of(found.log, found.organisations),
        label=label,
        size=found.size,
        entries=[entry_row(one, found.log, found.organisations, reader) for one in found.entries],
        older=found.older and url_for("party_logs.log", label=label, before=found.older),
        newer=found.newer and url_for("party_logs.log", label=label, before=found.newer),
        each=PAGE,
        at_hub=reader.organisation_kind == HUB,
        stop=found.stop,
    )


@party_logs.get("/logs/<label>/entries/<int:index>")
@opens
@allow(roles=GOVERNS)
def entry(label: str, index: int) -> ResponseReturnValue:
    """One entry of a log."""
    reader = current.actor()
    found = read_party_entry(runtime(), reader, label, index)
    return render_page(
        "governance/party_entry.html",
        title=title_of(found.log, found.organisations),
        label=label,
        entry=entry_page(found.entry, found.log, found.organisations, reader),
        stop=found.stop,
    )


@party_logs.get("/logs/<label>/verify")
@opens
@allow(roles=GOVERNS)
def verify(label: str) -> ResponseReturnValue:
    """The log checked against what was signed of it, in words; of one that is stopped, what was found."""
    proven = prove_party_log(runtime(), current.actor(), label)
    if isinstance(proven, Broken):
        title = title_of(proven.log, proven.organisations)
        return render_page("governance/party_broken.html", title=title, label=label, stop=proven.stop)
    return render_page(
        "governance/party_proof.html",
        title=title_of(proven.log, proven.organisations),
        label=label,
        proven=proven,
        keys=keys_of_party_log(runtime(), current.actor(), label).lines,
    )


@party_logs.get("/logs/<label>/download")
@allow(roles=GOVERNS)
def download(label: str) -> ResponseReturnValue:
    """What to know before downloading a log, and its three files."""
    found = find_party_log(runtime(), current.actor(), label)
    return render_page(
        "governance/party_download.html",
        title=title_of(found.logs[0].log, found.organisations),
        label=label,
        size=found.logs[0].size,
        stop=found.logs[0].stop,
        words=words_with_file(found.logs[0].log, found.organisations, current.actor()),
    )


@party_logs.get("/logs/<label>/log.txt")
@opens
@allow(roles=GOVERNS)
def log_file(label: str) -> ResponseReturnValue:
    """The whole log, streamed."""
    found = download_log(runtime(), current.actor(), label)
    return _as_file(Response(found.lines, mimetype="text/plain"), f"log-{found.log.label}.txt")


@party_logs.get("/logs/<label>/key.txt")
@allow(roles=GOVERNS)
def key_file(label: str) -> ResponseReturnValue:
    """The lines by which its signature is checked."""
    found = keys_of_party_log(runtime(), current.actor(), label)
    text = "".join(f"{line}\n" for line in found.lines)
    return _as_file(Response(text, mimetype="text/plain"), f"log-{found.log.label}-key.txt")


@party_logs.get("/logs/<label>/read-first.txt")
@allow(roles=GOVERNS)
def words_file(label: str) -> ResponseReturnValue:
    """What goes with the log's file."""
    found = find_party_log(runtime(), current.actor(), label)
    log = found.logs[0].log
    text = words_with_file(log, found.organisations, current.actor())
    return _as_file(Response(text, mimetype="text/plain"), f"log-{log.label}-read-first.txt")


def _as_file(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = attached(name)
    return answer
