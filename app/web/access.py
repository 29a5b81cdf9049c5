"""Markers: who a blueprint is for, and what a view asks of whoever calls it.

Every blueprint names its audience once. In a guest's blueprint each view says which private link opens it, in the
desk's each names a right, in the API each a scope; a test walks the route map and fails on a view that says nothing.
The markers only mark: ``guests.guards``, ``accounts.guards`` and ``accounts.bearers`` enforce them from the one
``before_request`` wired in ``create_app``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Flask

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    PUBLIC = "public"
    GUEST = "guest"
    DESK = "desk"
    MACHINE = "machine"
    PROGRAM = "program"


ANYONE = "anyone"


def blueprint(name: str, module: str, audience: Audience) -> Blueprint:
    """A blueprint that says whom it is for."""
    made = Blueprint(name, module)
    made.audience = audience  # type: ignore[attr-defined]
    return made


def opens(scope: str) -> Callable[[View], View]:
    """In a guest's blueprint: the private link of that scope, for the reference in the address, opens this view."""

    def mark(view: View) -> View:
        view.opens = scope  # type: ignore[attr-defined]
        return view

    return mark


def anyone(view: View) -> View:
    """In a guest's blueprint: no link needed (the form that asks for one)."""
    view.opens = ANYONE  # type: ignore[attr-defined]
    return view


def needs(right: str) -> Callable[[View], View]:
    """On the desk: the right a member must hold."""

    def mark(view: View) -> View:
        view.needs = str(right)  # type: ignore[attr-defined]
        return view

    return mark


def reaches(scope: str, *, by_anyone: bool = False) -> Callable[[View], View]:
    """In the API: the scope a token must have. ``by_anyone``: it is open without a token, too."""

    def mark(view: View) -> View:
        view.scope = str(scope)  # type: ignore[attr-defined]
        view.opens = ANYONE if by_anyone else str(scope)  # type: ignore[attr-defined]
        return view

    return mark


def takes(what: str) -> Callable[[View], View]:
    """This view takes more than a form: ``upload`` raises the limit on what may be sent to it."""

    def mark(view: View) -> View:
        view.takes = what  # type: ignore[attr-defined]
        return view

    return mark


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    """Whom an endpoint is for; None for what Flask itself serves (static files) and for signing in."""
    name = endpoint.rpartition(".")[0]
    made = app.blueprints.get(name)
    return getattr(made, "audience", None)
