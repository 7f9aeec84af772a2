"""Who is told of an offer to work together: whoever can agree, then whoever offered, and the other side of its end."""

from __future__ import annotations

from datetime import date

from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.administration.propose_partnership import propose_agreeing, propose_offer, propose_parting
from app.services.identity.end_partnership import end_partnership
from tests.messages.desk import Desk, to
from tests.services.administering import Administrator
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]


def begun(desk: Desk, kind: str, *names: str) -> list[Administrator]:
    """People of these names, who administer an organisation of a kind and have begun."""
    people = [Administrator(desk.exchange, desk.join(one, kind, "administrator")) for one in names]
    begin(desk.exchange.admin, people[0].actor.organisation_id, [one.offers() for one in people])
    return people


def test_each_side_is_told_what_it_can_do_next(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, hector = begun(desk, "hub", "hana", "hector")
    ada, ben = begun(desk, "probation", "ada", "ben")
    hub, partner = hana.actor.organisation_id, ada.actor.organisation_id
    end_partnership(own_exchange.admin, hub, partner)
    desk.since()
    hector.signs(hana.signs(propose_offer(runtime, hana.actor, partner, "", date(2026, 11, 24))))
    desk.since()
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == to("offer_waits", "ada", "ben")
    assert f"/admin/organisations/{hub}" in desk.text("ada", "offer_waits")
    ben.signs(ada.signs(propose_agreeing(runtime, ada.actor, hub)))
    desk.since()
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == to("offer_agreed", "hana", "hector")
    ada.signs(propose_parting(runtime, ada.actor, hub))
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == to("other_side_ended", "hana", "hector")
    assert f"/admin/organisations/{partner}" in desk.text("hana", "other_side_ended")
