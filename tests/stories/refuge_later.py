"""What becomes of the case after everybody has answered: all that can be written down in it still says where she is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from app.domain.answers import Answer, plain
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.governance.close_entry import close_entry
from app.services.intake.add_subject import add_subject
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.decide_words import decide_words, open_held
from app.services.research.ring_partner import PartnerCall, ring_partner
from app.services.research.send_changed import find_behind, send_identity, send_safety
from tests.services.played import PURPOSE
from tests.stories.refuge_law import bases
from tests.stories.refuge_planted import written
from tests.stories.refuge_played import Story, state

SECTION_42: Mapping[str, Answer] = {
    **dict.fromkeys(("case_s42_needs", "case_s42_abuse", "case_s42_unable"), plain("yes")),
    "case_advocate": plain("not_needed"),
}


def go_on(story: Story) -> None:
    """Safety changes and partners are rung; the place is revealed, an entry closed, the case too, and opened again."""
    runtime, exchange, case = story.exchange.runtime, story.exchange, story.case_id
    saved_anew(story, "mother", case_family_may_be_told="no")
    exchange.clock.forward(timedelta(minutes=20))
    call = story.hub("call", "all")
    spoken = PartnerCall("spoke", "rang_back", call.text("spoke_to"), call.text("said"), "no")
    ring_partner(runtime, story.sender, story.requests["police"].file_id, spoken)
    loosened(story)
    known = find_case(runtime, story.decider, case)
    record = known.records[story.people["mother"]]
    reason = story.hub("reveal", "mother").text("reason")
    reveal(runtime, story.decider, prepare_reveal(runtime, story.decider, record.id, ["case_address"], reason))
    officer = exchange.person("hub", "ig_officer")
    query = "SELECT id FROM log_detail WHERE file_id = %s AND kind = 'request_sent'"
    for kind in ("probation", "police"):
        ((entry,), *_) = exchange.rows(query, story.requests[kind].file_id)
        close_entry(runtime, officer, entry, "entry", None, story.hub("closing", "all").text("reason"))
    on_other_bases(story)
    said_besides(story)
    decided(story)
    state(story, story.decider, "mother", "section_42_test", SECTION_42)
    for what in ("disagreement", "safety_plan"):
        said_anew(story, what, "hub_collator")
    said_anew(story, "outcome", "hub_decision_maker", {"case_decision": plain("no_further_action")}, "closed")
    said_anew(story, "reopening", "hub_decision_maker", {}, "open")
    pregnancy_ended(story)


def pregnancy_ended(story: Story) -> None:
    """An unborn child is added, whose pregnancy has ended, as somebody said who names the place."""
    runtime, release = story.exchange.runtime, story.exchange.runtime.policy.release
    unborn = add_subject(runtime, story.typist, story.case_id, "unborn_child").subject_id
    said = [release.catalogue[key] for key in release.statements["pregnancy_end"].words]
    words = {
        **written(story.hub("pregnancy_end", "unborn"), said),
        "case_pregnancy": plain("ended"),
        "case_pregnancy_child": plain("no"),
    }
    state_in_case(runtime, story.typist, story.case_id, unborn, "pregnancy_end", words, None)


def said_besides(story: Story) -> None:
    """Whatever else can be recorded in a case, each once, by whoever may."""
    father = str(story.people["father"])
    state(story, story.typist, "mother", "hidden_from", {}, {"hidden_from": {father: "hidden"}})
    state(story, story.decider, "mother", "place_told", {"case_place_told_how": plain("rang")})
    state(story, story.decider, "father", "alleged_may_be_told", {})
    of_no_return = {"case_rating_trigger": plain(None), "case_rating_return": plain(None)}
    state(story, story.decider, "case", "rating", of_no_return, {"rating": "red"})
    state(story, story.typist, "case", "done_on_duty", {})
    now = story.exchange.clock.now()
    later = plain((now + timedelta(days=30)).date().isoformat())
    state(story, story.decider, "case", "hold", {"case_hold": plain("held"), "case_hold_again": later})
    today = plain(now.date().isoformat())
    state(story, story.decider, "case", "escalation", {"case_escalation_answer_by": today}, {"raised_about": {}})
    state(story, story.decider, "case", "board_answer", {"case_board_answer_on": today})


def decided(story: Story) -> None:
    """Words that were held back from the police stay so, with a reason; and a manager gives the case to a colleague."""
    runtime, exchange = story.exchange.runtime, story.exchange
    own = story.hub("decided", "all")
    police = story.requests["police"].file_id
    *_, read = open_held(runtime, story.decider, story.case_id, police)
    decide_words(runtime, story.decider, police, send=False, reason=own.text("reason"), read=read)
    manager, colleague = exchange.person("hub", "hub_decision_maker"), exchange.person("hub", "hub_collator")
    assign_case(runtime, manager, story.case_id, colleague.person_id, story.hub("handed over", "all").text("reason"))


def on_other_bases(story: Story) -> None:
    """The hub relies on each other legal basis that it may, and states what that one asks for."""
    for one in sorted(bases(story.exchange, "hub", "child", "request").difference(story.relied["request"])):
        story.relied["request"].append(one)
        stands = find_case(story.exchange.runtime, story.typist, story.case_id).stated
        purpose, reasons = (stands[what, story.whole].version for what in ("purpose", "basis_reasons"))
        codes = {"purpose": PURPOSE, "legal_basis": one}
        state(story, story.typist, "case", "purpose", {}, codes, purpose)
        state(story, story.typist, "case", "basis_reasons", {}, seen=reasons)


def loosened(story: Story) -> None:
    """Less strict safety, and a corrected name, which go by a reasoned act."""
    runtime, case = story.exchange.runtime, story.case_id
    saved_anew(story, "aunt", case_subject_name="Madeup Aunt-Corrected")
    saved_anew(story, "mother", case_family_may_be_told="yes")
    said_anew(story, "contact_safety", story.typist.role)
    behind = find_behind(runtime, story.decider, case)
    acts = story.hub("sent again", "all")
    safety = [one.file_id for one in behind if one.safety]
    send_safety(runtime, story.decider, case, safety, acts.text("reason"))
    aunt = story.people["aunt"]
    told = next(one for one in behind if aunt in one.identity)
    send_identity(runtime, story.decider, case, told.file_id, aunt, acts.text("reason"), another=False)


def said_anew(
    story: Story, what: str, role: str, chosen: Mapping[str, Answer] | None = None, becomes: str | None = None
) -> None:
    """Record a decision, with the place in all its words, over what stands."""
    runtime, release = story.exchange.runtime, story.exchange.runtime.policy.release
    actor = story.decider if role == story.decider.role else story.typist
    before = find_case(runtime, actor, story.case_id).stated.get((what, story.whole))
    words = written(story.hub(what, "case"), [release.catalogue[key] for key in release.statements[what].words])
    seen, codes = before.version if before else None, {"state": becomes} if becomes else None
    state_in_case(runtime, actor, story.case_id, story.whole, what, {**words, **(chosen or {})}, seen, codes)


def saved_anew(story: Story, name: str, **chosen: str) -> None:
    """What is on record of one of them, saved again with words that say the place, and with what was chosen."""
    runtime, person = story.exchange.runtime, story.people[name]
    seen = find_case(runtime, story.typist, story.case_id).records[person].version
    words = {"case_do_not_contact": plain(story.hub("case", name).text("case_do_not_contact", 600))}
    answers = {**words, **{key: plain(one) for key, one in chosen.items()}}
    save_case_record(runtime, story.typist, story.case_id, person, answers, seen)
