"""Hours and cover: read by whoever acts for an organisation, and changed on other pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import signed_in
from app.http.page import render_page
from app.services.clocks.hours_and_cover import hours_and_cover
from app.services.clocks.promise_words import promise_words, rung_words
from app.services.identity.who_decides import find_who_decides
from app.web.account.routes import account
from app.web.hours_words import sentence, shown_hours
from app.web.runtime import runtime
from policies.engine.clock_profiles import ClockProfile
from policies.engine.release import PolicyRelease


@account.get("/hours-and-cover")
@signed_in
def hours() -> ResponseReturnValue:
    """The visitor's own organisation, and at a hub every partner."""
    given = runtime()
    release = given.policy.release
    own, *partners = hours_and_cover(given, current.actor())
    return render_page(
        "account/hours_and_cover.html",
        own=shown_hours(release, own),
        of_hub=own.of_hub,
        decide=find_who_decides(given, current.actor()) if own.of_hub else None,
        missing=own.missing,
        outdated=own.outdated,
        promises=list(_promises(release, own.profile)) if own.profile else [],
        profile=own.profile,
        ladder=[rung_words(rung) for rung in own.profile.ladder] if own.profile else [],
        partners=[shown_hours(release, one) for one in partners],
    )


def _promises(release: PolicyRelease, profile: ClockProfile) -> Iterator[tuple[str, str, str]]:
    for key, rating in release.ratings.items():
        yield rating.label, sentence(promise_words(profile.partner[key])), sentence(promise_words(profile.hub[key]))
