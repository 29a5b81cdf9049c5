"""Who may change an article that is not theirs, and when; pure questions and the sentences that answer them."""

from __future__ import annotations

from app.lifecycle import words
from app.submissions.states import CORRECTABLE, State

NOT_YOURS = "Your role does not include changing what a guest wrote."
YOUR_OWN = "This came from your own address. Change it through its private link, as its author."
AWAITED = (
    "An editor has changed this article already. It can be changed again when its author has signed that."
)
AHEAD = (
    "The author has changed the article since signing it, so nothing of yours can be put in its place. What you typed "
    "is kept here. Write to the author: they can sign what they have, and you go on from that, or put it back."
)
MOVED = (
    "The author signed another revision since this change was begun. Copy what you want to keep, give this change up, "
    "and begin again from what the author signed."
)


ANOTHER_S = (
    "Another editor has begun this change, and whoever changes an article signs for it. Give theirs up with them, or "
    "leave it to them: what two people wrote, one of them cannot sign and the other approve."
)


def not_now(state: State) -> str:
    """Why nothing can be changed in this state; empty where it can."""
    if state in CORRECTABLE:
        return ""
    if state is State.AWAITING_AUTHOR:
        return AWAITED
    return f"What is “{words(state)}” cannot be changed by the desk."
