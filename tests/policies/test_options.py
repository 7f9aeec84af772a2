"""What a closed list may not say by the way, and what it must let somebody say."""

from __future__ import annotations

from policies.engine.release import PolicyRelease


def options_of(release: PolicyRelease, key: str) -> set[str]:
    field = release.catalogue[key]
    listed = [*field.options, *(option for column in field.columns for option in column.options)]
    return {option.key for option in listed}


def test_no_open_list_says_what_a_guarded_field_keeps(release: PolicyRelease) -> None:
    """Each fact has a field with an audience of its own: as an option of an open list it went to everybody there."""
    said_elsewhere = {
        "housing_support_needs": "domestic_abuse",
        "dwp_complex_needs": "prison_leaver",
        "fire_incidents": "deliberate",
        "police_warning_markers": "self_harm",
    }
    assert [key for key, option in said_elsewhere.items() if option in options_of(release, key)] == []


def test_no_list_says_who_reported_a_crime(release: PolicyRelease) -> None:
    assert "reporting_person" not in options_of(release, "police_crime_reports")


def test_lists_that_law_and_housing_outgrow_have_another_answer(release: PolicyRelease) -> None:
    """A section of the Mental Health Act, an order or a tenancy that is not listed was pressed into a false one."""
    for key in ("mental_health_mha_status", "social_care_legal_status", "housing_tenure"):
        labels = {option.key: option.label for option in release.catalogue[key].options}
        assert labels["other"] == "Other: say what in the note", key
