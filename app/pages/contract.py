"""The contract of the API, for whoever writes a program: the OpenAPI document, and the page that is drawn from it.

Open to everybody: it says nothing that the code does not, and the type of each problem leads here.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, render_template

from app.accounts.scopes import SCOPES
from app.site import queries as site
from app.web import access, openapi, problems
from app.web.limits import API, limiter

bp = access.blueprint("contract", __name__, access.Audience.PUBLIC)

ORDER = ("get", "post")


@bp.get("/api/v1/openapi.json")
@limiter.limit(API)
def document() -> Response:
    return jsonify(_document())


@bp.get("/api")
def page() -> str:
    written = _document()
    return render_template(
        "pages/api.html",
        version=written["info"]["version"],
        operations=[
            (method.upper(), path, at[method])
            for path, at in written["paths"].items()
            for method in ORDER
            if method in at
        ],
        schemas=written["components"]["schemas"],
        scopes=SCOPES,
        problems=problems.KINDS,
        limit=API,
        type_of=type_of,
    )


def type_of(schema: dict[str, Any]) -> tuple[str, str]:
    """What a value may be, in words, and the name of the thing it leads to, if it leads to one."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name, name
    if "anyOf" in schema:
        parts = [type_of(one) for one in schema["anyOf"]]
        return " or ".join(words for words, _ in parts), next((name for _, name in parts if name), "")
    if schema.get("type") == "array":
        words, name = type_of(schema.get("items", {}))
        return f"list of {words}", name
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        words, name = type_of(schema["additionalProperties"])
        return f"{words}, by name", name
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"]), ""
    return str(schema.get("format") or schema.get("type") or "anything"), ""


def _document() -> dict[str, Any]:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return openapi.document(app, name=site.identity().name, base_url=str(current_app.config["BASE_URL"]))
