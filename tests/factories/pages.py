"""A browser without scripts: opens pages, keeps cookies, fills in forms as they stand and sends them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.db import session

VOID = {"input", "br", "img", "meta", "link", "hr"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and each field with its present value."""

    action: str
    method: str
    name: str = ""
    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def filled(self, values: dict[str, Any]) -> MultiDict[str, str]:
        """What a browser would send once ``values`` are typed in; a name the page does not have is an error.
        A field set to None is left out, as an unticked box is; a list ticks several."""
        sent = MultiDict(self.fields)
        for name, value in values.items():
            if name not in self.names and (name, str(value)) not in self.buttons:
                raise KeyError(f"{self.action} has no field {name}; it has {sorted(self.names)}")
            several = value if isinstance(value, list) else [] if value is None else [value]
            sent.setlist(name, [str(one) for one in several])
        return sent


class _Reader(HTMLParser):
    """Collects the forms of a page, as HTML says they are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self._typed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower(), said.get("id", ""))
            self.forms.append(self._form)
        elif tag == "button" and said.get("form") and said.get("formaction"):  # outside its form
            its = next(one for one in self.forms if one.name == said["form"])
            self.forms.append(replace(its, action=said["formaction"]))
        elif self._form is not None and said.get("name"):
            self._control(tag, said)
        if tag == "option" and self._select:
            self._options.append((said.get("value", ""), "selected" in said))

    def _control(self, tag: str, said: dict[str, str]) -> None:
        assert self._form is not None
        name, kind, value = said["name"], said.get("type", "text"), said.get("value", "")
        if tag == "button" or kind == "submit":
            self._form.buttons.append((name, value))
            return
        self._form.names.add(name)
        if tag == "select":
            self._select, self._options = name, []
        elif tag == "textarea":
            self._area, self._typed = name, []
        elif tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in said:
                self._form.fields.add(name, value or "on")
        elif tag == "input" and kind != "file":
            self._form.fields.add(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select and self._form is not None:
            chosen = next((value for value, on in self._options if on), None)
            first = self._options[0][0] if self._options else ""
            self._form.fields.add(self._select, first if chosen is None else chosen)
            self._select = ""
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields.add(self._area, "".join(self._typed).replace("\r\n", "\n").removeprefix("\n"))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._typed.append(data)
        self.words.append(data)


def forms(answer: TestResponse) -> list[Form]:
    reader = _Reader()
    reader.feed(answer.text)
    return reader.forms


def form(answer: TestResponse, action: str) -> Form:
    """The form of the page that goes to ``action``."""
    found = [one for one in forms(answer) if one.action == action]
    assert found, f"no form to {action}; there are {[one.action for one in forms(answer)]}"
    return found[0]


def words(answer: TestResponse) -> str:
    """Everything the page says, tags left out, white space in one."""
    reader = _Reader()
    reader.feed(answer.text)
    return " ".join(" ".join(reader.words).split())


class Browser(FlaskClient):
    """A client at the site's own address that can fill in forms. One for each person: each keeps its cookies.

    Each request gets a context of its own, so that a test may stand in one and look into the database between them.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if args and isinstance(args[0], str) and "Host" not in dict(kwargs.get("headers") or {}):
            kwargs.setdefault("base_url", self.application.config["BASE_URL"])
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            session.rollback()  # the test looks at what stands now
        return answer

    def send(
        self,
        page: str | TestResponse,
        action: str,
        /,
        *,
        files: Iterable[tuple[str, Any]] = (),
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> TestResponse:
        """Fill in the form that goes to ``action`` on a page (or its address) and send it."""
        answer = self.get(page) if isinstance(page, str) else page
        sent: MultiDict[str, Any] = form(answer, action).filled(values)
        for name, file in files:
            sent.add(name, file)
        return self.post(action, data=sent, headers=headers)


def browser(app: Flask) -> Browser:
    return Browser(app, app.response_class, use_cookies=True)
