"""The pre-flight: what stands between a draft and its signature, and what a careful friend would advise."""

from app.submissions.preflight.checklist import Checklist, left_of, of_draft, of_revision, requirements
from app.submissions.preflight.findings import Finding, Severity, Source
from app.submissions.preflight.needed import of_image

__all__ = [
    "Checklist",
    "Finding",
    "Severity",
    "Source",
    "left_of",
    "of_draft",
    "of_image",
    "of_revision",
    "requirements",
]
