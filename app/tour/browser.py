"""A small browser: cookies, pages, links, and forms that are filled and sent as a person would."""

from __future__ import annotations

import json
import mimetypes
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field, replace
from email.message import Message
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any

TIMEOUT = 30
SKIPPED = {"script", "style", "template"}
VOID = {"input", "img", "br", "hr", "meta", "link", "source"}


@dataclass
class Form:
    """A form as it stands on the page: its fields with the values a browser would send."""

    action: str
    method: str
    multipart: bool
    name: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """Text, links, images and forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._skip = 0
        self._link: tuple[str, list[str]] | None = None
        self._select: str = ""
        self._area: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag in SKIPPED:
            self._skip += 1
        elif tag == "a" and "href" in has:
            self._link = (has["href"], [])
        elif tag in ("img", "source"):
            self.images += [part.split()[0] for part in has.get("srcset", "").split(",") if part.strip()]
            if "src" in has:
                self.images.append(has["src"])
        elif tag == "form":
            multipart = "multipart" in has.get("enctype", "")
            self._form = Form(
                has.get("action", ""), has.get("method", "get").lower(), multipart, has.get("id", "")
            )
            self.forms.append(self._form)
        elif tag == "button" and has.get("form") and has.get("formaction"):
            self._elsewhere(has["form"], has["formaction"])
        elif self._form is not None:
            self._control(self._form, tag, has)

    def _elsewhere(self, name: str, action: str) -> None:
        """A button outside its form, which it sends to an address of its own."""
        form = next(form for form in self.forms if form.name == name)
        self.forms.append(replace(form, action=action))

    def _control(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "input":
            self._input(form, name, has)
        elif tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(has.get("value", ""))
            if "selected" in has or len(form.choices[self._select]) == 1:
                form.fields = [pair for pair in form.fields if pair[0] != self._select]
                form.fields.append((self._select, has.get("value", "")))
        elif tag == "textarea":
            self._area = (name, [])
            form.names.add(name)
        elif tag == "button":
            self._button = (name, has.get("value", ""), [])

    def _input(self, form: Form, name: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if not name or kind in ("submit", "button"):
            return
        form.names.add(name)
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(has.get("value", "on"))
            if "checked" in has:
                form.fields.append((name, has.get("value", "on")))
        elif kind != "file":
            form.fields.append((name, has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self._skip = max(0, self._skip - 1)
        elif tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        elif tag == "textarea" and self._area and self._form:
            said = "".join(self._area[1]).replace("\r\n", "\n").removeprefix("\n")
            self._form.fields.append((self._area[0], said))
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "button" and self._button and self._form:
            self._form.buttons.append(
                (self._button[0], self._button[1], " ".join("".join(self._button[2]).split()))
            )
            self._button = None
        elif tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        if self._area:
            self._area[1].append(data)
            return
        self.words.append(data)
        if self._link:
            self._link[1].append(data)
        if self._button:
            self._button[2].append(data)


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    headers: Message[str, str]
    body: bytes

    def __post_init__(self) -> None:
        self.reader = Reader()
        if "html" in self.headers.get("Content-Type", ""):
            self.reader.feed(self.body.decode("utf-8", "replace"))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.reader.words).split())

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    def has(self, *words: str) -> bool:
        said = self.text.casefold()
        return all(word.casefold() in said for word in words)

    def form(self, ending: str) -> Form:
        """The form whose action ends so."""
        for form in self.reader.forms:
            if form.action.partition("?")[0].endswith(ending):
                return form
        raise AssertionError(
            f"no form ending in {ending} on {self.url}: {[f.action for f in self.reader.forms]}"
        )

    def forms(self, ending: str) -> list[Form]:
        return [form for form in self.reader.forms if form.action.endswith(ending)]

    def media(self) -> list[str]:
        """The addresses of the pictures on the page, once each."""
        return list(dict.fromkeys(one for one in self.reader.images if one.startswith("/media/")))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, base_url: str) -> None:
        self.base = base_url.rstrip("/")
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar, _Stay(), urllib.request.ProxyHandler({}))

    def get(self, address: str, *, follow: bool = True, headers: dict[str, str] | None = None) -> Page:
        return self._open(urllib.request.Request(self._whole(address), headers=headers or {}), follow)  # noqa: S310

    def send(
        self,
        page: Page,
        ending: str,
        fields: dict[str, Any] | None = None,
        *,
        files: list[tuple[str, str, bytes]] | None = None,
        button: tuple[str, str] | None = None,
        form: Form | None = None,
    ) -> Page:
        """Fill the form whose action ends so, and send it. A field the page does not have is an error."""
        form = form or page.form(ending)
        fields = fields or {}
        unknown = set(fields) - form.names
        if unknown:
            raise AssertionError(f"{page.url} has no field {sorted(unknown)}; it has {sorted(form.names)}")
        values = [(name, value) for name, value in form.fields if name not in fields]
        for name, value in fields.items():
            values += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        if button:
            values.append(button)
        body, kind = _multipart(values, files) if form.multipart or files else _urlencoded(values)
        address = self._whole(form.action or page.path)
        headers = {"Content-Type": kind, "Origin": self.base}
        return self._open(urllib.request.Request(address, data=body, headers=headers, method="POST"), True)  # noqa: S310

    def post(self, address: str, said: Any, *, headers: dict[str, str]) -> Page:
        """Send JSON, as a program does."""
        body, whole = json.dumps(said).encode(), {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(self._whole(address), data=body, headers=whole, method="POST")  # noqa: S310
        return self._open(request, follow=False)

    def _whole(self, address: str) -> str:
        return urllib.parse.urljoin(self.base + "/", address)

    def _open(self, request: urllib.request.Request, follow: bool) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                page = Page(request.full_url, answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            page = Page(request.full_url, answer.code, answer.headers, answer.read())
        if follow and page.status in (301, 302, 303, 307, 308):
            return self.get(urllib.parse.urljoin(page.url, page.headers["Location"]))
        return page


def _urlencoded(values: list[tuple[str, str]]) -> tuple[bytes, str]:
    return urllib.parse.urlencode(values).encode(), "application/x-www-form-urlencoded"


def _multipart(
    values: list[tuple[str, str]], files: list[tuple[str, str, bytes]] | None
) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    parts = []
    for name, value in values:
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, filename, content in files or []:
        kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
