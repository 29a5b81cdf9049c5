"""What the API says instead of an answer: RFC 9457 ``application/problem+json``, one table for all of it.

A type is an address on the documentation page, where it is explained. The refusals of the domain come through here with
their own sentences: the table says which problem each is, and knows no rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request
from pydantic import BaseModel, ConfigDict, Field

from app.errors import Busy, NotAllowed, NotFound, Refused, Stale, TooMany, Unmet

ROOT = "/api/v1/"
"""Below this address every answer is for a program."""
MIMETYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """``means`` stands on the documentation page: what happened, and what a program should do."""

    status: int
    title: str
    means: str


KINDS: dict[str, Kind] = {
    "unreadable": Kind(
        400,
        "The request could not be read",
        "It is not HTTP or JSON as announced, or names another host. Mend the program; sending it again helps nothing.",
    ),
    "no-key": Kind(
        400,
        "A key is needed",
        "What is not to happen twice is sent with a header “Idempotency-Key”: up to 255 visible characters that name "
        "this request, such as a UUID.",
    ),
    "no-token": Kind(
        401,
        "A token is needed",
        "No token was sent, or it was never made, was ended, or is past its last day. Ask a webmaster for a new one.",
    ),
    "not-allowed": Kind(
        403,
        "That is not allowed",
        "The token is good and does not reach this: its scope, the rights its member has now, a second factor that the "
        "site asks of its member, or the state the thing is in.",
    ),
    "not-found": Kind(
        404, "There is nothing here", "The address names nothing, or nothing that this token may know of."
    ),
    "withheld": Kind(
        404,
        "Not available at the moment",
        "The article is not shown while a report about it is looked into. Take your copy from view until it is back.",
    ),
    "method": Kind(405, "That cannot be done here", "“Allow” names what can be done at this address."),
    "stale": Kind(
        409,
        "It changed in the meantime",
        "What was decided about is not what stands now, or something else stands against it; “changes” says what. "
        "Read it again.",
    ),
    "key-in-use": Kind(
        409,
        "The same is being done",
        "The first request with this key is not answered yet. Send it again in a moment, and you get its answer.",
    ),
    "removed": Kind(
        410,
        "Removed",
        "The article was removed, or erased. Take your copy down, with its images, and delete what you keep of it.",
    ),
    "too-large": Kind(413, "That is too large", "Send less, or in more parts."),
    "media-type": Kind(415, "Not in this form", "Send JSON, as “application/json”."),
    "invalid": Kind(
        422,
        "That could not be accepted",
        "It could be read and is not what is asked for; “fields” names where, and what is wrong there.",
    ),
    "key-reused": Kind(
        422,
        "The key stands for something else",
        "Another request was sent with this key within a day. Choose a new one.",
    ),
    "too-many": Kind(429, "Too many requests", "“Retry-After” says in how many seconds to go on."),
    "legal": Kind(
        451,
        "Removed for legal reasons",
        "The article was removed because of a legal demand (RFC 7725). Take your copy down, with its images.",
    ),
    "failed": Kind(
        500, "Something went wrong here", "It is our fault and was written down. Try again later."
    ),
    "busy": Kind(
        503, "Not at the moment", "Nothing is wrong with the request. “Retry-After” says when to try."
    ),
}
"""Every problem there is, by the name that ends its type."""

REFUSALS: dict[type[Refused], str] = {
    Refused: "invalid",
    NotAllowed: "not-allowed",
    Stale: "stale",
    Unmet: "stale",
    NotFound: "not-found",
    Busy: "busy",
    TooMany: "too-many",
}
BY_STATUS = {
    400: "unreadable",
    401: "no-token",
    403: "not-allowed",
    404: "not-found",
    405: "method",
    413: "too-large",
    415: "media-type",
    422: "invalid",
    429: "too-many",
    503: "busy",
}

NO_TOKEN = "Send a token: “Authorization: Bearer imp_…”."  # noqa: S105 - a sentence
NOT_GOOD = "This token was never made, was ended, or is past its last day."


class Unknown(Refused):
    """Nobody, as far as a token says. ``error`` is the code of RFC 6750, section 3.1, where one was sent."""

    def __init__(self, sentence: str, *, error: str = "") -> None:
        super().__init__(sentence)
        self.error = error


class NoKey(Refused):
    """What is not to happen twice was sent without a key."""


class KeyInUse(Refused):
    """The first request with this key is still at work."""


class KeyReused(Refused):
    """Under this key something else was asked for."""


class OutOfScope(NotAllowed):
    """The token is good, and is for something else."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token is not for “{scope}”.")
        self.scope = scope


REFUSALS |= {NoKey: "no-key", KeyInUse: "key-in-use", KeyReused: "key-reused"}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: str = Field(description="Which problem it is: an address on this page.")
    title: str = Field(description="The problem in a few words, the same each time.")
    status: int = Field(description="The status of the answer.", ge=400, le=599)
    detail: str = Field(description="What happened this time, in a sentence.")
    instance: str = Field(description="The address that was asked for.")
    fields: dict[str, list[str]] | None = Field(
        default=None, description="What is wrong, by the name of the field or parameter."
    )
    changes: list[str] | None = Field(default=None, description="What changed since, one thing each.")
    case: str | None = Field(
        default=None, description="Of what went from view: the number to name when you write to us about it."
    )
    since: str | None = Field(default=None, description="Of what went from view: since when.")
    reason_class: str | None = Field(default=None, description="Of what went from view: on what ground.")
    blocked_by: str | None = Field(
        default=None, description="Of a legal demand: who withholds it (RFC 7725)."
    )


def asked_for() -> bool:
    """Whether this request is one to the API."""
    return f"{request.path}/".startswith(ROOT)


def answer(
    name: str,
    detail: str = "",
    *,
    fields: Mapping[str, Sequence[str]] | None = None,
    changes: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> Response:
    """The problem of that name."""
    kind = KINDS[name]
    said = Problem(
        type=type_of(name),
        title=kind.title,
        status=kind.status,
        detail=detail or kind.title + ".",
        instance=request.path,
        fields={at: list(sentences) for at, sentences in fields.items()} if fields else None,
        changes=list(changes) or None,
        **(more or {}),
    )
    made = Response(said.model_dump_json(exclude_none=True), status=kind.status, content_type=MIMETYPE)
    made.headers["Cache-Control"] = "no-store"
    return made


def of_refusal(refusal: Refused) -> Response:
    """What the domain refuses, in its own words."""
    if isinstance(refusal, Unknown):
        made = answer("no-token", refusal.sentence)
        error = f', error="{refusal.error}"' if refusal.error else ""
        made.headers["WWW-Authenticate"] = f'Bearer realm="{realm()}"{error}'
        return made
    name = REFUSALS[next(kind for kind in type(refusal).__mro__ if kind in REFUSALS)]
    changes = refusal.changes if isinstance(refusal, Stale | Unmet) else ()
    made = answer(name, refusal.sentence, fields=refusal.fields, changes=changes)
    if isinstance(refusal, OutOfScope):
        made.headers["WWW-Authenticate"] = (
            f'Bearer realm="{realm()}", error="insufficient_scope", scope="{refusal.scope}"'
        )
    return made


def type_of(name: str) -> str:
    return f"{current_app.config['BASE_URL']}/api#{name}"


def realm() -> str:
    return str(current_app.config["SETTINGS"].host)


def described() -> dict[str, Any]:
    """Each problem with its type, as the documentation page lists them."""
    return {name: {"kind": kind, "type": type_of(name)} for name, kind in KINDS.items()}
