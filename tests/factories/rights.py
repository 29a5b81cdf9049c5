"""Declarations of rights as tests make them: each complete, as an author would give it."""

from __future__ import annotations

from typing import Any

FULL: dict[str, dict[str, str]] = {
    "own_work": {"holder": "Amina Rahman"},
    "employer_or_client_owned": {
        "holder": "Harbour Clinic",
        "permission_from": "Bo Berg, 3 May 2026",
        "contact": "bo.berg@example.org",
        "no_evidence": "He said so by telephone",
    },
    "licensed_cc": {"holder": "Ana Muster", "cc_licence": "CC-BY-4.0", "source_url": "https://example.org/a"},
    "licensed_stock": {
        "vendor": "Harbour Pictures",
        "asset_number": "HP-4711",
        "licence": "Standard",
        "order_number": "2026-118",
        "account_holder": "Harbour Clinic",
        "editorial_only": "no",
    },
    "permission": {
        "holder": "Ana Muster",
        "permission": "granted",
        "permission_from": "Ana Muster, 3 May 2026",
        "scope": "article",
        "contact": "ana.muster@example.org",
        "no_evidence": "She said so by telephone",
    },
    "public_domain": {
        "pd_reason": "died",
        "died": "1932",
        "country": "France",
        "source_url": "https://example.org/a",
    },
    "quotation_or_fair_dealing": {
        "holder": "Ana Muster",
        "reason": "The article reviews this poster",
        "amount": "The whole poster",
        "acknowledgement": "Poster “Walk”, Ana Muster, 2019",
    },
    "ai_generated": {"tool": "Harbour Studio 3", "reason": "a knee, drawn in ink"},
}
PATIENT = {"people": "patient", "consent": "Mrs Berg", "consent_kind": "written"}


def declared(basis: str = "own_work", **more: str) -> dict[str, Any]:
    return {"basis": basis, "people": "none", **FULL.get(basis, {}), **more}
