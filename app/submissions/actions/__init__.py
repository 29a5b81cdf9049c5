"""The verbs of a submission: drafts, who writes, the image room, revisions, moves and the conversation."""

from app.submissions.actions.conversation import LONGEST_COMMENT, About, comment, settle
from app.submissions.actions.drafts import (
    MOST_IMAGES,
    add_for_desk,
    add_image,
    check_beside,
    check_room,
    place,
    save,
    start,
)
from app.submissions.actions.handing import add_image as add_handed_image
from app.submissions.actions.handing import check_untouched, hand_in
from app.submissions.actions.moves import (
    await_author,
    begin_review,
    check_withdrawal,
    hold,
    may_withdraw,
    submit,
    take,
    withdraw,
)
from app.submissions.actions.permissions import doubt_published
from app.submissions.actions.revisions import snapshot
from app.submissions.actions.room import choose_portrait, put_in_order
from app.submissions.actions.room import find as find_image
from app.submissions.actions.room import hold as hold_room
from app.submissions.actions.room import move as move_image
from app.submissions.actions.room import remove as remove_image
from app.submissions.actions.room import retry as retry_image
from app.submissions.actions.schedules import end_schedule
from app.submissions.actions.writers import Elsewhere, leave, write

__all__ = [
    "LONGEST_COMMENT",
    "MOST_IMAGES",
    "About",
    "Elsewhere",
    "add_for_desk",
    "add_handed_image",
    "add_image",
    "await_author",
    "begin_review",
    "check_beside",
    "check_room",
    "check_untouched",
    "check_withdrawal",
    "choose_portrait",
    "comment",
    "doubt_published",
    "end_schedule",
    "find_image",
    "hand_in",
    "hold",
    "hold_room",
    "leave",
    "may_withdraw",
    "move_image",
    "place",
    "put_in_order",
    "remove_image",
    "retry_image",
    "save",
    "settle",
    "snapshot",
    "start",
    "submit",
    "take",
    "withdraw",
    "write",
]
