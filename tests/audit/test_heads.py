"""The head file: appended, durable, in order, and good again after whatever went wrong."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.audit import heads
from app.audit.heads import Head, Unreadable

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def append(folder: Path, size: int, at: datetime = AT) -> bool:
    return heads.append(folder, lambda: (size, f"{size:064x}"), at=at)


def sizes(folder: Path) -> list[int]:
    return [one.size for one in heads.read(folder) if isinstance(one, Head)]


def test_each_run_adds_one_line_and_a_run_without_news_none(tmp_path: Path) -> None:
    folder = tmp_path / "seals"
    assert append(folder, 3)
    assert not append(folder, 3)
    assert append(folder, 5)
    assert sizes(folder) == [3, 5]
    assert (folder / "heads-2026-11.jsonl").stat().st_mode & 0o077 == 0
    assert not heads.append(folder, lambda: None, at=AT)


def test_a_month_has_a_file_of_its_own_and_they_are_read_in_order(tmp_path: Path) -> None:
    append(tmp_path, 3)
    append(tmp_path, 5, AT.replace(month=12))
    append(tmp_path, 8, AT.replace(year=2027, month=1))
    assert [path.name for path in heads.files(tmp_path)] == [
        "heads-2026-11.jsonl",
        "heads-2026-12.jsonl",
        "heads-2027-01.jsonl",
    ]
    assert sizes(tmp_path) == [3, 5, 8]
    assert [one.size for one in heads.read(tmp_path, skip=2) if isinstance(one, Head)] == [8]


def test_a_line_that_a_power_cut_tore_is_left_and_the_next_begins_anew(tmp_path: Path) -> None:
    append(tmp_path, 3)
    path = tmp_path / "heads-2026-11.jsonl"
    path.write_bytes(path.read_bytes() + b'{"size": 5, "ro')
    assert append(tmp_path, 5)
    first, torn, second = heads.read(tmp_path)
    assert isinstance(first, Head)
    assert torn == Unreadable("heads-2026-11.jsonl", 2, torn=True)
    assert isinstance(second, Head)
    assert second.size == 5


def test_a_line_that_says_something_else_is_not_called_torn(tmp_path: Path) -> None:
    append(tmp_path, 3)
    path = tmp_path / "heads-2026-11.jsonl"
    path.write_bytes(b"rubbish\n" + path.read_bytes() + b'{"size": "x", "root": 1}\n')
    assert [one.torn for one in heads.read(tmp_path) if isinstance(one, Unreadable)] == [False, False]


def test_a_line_is_on_the_disk_before_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    append(tmp_path / "seals", 3)
    assert synced == [str(tmp_path / "seals" / "heads-2026-11.jsonl"), str(tmp_path / "seals"), str(tmp_path)]


def test_two_sealers_write_whole_lines_in_order(tmp_path: Path) -> None:
    counter, lock = [0], threading.Lock()

    def newest() -> tuple[int, str]:
        with lock:
            counter[0] += 1
            return counter[0], f"{counter[0]:064x}"

    def run() -> None:
        for _ in range(30):
            heads.append(tmp_path, newest, at=AT)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes(tmp_path) == list(range(1, 121))
