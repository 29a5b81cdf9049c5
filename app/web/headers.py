"""The headers every answer carries, 4xx and 5xx and files included (OWASP ASVS 5.0, 3.4.1 to 3.4.8).

No inline script or style is allowed anywhere, and nothing is loaded from another host.
"""

from __future__ import annotations

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

WITH_WORKER = f"{CSP}; worker-src 'self'"
"""For a page whose script hands work to a thread of its own (a worker from our own address)."""

ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}

HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

PUBLIC_CACHE = "public, max-age=0, must-revalidate"
"""What a hold can reach may be kept by a browser but must be asked about each time (pages.md, caching)."""


def register(app: Flask, *, https: bool) -> None:
    wanted = {**ALWAYS, **(HTTPS_ONLY if https else {})}

    @app.after_request
    def dress(answer: Response) -> Response:
        for name, value in wanted.items():
            answer.headers.setdefault(name, value)
        if "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        if request.endpoint == "static":
            answer.headers["Cache-Control"] = (
                "public, max-age=31536000, immutable"
                if request.args.get("v")
                else "public, max-age=0, must-revalidate"
            )
        return answer
