"""The OpenAPI 3.1 document, written from the views themselves (``contract``) and the table of problems."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from app.web import problems
from app.web.access import ANYONE
from app.web.contract import FILE, Operation, Said
from app.web.problems import Problem

VERSION = "1.0.0"
SECURITY = "token"
EVERYWHERE = ("unreadable", "not-found", "too-many", "failed", "busy")
"""What any address may answer: a host that is not ours, a name that no database can hold, too many requests, a fault of
ours, a database that is away."""
_REFS = "#/components/schemas/{model}"
_SLOT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
SLOTS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
    "": {"type": "string", "minLength": 1},
}
"""What stands in an address, by the converter of its route."""
HEADERS = {
    "Retry-After": "In how many seconds to go on.",
    "WWW-Authenticate": "What kind of token is asked for (RFC 6750).",
    "ETag": "Names this state of it. Send it as If-None-Match next time.",
}
IN_HEADER: dict[str, dict[str, Any]] = {
    "etag": {
        "name": "If-None-Match",
        "required": False,
        "description": "The ETag of the state you have: 304 where it still stands.",
        "schema": {"type": "string"},
    },
    "once": {
        "name": "Idempotency-Key",
        "required": True,
        "description": "Names this request: sent again within a day with the same, it is done once and answered alike.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    },
}
WITH_PROBLEM = {429: "Retry-After", 503: "Retry-After", 401: "WWW-Authenticate"}


def document(app: Flask, *, name: str, base_url: str) -> dict[str, Any]:
    """Everything under ``/api/v1`` that a view says of itself."""
    marked = [
        (rule, view)
        for rule in _rules(app)
        if hasattr(view := app.view_functions[rule.endpoint], "operation")
    ]
    said = {one for _, view in marked for one in (view.operation.gives, view.operation.body) if one}
    models: list[Any] = [(one, "serialization") for one in sorted(said, key=lambda one: one.__name__)]
    _, schemas = models_json_schema([*models, (Problem, "serialization")], ref_template=_REFS)
    paths: dict[str, dict[str, Any]] = {}
    for rule, view in marked:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = _SLOT.sub(r"{\g<name>}", rule.rule)
            paths.setdefault(path, {})[method.lower()] = _operation(rule, view, method)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"{name}: the API",
            "version": VERSION,
            "description": f"How it is used stands at {base_url}/api, with every problem it may answer.",
        },
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                SECURITY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that a webmaster made at the desk.",
                }
            },
        },
    }


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def _operation(rule: Rule, view: Any, method: str) -> dict[str, Any]:
    does: Operation = view.operation
    with_token = {SECURITY: [view.scope]}
    written: dict[str, Any] = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": does.summary,
        "description": does.tells,
        "security": [{}, with_token] if view.opens == ANYONE else [with_token],
        "parameters": [*_in_path(rule), *_in_query(does), *_in_headers(does)],
        "responses": _responses(does, method),
    }
    if does.body is not None:
        content = {"application/json": {"schema": _ref(does.body)}}
        written["requestBody"] = {"required": True, "content": content}
    if does.form is not None:
        whole = does.form.model_json_schema(mode="validation")
        parts = {FILE: {"type": "string", "format": "binary"}, **whole["properties"]}
        schema = {**whole, "properties": parts, "required": [FILE, *whole.get("required", ())]}
        written["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return written


def _ref(model: type[Said]) -> dict[str, str]:
    return {"$ref": _REFS.format(model=model.__name__)}


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": found["name"], "in": "path", "required": True, "schema": SLOTS[found["kind"] or ""]}
        for found in _SLOT.finditer(rule.rule)
    ]


def _in_query(does: Operation) -> list[dict[str, Any]]:
    if does.query is None:
        return []
    whole = does.query.model_json_schema(mode="validation")
    wanted = whole.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in wanted,
            "description": schema.get("description", ""),
            "schema": _sent(schema),
        }
        for name, schema in whole["properties"].items()
    ]


def _sent(schema: dict[str, Any]) -> dict[str, Any]:
    """Of a parameter: one that is left out is no null."""
    kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    said = kinds[0] if len(kinds) == 1 else schema
    return {
        name: value
        for name, value in said.items()
        if name not in ("description", "title") and value is not None
    }


def _in_headers(does: Operation) -> list[dict[str, Any]]:
    return [
        {"in": "header", **IN_HEADER[name]} for name, has in (("etag", does.etag), ("once", does.once)) if has
    ]


def _responses(does: Operation, method: str) -> dict[str, Any]:
    headers = {**does.headers, **({"ETag": HEADERS["ETag"]} if does.etag else {})}
    content = {"application/json": {"schema": _ref(does.gives)}}
    answers: dict[str, Any] = {
        str(does.status): {"description": does.summary, "content": content, **_headers(headers)}
    }
    if does.etag:
        answers["304"] = {"description": "It stands as you have it.", **_headers({"ETag": HEADERS["ETag"]})}
    for status, words in does.also.items():
        answers[str(status)] = {"description": words}
    for status, names in sorted(_problems(does, method).items()):
        titles = "; ".join(problems.KINDS[name].title for name in names)
        with_it = WITH_PROBLEM.get(status, "")
        answers[str(status)] = {
            "description": f"{titles}.",
            "content": {problems.MIMETYPE: {"schema": {"$ref": _REFS.format(model="Problem")}}},
            **_headers({with_it: HEADERS[with_it]} if with_it else {}),
        }
    return dict(sorted(answers.items()))


def _problems(does: Operation, method: str) -> dict[int, list[str]]:
    """By status. A token may be shown anywhere, and then it must be good and reach this."""
    names = [*EVERYWHERE, "no-token", "not-allowed", *does.problems]
    if does.query or does.body or does.form:
        names.append("invalid")
    if does.once:
        names += ["no-key", "key-in-use", "key-reused"]
    if method != "GET":
        names += ["too-large", "media-type"]
    by_status: dict[int, list[str]] = {}
    for name in dict.fromkeys(names):
        by_status.setdefault(problems.KINDS[name].status, []).append(name)
    return by_status


def _headers(words: dict[str, str]) -> dict[str, Any]:
    if not words:
        return {}
    return {
        "headers": {name: {"description": said, "schema": {"type": "string"}} for name, said in words.items()}
    }
