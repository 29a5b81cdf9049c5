"""The pre-flight: what stands between a draft and its signature, and what a careful friend would advise."""

from app.submissions.preflight.findings import Finding, Severity, Source
from app.submissions.preflight.needed import missing_rights, requirements

__all__ = ["Finding", "Severity", "Source", "missing_rights", "requirements"]
