"""What ratings and subjects are called on every page: one place for the words, nothing that names anybody."""

from __future__ import annotations

RATINGS = {"red": "Red", "amber": "Amber", "green": "Green"}
ANSWERS_DUE = {
    "red": "Answers due within 4 hours, day and night",
    "amber": "Answers due within one working day",
    "green": "Answers due within three working days",
}
SUBJECTS = {
    "child": "Child",
    "unborn_child": "Unborn child",
    "adult": "Adult",
    "address": "Address",
    "case": "The case as a whole",
}
"""Kinds of subject as a heading."""
A_SUBJECT = {
    "child": "a child",
    "unborn_child": "an unborn child",
    "adult": "an adult",
    "address": "an address",
    "case": "the case as a whole",
}
"""The same within a sentence."""
