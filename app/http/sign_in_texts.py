"""What each error on the way to being signed in means to a person."""

from __future__ import annotations

from app.http.error_text import ErrorText

SIGN_IN_TEXTS: dict[str, ErrorText] = {
    "signed_out": ErrorText(
        401,
        "You are signed out",
        "Your session had ended before this form arrived. Nothing on the form was saved or sent yet.",
        ("Sign in again. A session ends when it is not used for 30 minutes, and when a role ends or is suspended.",),
        may_pass=True,
        way_on=("Sign in again", "/account/sign-in"),
    ),
    "confirm_first": ErrorText(
        403,
        "Confirm who you are first",
        "This act needs proof, given in the last hour and with a second factor, that it is you. Nothing was done yet.",
        ("Confirm who you are at your organisation’s own sign-in, then come back to this page and send it again.",),
        may_pass=True,
        way_on=("Confirm who you are", "/account/confirm"),
    ),
    "nothing_chosen": ErrorText(
        403,
        "Choose where you are working",
        "You are signed in, but have not chosen which organisation and role to act in. Nothing was saved or sent yet.",
        ("Choose where you are working now.",),
        may_pass=True,
        way_on=("Choose where you are working", "/account/organisation"),
    ),
    "identity_provider_unavailable": ErrorText(
        503,
        "Your organisation’s sign-in did not answer",
        "The exchange could not complete the sign-in with your organisation. You are not signed in.",
        ("Try again in a few minutes.", "If it goes on, tell your organisation’s own IT help desk."),
        own_words=True,
        retry_after=120,
    ),
    "identity_provider_busy": ErrorText(
        503,
        "Your organisation’s sign-in is busy",
        "Nothing is lost: what you began still stands.",
        ("Wait a few seconds and try again. Often this page does so by itself.",),
        own_words=True,
        retry_after=3,
        may_pass=True,
        by_itself=True,
    ),
    "slow_down": ErrorText(
        429,
        "Wait a few seconds",
        "This was tried often from your network in a short time. Nobody is locked out.",
        ("Wait, then try again.",),
        own_words=True,
        retry_after=10,
    ),
}
