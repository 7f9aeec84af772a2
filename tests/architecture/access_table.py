"""Whom each endpoint admits: kept by hand beside the declarations, so that widening one is a change in two places."""

from __future__ import annotations

ANYBODY = "anybody"
SIGNED_IN = "anybody who is signed in"

HUB = ("hub_collator", "hub_decision_maker")
FOLLOW_UP = (*HUB, "duty_worker")
READERS = (*FOLLOW_UP, "hub_practice_lead", "hub_deputy")
PARTNER = ("partner_responder", "partner_manager", "caldicott_approver")
GOVERNANCE = ("ig_officer", "auditor")
GOVERNS = (*GOVERNANCE, "partner_ig_officer", "safeguarding_lead", "caldicott_guardian")

_TABLE: dict[tuple[str, ...], str] = {
    (ANYBODY,): """
        static return_schema health.live health.ready partner.danger
        account.back_channel account.returned account.sign_in account.sign_out account.signed_out account.start
        invited.accept invited.decline invited.follow invited.page invited.sign_in
        help.start help.technical_contact help.words help.accessibility help.privacy
    """,
    (*READERS, *PARTNER, *GOVERNS): "my_work.waiting",
    (*READERS, *PARTNER): "covering.cover covering.end covering.name",
    (SIGNED_IN,): """
        home stopped account.approvals account.choose account.choose_mails account.hours account.mails
        account.confirm account.confirmed account.membership account.sign_out_elsewhere account.start_to_confirm
        account.stay
    """,
    READERS: """
        hub.ask_reveal hub.board hub.case hub.case_requests hub.cases hub.concern hub.find hub.give_reason
        hub.one_request hub.rate hub.rating hub.recorded hub.returns hub.revealed hub.step_back hub.subject
        hub.with_board hub.sheets hub.chase_sheet hub.call_sheet hub.request_sheet
    """,
    HUB: """
        hub.add_subject hub.ask hub.ask_more hub.ask_questions hub.basis hub.call_it_back
        hub.change_people hub.changed hub.new_case hub.people hub.preview hub.preview_again
        hub.save_concern hub.save_subject hub.send hub.send_again
        hub.send_changed_identity hub.throw_away hub.throw_it_away hub.withdraw hub.withdrawing
        hub.known_before hub.known_people hub.look_for_known hub.ask_person hub.look_for_person
        hub.household hub.save_people hub.cover hub.cover_it hub.duty hub.duty_call hub.hand_to_a_duty_worker
    """,
    FOLLOW_UP: """
        hub.answer_duty hub.answer_question hub.duty_mine hub.hand_duty_back hub.question hub.record_this hub.ring
    """,
    ("hub_decision_maker",): """
        hub.add_duty_worker_page hub.challenge hub.challenging hub.close_to_named_people hub.decide_held_words
        hub.end_duty_worker_early hub.held_words hub.hold hub.open_to_whole_hub hub.send_changed_safety
    """,
    ("hub_decision_maker", "ig_officer"): "hub.hand_over",
    PARTNER: """
        partner.answer partner.ask partner.check partner.claim partner.conflict partner.conflict_declared partner.copy
        partner.challenge partner.settle
        partner.copy_file partner.correct partner.declare partner.decline partner.decline_all partner.give_back
        partner.find partner.hand_it_to partner.hand_to_page partner.how_you_search partner.keep_how_you_search
        partner.stand_ins partner.end_one partner.name_one
        partner.give_draft_back partner.hold_back_page partner.hold_it_back
        partner.inbox partner.keep partner.log_key_file partner.nothing_found partner.opened partner.question
        partner.receipt partner.receipt_file partner.request_page partner.save partner.send_nothing_found
        partner.send_question
        partner.sign_off partner.submit_draft partner.take_it_over partner.take_over_page
    """,
    GOVERNANCE: """
        policy_pages.objections
        governance.entry governance.log governance.receipt kept_pages.held kept_pages.holds
        kept_pages.kept verification.check verification.start_check
    """,
    GOVERNS: """
        party_logs.download party_logs.entry party_logs.key_file party_logs.log party_logs.log_file party_logs.logs
        party_logs.received
        party_logs.verify party_logs.words_file
    """,
    ("ig_officer",): """
        governance.ask_everything governance.behind governance.close governance.closing governance.everything
        governance.give_reason governance.glass governance.lift
        kept_pages.destroy kept_pages.end_hold kept_pages.hold_it
    """,
    (*GOVERNANCE, "administrator"): "policy_pages.policy policy_pages.proposal policy_pages.release",
    ("administrator", "accountable_owner", "ig_officer"): """
        change_pages.change change_pages.changes change_pages.sign change_pages.withdraw passkey_pages.offer
        passkey_pages.passkeys
    """,
    ("administrator", "accountable_owner"): """
        organisation_pages.organisations organisation_pages.organisation
    """,
    (*GOVERNS, "administrator", "accountable_owner", "data_protection_officer"): """
        agreement_pages.agreement agreement_pages.agreements evidence_pages.evidence
    """,
    ("accountable_owner", "data_protection_officer"): "entry_pages.entries entry_pages.group entry_pages.paper",
    ("accountable_owner",): "entry_pages.after_all entry_pages.objection organisation_pages.in_law",
    ("data_protection_officer",): "entry_pages.advice",
    ("administrator",): """
        policy_pages.sign_for passkey_pages.propose passkey_pages.propose_to_end people_pages.add people_pages.member
        people_pages.people people_pages.propose_to_end people_pages.propose_to_lift people_pages.suspend
        organisation_pages.described
        organisation_pages.new organisation_pages.hours organisation_pages.closed organisation_pages.number
        organisation_pages.open_after_all
        organisation_pages.rung organisation_pages.propose_to_end organisation_pages.offer organisation_pages.take_back
        organisation_pages.agree organisation_pages.part
        agreement_pages.new agreement_pages.sign agreement_pages.end evidence_pages.say
        provider_pages.end provider_pages.new provider_pages.propose provider_pages.provider provider_pages.providers
        provider_pages.tried
        people_pages.groups people_pages.new_group people_pages.end_group entry_pages.from_paper
        people_pages.invitation people_pages.invitations people_pages.invite_somebody people_pages.withdraw
    """,
}

ACCESS: dict[str, frozenset[str]] = {
    endpoint: frozenset(admitted) for admitted, endpoints in _TABLE.items() for endpoint in endpoints.split()
}

OPENED_BY_POST_ALONE: frozenset[str] = frozenset()
"""Endpoints for GET and POST whose GET opens nothing, though the function can."""
