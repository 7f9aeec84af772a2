"""The made-up household's case, played by all parties over real HTTP. Any surprise is an error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

from app.demonstration.identity_provider.visitor import SignInFailed
from app.demonstration.installation import Installation
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.scenes import (
    afterwards,
    answering,
    asking,
    beginning,
    clarifying,
    deciding,
    governing,
    keeping_the_log,
    opening,
    peeking,
)

SCENES: tuple[Callable[[Story], None], ...] = (
    beginning.start_case,
    beginning.make_contact_safe,
    beginning.describe_concern,
    beginning.describe_subjects,
    deciding.refused_before_decision,
    deciding.decide,
    deciding.give_reasons,
    deciding.say_that_nobody_hides_there,
    asking.choose_partners,
    asking.ask_questions,
    asking.look_before_sending,
    asking.send,
    answering.answer_all,
    clarifying.ask_back,
    clarifying.answer_question,
    clarifying.answer_after_all,
    clarifying.be_late,
    peeking.peek,
    opening.cora_opens,
    opening.dilys_opens,
    opening.dilys_reveals,
    afterwards.add_to_return,
    governing.check_receipt,
    keeping_the_log.check_whole_log,
    governing.read_log,
    governing.break_glass,
    afterwards.read_mails,
    governing.verify_log,
)


def play(installation: Installation) -> int:
    """Play the story on a running installation, telling it on the terminal; 0 when everything went as it must.

    At the first surprise it stops with 1, and the end of the server's log.
    """
    began = monotonic()
    story = Story(installation, sys.stdout)
    try:
        tell_all(story)
    except (NotOnPage, SignInFailed) as surprise:
        sys.stderr.write(f"\nThe story stopped: {surprise}\n{installation.last_words}\n")
        return 1
    finally:
        story.close()
    print(f"\nThe story is over: {monotonic() - began:.0f} seconds, nothing unexpected. Everybody in it is made up.")
    return 0


def tell_all(story: Story) -> None:
    """Every scene in order. Raises NotOnPage, or SignInFailed, where something is not as it must be."""
    for scene in SCENES:
        scene(story)
