"""What a role of the database may write of who takes part and what is in force, and the test that holds that it gives
nobody anything: whatever stands here in neither table is refused by the database, and tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FORGED = "tests/security/test_forged_rows.py::"
MAY = "tests/security/test_who_may_administer.py::"
INVITED = "tests/security/test_who_may_invite.py::"
LOG = "tests/security/test_changes_in_the_log.py::"
HERE = "tests/security/test_nothing_without_a_second_passkey.py::"
WRITTEN_IN = "tests/identity/test_written_in_roles.py::"
FOUND = f"{FORGED}test_what_the_owner_puts_there_is_found"
EDITED = f"{FORGED}test_what_the_owner_edits_is_found_and_named_by_its_row"
TRIED = f"{HERE}test_what_the_administering_role_writes_alone_is_named"
GROUPS = "tests/security/test_who_may_let_a_group_in.py::"
AGREED = "tests/services/test_agreements.py::test_what_the_owner_of_the_tables_edits_of_it_is_found"
UNSIGNED = f"{MAY}test_arbitrary_code_in_the_web_process_and_one_passkey_gain_nothing"

NOBODY = "tests/security/test_believed_rows.py::"
COUNTS = "tests/security/test_believed_settings.py::"
UNASKED = f"{NOBODY}test_nobody_is_asked_by_a_partnership_that_was_edited"
PUT_THERE = f"{NOBODY}test_a_partnership_put_there_or_taken_up_again_asks_nobody"
LED = f"{NOBODY}test_nobody_is_led_to_a_sign_in_put_there"
UNSAID = f"{COUNTS}test_agreements_and_evidence_put_there_are_not_said_to_be_there"
CLOCKS = f"{COUNTS}test_hours_and_closed_days_put_there_change_no_clock"
ANEW = f"{COUNTS}test_what_takes_their_place_stops_sending_until_it_is_entered_anew"

OF_THE_WORK: Final = frozenset({"job", "log_checkpoint", "log_stop", "log_summary"})
"""What `prx_admin` may write besides that says nothing of who may do what: the queue, and what is signed of logs."""

BY_THE_APPLICATION: Final[Mapping[tuple[str, str], str]] = {
    ("change", "INSERT"): UNSIGNED,
    ("change", "UPDATE"): f"{MAY}test_the_application_writes_no_passkey_lifts_nothing_and_applies_nothing",
    ("signature", "INSERT"): UNSIGNED,
    ("passkey_offer", "INSERT"): f"{MAY}test_a_passkey_offered_in_somebodys_name_is_registered_by_nobody_alone",
    ("passkey_offer", "DELETE"): f"{MAY}test_a_passkey_offered_in_somebodys_name_is_registered_by_nobody_alone",
    ("invitation_answer", "INSERT"): f"{INVITED}test_what_is_written_by_sql_lets_nobody_in",
    ("membership", "UPDATE"): f"{LOG}test_a_suspension_by_sql_is_named",
    ("entry_advice", "INSERT"): "tests/security/test_forged_approvals.py::test_advice_that_nobody_gave_is_found",
}
"""As `prx_app`: it proposes, and takes part in what others sign; it suspends, which verifying names."""

BY_WHO_ADMINISTERS: Final[Mapping[tuple[str, str], str]] = {
    ("change", "INSERT"): UNSIGNED,
    ("change", "UPDATE"): f"{LOG}test_a_change_said_to_be_applied_is_named",
    ("clock_setting", "INSERT"): CLOCKS,
    ("clock_setting", "UPDATE"): ANEW,
    ("entry_approval", "INSERT"): (
        "tests/security/test_forged_approvals.py::test_what_is_put_into_the_database_approves_nothing_and_is_found"
    ),
    ("group_mapping", "INSERT"): f"{GROUPS}test_a_group_put_there_lets_nobody_in_and_is_found",
    ("group_mapping", "UPDATE"): f"{GROUPS}test_one_edited_there_lets_nobody_in",
    ("identity", "INSERT"): f"{WRITTEN_IN}test_an_account_given_to_somebody_in_the_database_signs_nobody_in_as_them",
    ("identity_provider", "INSERT"): LED,
    ("identity_provider", "UPDATE"): f"{NOBODY}test_nobody_signs_in_where_something_was_edited",
    ("identity_provider_domain", "INSERT"): LED,
    ("identity_provider_domain", "UPDATE"): LED,
    ("invitation_answer", "INSERT"): f"{INVITED}test_a_role_written_beside_it_counts_for_nobody_and_is_found",
    ("invitation_answer", "UPDATE"): f"{INVITED}test_said_to_be_sent_by_sql_it_lets_nobody_in_and_is_found",
    ("log", "INSERT"): TRIED,
    ("membership", "INSERT"): f"{WRITTEN_IN}test_a_role_put_into_the_database_is_neither_offered_nor_taken_up",
    ("membership", "UPDATE"): f"{FORGED}test_an_ended_membership_is_not_revived",
    ("organisation", "INSERT"): f"{NOBODY}test_an_organisation_put_there_is_nothing_in_law_and_asked_by_nobody",
    ("organisation", "UPDATE"): f"{NOBODY}test_no_legal_basis_follows_from_what_is_said_in_law_by_sql",
    ("organisation_key", "INSERT"): FOUND,
    ("organisation_key", "UPDATE"): EDITED,
    ("agreement", "INSERT"): UNSAID,
    ("agreement", "UPDATE"): UNSAID,
    ("agreement_side", "INSERT"): UNSAID,
    ("agreement_side", "UPDATE"): AGREED,
    ("evidence", "INSERT"): UNSAID,
    ("evidence", "UPDATE"): UNSAID,
    ("partnership", "INSERT"): PUT_THERE,
    ("partnership", "UPDATE"): UNASKED,
    ("passkey", "INSERT"): (
        "tests/security/test_written_in_administrators.py::test_a_passkey_put_there_for_an_administrator_signs_nothing"
    ),
    ("passkey", "UPDATE"): TRIED,
    ("person", "INSERT"): f"{HERE}test_somebody_put_there_has_no_role",
    ("policy_release", "INSERT"): (
        "tests/policy_control/test_following.py::"
        "test_rows_and_leaves_that_the_administering_role_writes_by_sql_put_nothing_in_force"
    ),
    ("proposed_release", "INSERT"): (
        "tests/services/test_releases.py::test_what_is_edited_after_it_was_signed_does_not_come_into_force"
    ),
    ("tenant_key", "INSERT"): FOUND,
    ("tenant_key", "UPDATE"): EDITED,
}
"""As `prx_admin` without anybody's assertion: what it writes by SQL is signed by no entry."""
