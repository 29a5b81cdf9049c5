"""The answers that are chosen, not typed, with the words of each choice; the form, the desk and the signing page
read the same ones."""

from __future__ import annotations

from collections.abc import Mapping

from app.submissions.kinds import BASES, CC_LICENCES, PEOPLE

CONSENTS: dict[str, str] = {
    "written": "In writing",
    "guardian": "In writing, by a parent or guardian",
    "oral": "By word of mouth",
    "not_needed": "Not needed here",
}
"""How they agreed. Sources: ``kinds.GDPR_HEALTH``; for patients also ``kinds.GMC``."""

CONTAINS: dict[str, str] = {
    "nothing": "No, all of it is mine",
    "others": "Yes, and I may use it",
    "unsure": "Yes, or I am not sure",
}
"""Whether it shows a screen, an artwork, a logo, a character or a page that somebody else made."""

PENDING = "pending"
PERMISSIONS: dict[str, str] = {
    "granted": "Yes, they said I may use it",
    PENDING: "I have asked, and have no answer yet",
}

SCOPES: dict[str, str] = {
    "article": "This article only",
    "site": "Anything on this site",
    "anything": "Anything, anywhere",
}
"""For what a permission was given. Source: ``kinds.VRT``, where a permission for one place is none for another."""

PD_REASONS: dict[str, str] = {
    "died": "Its maker died more than 70 years ago",
    "government": "A government published it, and its law keeps no copyright",
    "waived": "Its maker gave up all rights (CC0, Public Domain Mark)",
    "simple": "It is too simple to be anybody's: a plain chart, a line of type",
    "old": "It is older than any copyright",
}

YES_NO: dict[str, str] = {"yes": "Yes", "no": "No"}

CHOICES: dict[str, Mapping[str, str]] = {
    "basis": {basis.value: rule.label for basis, rule in BASES.items()},
    "people": {one.value: words for one, words in PEOPLE.items()},
    "cc_licence": {name: one.label for name, one in CC_LICENCES.items()},
    "pd_reason": PD_REASONS,
    "contains": CONTAINS,
    "consent_kind": CONSENTS,
    "permission": PERMISSIONS,
    "scope": SCOPES,
    "sender_matches": {**YES_NO, "unknown": "I cannot tell"},
    "at_work": YES_NO,
    "editorial_only": YES_NO,
    "ai_changed": YES_NO,
    "marks": YES_NO,
    "personal": YES_NO,
    "patients": {"yes": "Yes", "True": "Yes"},
}
