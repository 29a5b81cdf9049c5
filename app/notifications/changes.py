"""What the letter about an editor's own change says."""

from __future__ import annotations

from app.attestations import queries as attestations
from app.attestations.models import EditorAttestation
from app.audit.models import Event
from app.notifications.contents import Says, of_submission
from app.notifications.people import the
from app.review import compare
from app.submissions import content


def of_change(event: Event) -> Says:
    """What was changed, in sentences, and why; the words themselves stand behind the link."""
    made = the(EditorAttestation, event, "editor_attestation")
    before, after = made.from_revision, made.revision
    erased = before.content is None or after.content is None
    changed = [] if erased else compare.in_words(content.of(before), content.of(after))
    return {**of_submission(event), "changes": changed, "why": attestations.why(made)}
