"""The verbs of a submission: one file each for drafts, writers, revisions, moves and the conversation."""

from app.submissions.actions.conversation import LONGEST_COMMENT, comment
from app.submissions.actions.drafts import MOST_IMAGES, place, remove_image, save, start
from app.submissions.actions.moves import begin_review, hold, submit, take, withdraw
from app.submissions.actions.revisions import snapshot
from app.submissions.actions.writers import Elsewhere, leave, write

__all__ = [
    "LONGEST_COMMENT",
    "MOST_IMAGES",
    "Elsewhere",
    "begin_review",
    "comment",
    "hold",
    "leave",
    "place",
    "remove_image",
    "save",
    "snapshot",
    "start",
    "submit",
    "take",
    "withdraw",
    "write",
]
