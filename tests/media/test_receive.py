"""An upload on its way from the wire to the disk."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from app.media import formats
from app.media.formats import Unacceptable
from app.media.receive import Receiving, receive


class Cut(io.BytesIO):
    """A connection that breaks after its bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        body = super().read(size)
        if not body:
            raise ConnectionResetError
        return body


def test_an_upload_is_hashed_while_it_is_written(tmp_path: Path) -> None:
    body = os.urandom(700_001)
    received = receive(io.BytesIO(body), folder=tmp_path)
    assert received.path.read_bytes() == body
    assert received.sha256 == hashlib.sha256(body).hexdigest()
    assert received.size == len(body)
    assert received.head == body[: formats.HEAD_BYTES]
    assert received.path.stat().st_mode & 0o777 == 0o600


def test_an_upload_that_comes_in_crumbs_has_a_whole_head(tmp_path: Path) -> None:
    body = os.urandom(10_000)
    crumbs = io.BufferedReader(io.BytesIO(body), buffer_size=1)

    class Slow:
        def read(self, size: int, /) -> bytes:
            return crumbs.read(min(size, 7))

    assert receive(Slow(), folder=tmp_path).head == body[: formats.HEAD_BYTES]


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_is_exact_and_nothing_stays_behind(over: int, tmp_path: Path) -> None:
    most = 1024 * 1024
    stream = io.BytesIO(b"x" * (most + over))
    if not over:
        assert receive(stream, folder=tmp_path, max_bytes=most).size == most
        return
    with pytest.raises(Unacceptable) as raised:
        receive(stream, folder=tmp_path, max_bytes=most)
    assert raised.value.refusal.code == "too_many_bytes"
    assert "1 MB" in raised.value.refusal.sentence
    assert list(tmp_path.iterdir()) == []


def test_an_endless_upload_is_not_read_to_its_end(tmp_path: Path) -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(Unacceptable):
        receive(stream, folder=tmp_path, max_bytes=1024 * 1024)
    assert stream.given < 2 * 1024 * 1024


def test_a_connection_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        receive(Cut(b"half a picture"), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_upload_is_named_by_its_head(tmp_path: Path) -> None:
    received = receive(io.BytesIO(b""), folder=tmp_path)
    assert received.size == 0
    assert formats.sniff(received.head) is formats.EMPTY


def test_what_a_form_parser_wrote_is_taken_where_it_lies_and_not_written_again(tmp_path: Path) -> None:
    body = os.urandom(300_000)
    receiving = Receiving(tmp_path, max_bytes=len(body))
    for start in range(0, len(body), 65_536):
        receiving.write(body[start : start + 65_536])
    receiving.seek(0)
    received = receive(receiving, folder=tmp_path)
    assert received.path == receiving.path
    assert received.path.read_bytes() == body
    assert (received.sha256, received.size) == (hashlib.sha256(body).hexdigest(), len(body))
    receiving.close()
    assert received.path.exists()


def test_what_a_form_parser_wrote_beyond_the_limit_is_refused_and_removed(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path, max_bytes=100)
    receiving.write(b"x" * 101)
    with pytest.raises(Unacceptable):
        receive(receiving, folder=tmp_path, max_bytes=1000)
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_nobody_takes_leaves_nothing(tmp_path: Path) -> None:
    Receiving(tmp_path, max_bytes=100).close()
    assert list(tmp_path.iterdir()) == []


def test_an_upload_whose_sender_goes_away_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path, max_bytes=100)
    receiving.write(b"half a picture")
    assert len(list(tmp_path.iterdir())) == 1
    del receiving  # a parser of forms closes nothing when its body breaks off
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_for_what_was_announced_says_so_at_once(tmp_path: Path) -> None:
    more_than_any = 2**52
    with pytest.raises(OSError, match=r"No space|too large"):
        Receiving(tmp_path, max_bytes=more_than_any, announced=more_than_any)
    assert list(tmp_path.iterdir()) == []


def test_what_was_announced_and_did_not_come_is_not_part_of_the_file(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path, max_bytes=100, announced=90)
    assert next(tmp_path.iterdir()).stat().st_size == 90
    receiving.write(b"less")
    received = receiving.take()
    assert received.size == 4
    assert received.path.read_bytes() == b"less"
