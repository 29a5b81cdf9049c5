"""What is written stays written, and nobody waits for a lock for ever."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from app import disk


def test_a_line_that_was_cut_short_stays_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    disk.add_line(path, "one")
    with path.open("a") as file:
        file.write("tw")
    disk.add_line(path, "three")
    assert path.read_text().splitlines() == ["one", "tw", "three"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_the_disk_takes_only_in_part_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, body: write(descriptor, body[:2]))
    with pytest.raises(OSError, match="only a part of a line of lines"):
        disk.add_line(tmp_path / "lines", "one")


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "file"
    disk.write(path, b"first")
    with pytest.raises(FileExistsError):
        disk.write(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_share_a_lock_that_one_alone_can_have(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    readers = [disk.lock(path, fcntl.LOCK_SH, within=0) for _ in range(2)]
    with pytest.raises(TimeoutError):
        disk.lock(path, fcntl.LOCK_EX, within=0.05)
    for one in readers:
        os.close(one)
    os.close(disk.lock(path, fcntl.LOCK_EX, within=0))
