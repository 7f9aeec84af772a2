"""What a test has written by SQL, named by an entry as if a command of the exchange had written it."""

from __future__ import annotations

from app.domain.administered import RowName
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime


def name_settings(admin: Runtime) -> None:
    """All that organisations say of their time."""
    with admin.database.work(None) as work:
        rows = [
            ("clock_setting", one.name[1]) for one in work.governance.administered() if one.name[0] == "clock_setting"
        ]
    name_anew(admin, *rows)


def name_anew(admin: Runtime, *rows: RowName) -> None:
    """From now on they are believed as they stand. `admin` is of the administering role."""
    with admin.database.work(None) as work:
        entry = administered(admin, work, "written_by_a_test", rows)
        make_durable(admin, work, record(admin, work, [(entry, None)]))
