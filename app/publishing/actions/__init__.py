"""The verbs of publishing.

Dark, in this order: the tree, the commit, the answer. So whatever takes something from view does that as its last
step inside the transaction, and whatever brings something back waits for the commit.
"""

from __future__ import annotations

from app.publishing import presence, probe
from app.publishing.actions.erase import empty, erase
from app.publishing.actions.holds import lift, remove, restore, withhold
from app.publishing.actions.measures import About, end, end_with, place
from app.publishing.actions.publish import publish
from app.publishing.actions.readdress import readdress
from app.publishing.actions.relate import relate
from app.publishing.actions.schedule import cancel, due, give_up, publish_due, schedule
from app.publishing.models import Hold

__all__ = [
    "About",
    "cancel",
    "due",
    "empty",
    "end",
    "end_with",
    "erase",
    "give_up",
    "lift",
    "place",
    "prove",
    "prove_all",
    "publish",
    "publish_due",
    "readdress",
    "relate",
    "remove",
    "restore",
    "schedule",
    "tidy_tree",
    "withhold",
]


def tidy_tree() -> int:
    """Bring the public tree in step with the records; how many things had to be put right.

    Repeatable. Called outside a transaction: it reads again under the lock of the tree.
    """
    return presence.tidy()


def prove(hold: Hold) -> bool:
    """Ask every public address of a hold whether it is dark, and record it. Called outside a transaction."""
    return probe.prove(hold.id)


def prove_all() -> int:
    """``prove`` every standing hold that is not proven yet, and of each lifted one that what it held is back; how many
    were. Called outside a transaction."""
    gone = sum(probe.prove(hold_id) for hold_id in probe.unproven())
    return gone + sum(probe.prove_return(hold_id) for hold_id in probe.unreturned())
