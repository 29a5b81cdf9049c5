"""What each address of the API takes and gives, said once in code: requests are read by it, answers are made of it, and
the OpenAPI document is written from it (``document``), so that none of the three can differ from the others.

An operation is marked on its view, as its audience is; nothing is registered anywhere. Input is read strictly: “7” in
JSON is no number, an unknown name is refused, and what is sent twice is not guessed at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Annotated, Any, TypeVar

from flask import Response, request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from app.errors import Refused

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def _written_out(said: Any) -> Any:
    if not isinstance(said, str):
        return said
    try:
        if _MOMENT.fullmatch(said):
            return datetime.fromisoformat(said).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("write it as 2026-12-31T09:30:00Z")


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment as RFC 3339 writes it, with its zone, and in no other way: a number is none."""

FILE = "file"
"""The name of the part that brings a file."""
View = TypeVar("View", bound=Callable[..., Any])


class Said(BaseModel):
    """Whatever crosses the API, either way."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class Operation:
    """``gives`` is the answer of ``status``; ``also`` are further answers without a body, by status, in words;
    ``form`` is what comes beside a file.
    ``problems`` are those of its own, besides what every address may answer. ``etag``: it can be asked for again with
    If-None-Match. ``headers`` of the answer, in words. ``once``: it takes a key, under which it is done once."""

    summary: str
    tells: str
    gives: type[Said]
    status: int
    query: type[Said] | None
    body: type[Said] | None
    form: type[Said] | None
    also: dict[int, str]
    problems: tuple[str, ...]
    etag: bool
    headers: dict[str, str]
    once: bool


def operation(
    summary: str,
    *,
    gives: type[Said],
    status: int = 200,
    query: type[Said] | None = None,
    body: type[Said] | None = None,
    form: type[Said] | None = None,
    also: dict[int, str] | None = None,
    problems: Sequence[str] = (),
    etag: bool = False,
    headers: dict[str, str] | None = None,
    once: bool = False,
) -> Callable[[View], View]:
    """Marks a view, and hands it ``query``, ``body`` or ``form`` and ``file`` as they were checked. The docstring tells
    what it is for."""

    def mark(view: View) -> View:
        tells = " ".join((view.__doc__ or "").split())

        @wraps(view)
        def checked(**given: Any) -> Any:
            if query is not None:
                given["query"] = _query(query)
            if body is not None:
                given["body"] = _body(body)
            if form is not None:
                given["form"], given["file"] = _form(form)
            return view(**given)

        checked.operation = Operation(  # type: ignore[attr-defined]
            *(summary, tells, gives, status, query, body, form),
            *(dict(also or {}), tuple(problems), etag, dict(headers or {}), once),
        )
        return checked  # type: ignore[return-value]

    return mark


def reply(said: Said, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer. Nothing between here and the program keeps it."""
    made = Response(said.model_dump_json(), status=status, mimetype="application/json")
    made.headers["Cache-Control"] = "no-store"
    made.headers.update(headers or {})
    return made


def again(said: Said, *, headers: dict[str, str] | None = None) -> Response:
    """An answer with a strong ETag; 304 for whoever names it and has it still."""
    made = reply(said, headers=headers)
    made.set_etag(hashlib.sha256(made.get_data()).hexdigest())
    made.make_conditional(request)
    return made


def _query(model: type[Said]) -> Said:
    several = {name: ["Send it once."] for name, values in request.args.lists() if len(values) > 1}
    if several:
        raise Refused("A parameter was sent more than once.", fields=several)
    try:
        return model.model_validate_strings(request.args.to_dict())
    except ValidationError as wrong:
        raise Refused("A parameter is not what is asked for.", fields=_fields(wrong)) from None


def _body(model: type[Said]) -> Said:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as wrong:
        raise Refused("What was sent is not what is asked for.", fields=_fields(wrong)) from None


def _form(model: type[Said]) -> tuple[Said, FileStorage]:
    """What is said of one file, and the file, in a form of several parts."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    files, words = request.files.to_dict(flat=False), request.form.to_dict(flat=False)
    counted = [(name, len(sent)) for parts in (files, words) for name, sent in parts.items()]
    several = {name: ["Send it once."] for name, times in counted if times > 1}
    if several:
        raise Refused("A part was sent more than once.", fields=several)
    if set(files) != {FILE}:
        raise Refused("Send one file.", fields={FILE: ["Send one file, in the part of this name."]})
    try:
        return model.model_validate_strings(request.form.to_dict()), request.files[FILE]
    except ValidationError as wrong:
        raise Refused("What was sent is not what is asked for.", fields=_fields(wrong)) from None


def _fields(wrong: ValidationError) -> dict[str, list[str]]:
    """What is wrong, by name; nothing of what was sent is repeated."""
    fields: dict[str, list[str]] = {}
    for one in wrong.errors(include_input=False, include_url=False, include_context=False):
        fields.setdefault(".".join(str(part) for part in one["loc"]) or "body", []).append(one["msg"])
    return fields
