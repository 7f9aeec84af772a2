"""A worker is forked from a master that holds the code, and nothing that is anybody's."""

from __future__ import annotations

import json
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from crypto.keys.file_provider import FILES
from tests.governance.commands import key_folder
from tests.operating.served import ROOT, Served, copy_version, serving
from tests.operating.test_workers_that_die import ONE, PAGE, Both, killed

pytestmark = pytest.mark.slow
PAGES = (PAGE, "/help/words", "/nothing", "/health/ready")
WATCHED = f"--config {ROOT}/tests/operating/watched.py"
NAMED, RENAMED = 'SERVICE_NAME = "Partner Research Exchange"', 'SERVICE_NAME = "Made-up Exchange"'
HEADING, ANOTHER = ">Sign in</h1>", ">Sign in here</h1>"
FAILS = '\nimport sys\nif "gunicorn" in sys.modules:\n    raise RuntimeError\n'
"""Added to a module, it can be tried out in a process of its own and not be loaded by the master."""


def exchange_words(path: Path, was: str, now: str) -> None:
    """Have a file say something else."""
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now))


def replaced(server: Served) -> int:
    """Kill the only worker; which process serves instead."""
    [worker] = server.workers()
    killed(server, worker)
    server.until(server.accepting)
    return server.accepting()[0]


def reloaded(server: Served) -> None:
    """Have it reload, and wait until none of its workers is one of before."""
    before = server.workers()
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: server.accepting() and not {*server.workers()} & {*before})


def held(pid: int, sought: bytes) -> bool:
    """Whether these bytes stand anywhere that a process can write: its memory, as proc(5) has it."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            begin, end = (int(one, 16) for one in place.split("-"))
            if rights.startswith("rw"):
                memory.seek(begin)
                if sought in memory.read(end - begin):
                    return True
    return False


def sockets(pid: int) -> int:
    """How many it has open."""
    return sum(str(one.readlink()).startswith("socket:") for one in Path(f"/proc/{pid}/fd").iterdir())


def test_who_takes_a_dead_workers_place_loads_and_compiles_nothing(stoppable: Both, tmp_path: Path) -> None:
    told = {"WATCHED": str(tmp_path), "GUNICORN_CMD_ARGS": WATCHED}
    with serving(stoppable[1], tmp_path, PRX_SERVING=ONE, **told) as server:
        server.until(server.is_ready)
        pid = replaced(server)
        for page in PAGES:
            assert server.asked(page)[0] in (200, 404), page
        then: dict[str, Any] = json.loads((tmp_path / f"{pid}.json").read_text())
    assert then["age"] == 2
    assert then["threads"] == 1
    assert then["imported"] == ["wsgi"]
    assert then["compiled"] == []
    assert then["seconds"] < then["master"] / 4, f"{then['seconds']} s of the processor, its master {then['master']} s"


def test_the_master_holds_no_key_and_no_connection(stoppable: Both, tmp_path: Path) -> None:
    _, exchange = stoppable
    keys = [(key_folder(exchange.settings) / name).read_bytes() for name in FILES]
    with serving(exchange, tmp_path, PRX_SERVING=ONE) as server:
        server.until(server.is_ready)
        worker, master = replaced(server), server.process.pid
        server.until(server.is_ready)
        assert any(held(worker, key) for key in keys)  # what is sought would be found
        assert not any(held(master, key) for key in keys)
        assert sockets(worker) > sockets(master) == 1
        assert len(list(Path(f"/proc/{master}/task").iterdir())) == 1


def test_a_reload_takes_the_code_that_lies_there_and_a_dead_workers_successor_does_not(
    stoppable: Both, tmp_path: Path
) -> None:
    copy_version(tree := tmp_path / "tree")

    def shows(name: str) -> bool:
        return name in server.asked(PAGE)[1]

    with serving(stoppable[1], tmp_path, tree, PRX_SERVING=ONE) as server:
        server.until(server.is_ready)
        exchange_words(tree / "app/http/page.py", NAMED, RENAMED)
        replaced(server)
        assert shows("Partner Research Exchange")  # as the other workers would, which nobody has reloaded
        exchange_words(tree / "templates/account/sign_in.html", HEADING, ANOTHER)
        for _ in range(2):
            reloaded(server)
            assert shows("Made-up Exchange")
            assert shows(ANOTHER)
        replaced(server)
        assert shows("Made-up Exchange")


def test_a_reload_that_a_master_cannot_load_stops_nothing_and_one_says_that_it_needs_a_restart(
    stoppable: Both, tmp_path: Path
) -> None:
    copy_version(tree := tmp_path / "tree")
    library = find_spec("itsdangerous")
    assert library is not None
    assert library.submodule_search_locations
    shutil.copytree(library.submodule_search_locations[0], copied := tmp_path / "libraries" / "itsdangerous")
    with serving(stoppable[1], tmp_path, tree, PRX_SERVING=ONE, PYTHONPATH=str(copied.parent)) as server:
        server.until(server.is_ready)
        before = server.workers()

        def refused(why: str) -> None:
            server.process.send_signal(signal.SIGHUP)
            server.until(lambda: why in server.said())
            assert server.workers() == before
            assert server.asked(PAGE)[0] == 200

        with (tree / "app/web/home.py").open("a") as module:
            module.write(FAILS)
        refused("would be started does not load")
        before = [replaced(server)]  # of the code that was loaded before
        exchange_words(tree / "app/web/home.py", FAILS, "")
        (copied / "signer.py").touch()
        refused("restart the server")


def test_a_start_whose_code_does_not_load_ends_with_its_cause(stoppable: Both, tmp_path: Path) -> None:
    copy_version(tree := tmp_path / "tree")
    (tree / "templates/account/sign_in.html").write_text("{% block %}")
    with serving(stoppable[1], tmp_path, tree) as server:
        server.until(lambda: server.process.poll() is not None)
        assert server.process.returncode == 3
        assert "not_started" in server.said()
        assert "TemplateSyntaxError" in server.said()
        assert "Traceback" not in server.said()
