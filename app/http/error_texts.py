"""What each error means to a person: one table, from code to status, title, what happened and what to do."""

from __future__ import annotations

from app.http.error_text import ErrorText
from app.http.sign_in_texts import SIGN_IN_TEXTS

_NOTHING_SAVED = "Nothing was saved, nothing was sent and nothing was shown."

UNEXPECTED = "unexpected"

ERROR_TEXTS: dict[str, ErrorText] = SIGN_IN_TEXTS | {
    "not_found": ErrorText(
        404,
        "Page not found",
        "This address leads to nothing that you can see here.",
        (
            "Check the address if you typed or pasted it.",
            "If you need to see something for a case you work on, ask the person who manages it.",
        ),
        framed=True,
    ),
    "not_permitted": ErrorText(
        403,
        "You cannot do this",
        "The exchange did not allow this for the role you are acting in. The attempt was recorded.",
        ("Ask the case’s decision-maker or your manager if you need it for your work.",),
        own_words=True,
    ),
    "wrong_state": ErrorText(
        409,
        "This has already moved on",
        "Somebody, perhaps you in another tab, has already done this step or a later one.",
        ("Go back to the list, open it again and see where it stands.",),
        own_words=True,
    ),
    "unknown_entry": ErrorText(
        409,
        "The policy reads otherwise by now",
        "Nothing was approved or objected to. What you read is not what is in force.",
        ("Read it again as it stands, then say what you make of it.",),
        own_words=True,
        way_on=("What we disclose by", "/policy/entries"),
    ),
    "no_clock": ErrorText(
        409,
        "No time can be promised yet",
        "Nothing was sent. Requests that are out already go on.",
        ("Have it put right: “Hours and cover” says what is missing and whom to tell.",),
        own_words=True,
        may_pass=True,
        way_on=("Hours and cover", "/account/hours-and-cover"),
    ),
    "stale": ErrorText(
        409,
        "Somebody else changed this first",
        "It changed while you were working on it. Your last saved draft is still there.",
        ("Open it again to see what changed, then add what is missing.",),
        own_words=True,
    ),
    "erased": ErrorText(
        410,
        "This has been erased",
        "Its key was destroyed under the retention rules, so that nobody can open it again, here or at another "
        "organisation. Nothing was changed or sent.",
        (
            "Go back to your list: everything else stands as it was.",
            "The disclosure log still says what was shared and when: ask your information governance officer.",
        ),
        own_words=True,
    ),
    "history_damaged": ErrorText(
        409,
        "This case cannot be worked on",
        "What is stored of it is not what was recorded, so nothing is sent from it. Other cases are not touched.",
        ("Ring partners who must know something now.", "Tell your security lead and give them the reference."),
        own_words=True,
    ),
    "invalid_input": ErrorText(
        422,
        "There is a problem with what was sent",
        "Nothing was saved.",
        ("Go back, put right what is listed here, and send it again.",),
    ),
    "too_many": ErrorText(
        429,
        "Too many tries",
        "This was tried too often in a short time.",
        ("Wait a minute, then try again.",),
        own_words=True,
        retry_after=60,
    ),
    "form_expired": ErrorText(
        400,
        "The form could not be accepted",
        "It was shown before somebody else signed in here or you changed where you are working, or it does not come "
        "from this service. Nothing on the form was saved or sent, and nothing of it was kept.",
        ("Open the page again, fill it in and send it.",),
    ),
    "not_a_visit": ErrorText(
        403,
        "Not opened",
        "Your browser asked for this page in the background. Nothing was opened and nothing was recorded.",
        ("Follow the link yourself when you want to open it.",),
    ),
    "database_unavailable": ErrorText(
        503,
        "The service cannot reach its database",
        f"{_NOTHING_SAVED} Drafts and returns that were confirmed before are safe.",
        ("Try again in a few minutes.", "If it is urgent, do not wait for this service: use the telephone."),
        retry_after=120,
        may_pass=True,
    ),
    "log_unavailable": ErrorText(
        503,
        "The disclosure log cannot be written",
        f"Nothing may be shared or shown without a record of it. {_NOTHING_SAVED}",
        ("Try again in a few minutes.", "If it is urgent, do not wait for this service: use the telephone."),
        retry_after=120,
        may_pass=True,
    ),
    "policy_changed": ErrorText(
        503,
        "The rules changed just now",
        f"Another release of the policy came into force while this was being answered. {_NOTHING_SAVED}",
        ("Try again: it is answered under the rules that hold now.",),
        retry_after=1,
        may_pass=True,
        by_itself=True,
    ),
    "log_stopped": ErrorText(
        503,
        "Stopped: a disclosure log was found changed",
        "The record of who was shown what is not as it was signed. Nothing may be shared or shown without a record "
        f"that can be trusted. {_NOTHING_SAVED} Drafts and returns that were confirmed before are safe. Only what "
        "would be recorded in that log has stopped: work with other organisations goes on.",
        (
            "Do not wait for this service: use the telephone.",
            "If you were sending to several organisations, go back and leave out the one named here: ring that one.",
            "Sending or opening it again here works only after the log has been mended.",
        ),
        may_pass=True,
    ),
    "clocks_apart": ErrorText(
        503,
        "A clock of this service is wrong",
        f"Nothing may be shared or shown without a record of when. {_NOTHING_SAVED}",
        ("Try again in a few minutes.", "If it is urgent, do not wait for this service: use the telephone."),
        own_words=True,
        retry_after=120,
        may_pass=True,
    ),
    "commit_uncertain": ErrorText(
        503,
        "It is not certain that this was saved",
        "The service did what you asked, but could not confirm that it is kept safely. It does not count until then.",
        (
            "In a few minutes, open it again and see whether it is there. If it is not, send it again.",
            "If it is urgent, do not wait for this service: use the telephone.",
        ),
        retry_after=120,
        may_pass=True,
    ),
    "keys_unavailable": ErrorText(
        503,
        "The service cannot reach its keys",
        f"Sealed information cannot be opened or sealed just now. {_NOTHING_SAVED}",
        ("Try again in a few minutes.", "If it is urgent, do not wait for this service: use the telephone."),
        retry_after=120,
        may_pass=True,
    ),
    "unavailable": ErrorText(
        503,
        "The service is not available just now",
        _NOTHING_SAVED,
        ("Try again in a few minutes.", "If it is urgent, do not wait for this service: use the telephone."),
        retry_after=120,
        may_pass=True,
    ),
    "mail_unavailable": ErrorText(
        503,
        "The message could not be sent",
        "What you did is saved. The e-mail that should tell the other side could not be sent yet.",
        ("The service tries again by itself.", "If it is urgent, ring the other side."),
        retry_after=120,
    ),
    "nobody_to_tell": ErrorText(
        503,
        "Nobody could be told",
        "What you did is saved. Nobody who must hear of it has an address for mail here.",
        ("Ring them.", "Ask your administrator to approve somebody who governs the log."),
    ),
    "sign_in_refused": ErrorText(
        401,
        "Your sign-in could not be completed",
        "The answer from your organisation’s sign-in could not be accepted. You are not signed in.",
        ("Start again from the first page.", "If it goes on, tell your organisation’s own IT help desk."),
    ),
    "no_membership": ErrorText(
        403,
        "You have no role here",
        "Your organisation knows you, but you have no role in this service: nobody has given you one, or it has ended.",
        ("Ask your organisation’s administrator for this service to give you a role.",),
        own_words=True,
    ),
    "no_role": ErrorText(
        403,
        "You have no role here that you can use",
        "You are signed in, but you have no role by which you could open anything here.",
        (
            "Ask the person who looks after this service in your organisation, or your manager, to have you approved.",
            "If a child or adult is in danger now, do not wait for this: use the telephone.",
        ),
    ),
    "bad_request": ErrorText(
        400,
        "The service did not understand this",
        "What your browser sent could not be read. Nothing was saved.",
        ("Go back, reload the page and try again.",),
    ),
    "too_large": ErrorText(
        413,
        "That is too large",
        "What was sent is larger than this service accepts. Nothing was saved.",
        ("Go back and shorten what you typed, or send it in parts.",),
    ),
    "method_not_allowed": ErrorText(
        405,
        "This page does not work that way",
        "The address exists, but not for what your browser tried to do. Nothing was saved.",
        ("Start again from the first page.",),
    ),
    UNEXPECTED: ErrorText(
        500,
        "Something went wrong in the service",
        "This is a fault of the service, not of what you did. What you last sent may not have been saved.",
        (
            "Look in another tab whether your last step was taken, before you take it again.",
            "If it goes on, report it with the number below.",
        ),
        may_pass=True,
    ),
}
