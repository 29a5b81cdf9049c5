"""Requests that bring files. To a view that takes uploads a file is written and hashed straight where it is kept, and
never twice, whether it stands in a form or comes by itself.

By itself it is the whole body, without the wrapping of a form: ``Content-Type: application/octet-stream``, and a
``Content-Disposition`` as the part of the form would have (RFC 7578, 4.2): ``form-data; name="files";
filename*=UTF-8''knee.jpg``. The token of the form stands in ``X-CSRFToken``. Nothing has to be searched for the end of
the file then, which is most of the work of taking a large one; views and their rules do not know the difference.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import structlog
from flask import Request, current_app
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from wtforms import ValidationError

from app import text
from app.errors import Busy
from app.media.receive import Receiving, stream_for
from app.media.shelf import inbox
from app.web.bodies import Body

log = structlog.get_logger(__name__)

ALONE = "application/octet-stream"
LONGEST_NAME = 200
"""Characters of a file's name; what turns the writing round or hides in it is taken out (text.line)."""
MOST_FILES = 50
"""How many files of any size: each of them is an open file of this process until the request is answered."""

NOT_KEPT = "We could not store it just now. Please send it again in a minute."


class Bringing(Request):
    """Whatever else a form brings goes the usual way."""

    files_begun = 0

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        if self.mimetype == ALONE and self._takes_uploads:
            self._load_alone()
        else:
            super()._load_form_data()
        for file in self.files.values():
            file.filename = text.line(file.filename or "")[:LONGEST_NAME]

    def _load_alone(self) -> None:
        self._is_from_our_page()
        name, filename = self._disposition()
        files = [(name, self._alone(name, filename))] if name and filename else []
        self.__dict__.update(stream=BytesIO(), form=ImmutableMultiDict(), files=ImmutableMultiDict(files))

    def _is_from_our_page(self) -> None:
        """A body without a form has its token in a header: a wrong one is refused before a byte is read."""
        try:
            validate_csrf(self.headers.get("X-CSRFToken"))
        except ValidationError as wrong:
            raise CSRFError(wrong.args[0]) from wrong

    def _alone(self, name: str, filename: str) -> FileStorage:
        most = _most_bytes()
        try:
            receiving = Receiving(inbox(), most, announced=self.content_length or 0)
            try:
                body = self.environ["wsgi.input"]
                if isinstance(body, Body):  # anything else is the input of a request that announces no body
                    body.pour(receiving, most)
            except BaseException:
                receiving.close()
                raise
        except OSError as ours:  # never the sender's: a body that breaks off is a ClientDisconnected
            log.error("upload.not_kept", why=str(ours))
            raise Busy(NOT_KEPT) from ours
        return FileStorage(receiving, filename, name, ALONE)  # type: ignore[arg-type]

    def _disposition(self) -> tuple[str, str]:
        """The names of the field and of the file. Headers come as Latin-1, and a form would be read as UTF-8."""
        said = (
            self.headers.get("Content-Disposition", "")
            .encode("latin-1", "replace")
            .decode("utf-8", "replace")
        )
        parts = parse_options_header(said)[1]
        return parts.get("name", ""), parts.get("filename", "")

    @property
    def _takes_uploads(self) -> bool:
        return getattr(current_app.view_functions.get(self.endpoint or ""), "takes", "") == "upload"

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> Any:
        if not self._takes_uploads:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self.files_begun += 1
        if self.files_begun > MOST_FILES:
            raise RequestEntityTooLarge
        return stream_for(inbox(), _most_bytes())


def _most_bytes() -> int:
    return int(current_app.config["SETTINGS"].max_upload_bytes)
