"""Somebody at a browser without scripts, and several who act at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

HOST = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery staple"


@dataclass
class Form:
    """A form as a browser holds it: where it posts and what it would send."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(said.get("action", "")))
        if not self.found or not said.get("name") or tag not in ("input", "textarea"):
            return
        form, name = self.found[-1], said["name"]
        if tag == "textarea":
            form.fields[name], self._area = "", name
        elif said.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(said.get("value", "y"))
            if "checked" in said:
                form.fields[name] = said.get("value", "y")
        else:
            form.fields[name] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            form = self.found[-1]
            form.fields[self._area] = (form.fields[self._area] + data).removeprefix("\n").removeprefix("\r\n")


class Browser:
    """Somebody at a browser without scripts: opens pages, fills in their forms, keeps cookies."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page: TestResponse

    def get(self, path: str, **query: str) -> TestResponse:
        self.page = self.client.get(path + (f"?{urlencode(query)}" if query else ""), base_url=HOST)
        return self.page

    @property
    def text(self) -> str:
        return self.page.get_data(as_text=True)

    def form(self, ending: str) -> Form:
        """The form on the page whose address ends like this."""
        reader = _Forms()
        reader.feed(self.text)
        return next(form for form in reader.found if form.action.endswith(ending))

    def send(self, ending: str, **typed: Any) -> TestResponse:
        """Fill in the form and press its button; the answer is not followed."""
        form = self.form(ending)
        fields = {**form.fields, **typed}
        self.page = self.client.post(
            form.action, data={name: said for name, said in fields.items() if said is not None}, base_url=HOST
        )
        return self.page

    def sign_in(self, name: str) -> Browser:
        """As a member of the desk; an app context must not be in use by the caller."""
        self.get("/login")
        address = f"{name.lower().replace(' ', '').replace('.', '')}@desk.example"
        answer = self.send("/login", email=address, password=PASSWORD)
        assert answer.status_code in (302, 303), self.text[:2000]
        return self


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Let each do its thing in a thread of its own, all at the same moment; what each answered."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(run, act) for act in acts]]
