"""What a letter says of the rights that the desk questioned or refused."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, of_submission
from app.notifications.letters import quoted
from app.notifications.people import the
from app.review.rights import queries as rights
from app.review.rights.kinds import Found
from app.review.rights.models import Finding
from app.submissions.models import Revision


def of_findings(event: Event) -> Says:
    """Each image whose right was questioned or refused, with what its author should do."""
    names = rights.names(the(Revision, event, "revision"))
    found = [session.get_one(Finding, id_) for id_ in event.facts["findings"]]
    images = [
        {
            "name": f"“{quoted(names[one.rights_id])}”",
            "refused": one.standing is Found.REFUSED,
            "note": one.note,
        }
        for one in found
    ]
    return {**of_submission(event), "images": images}
