"""A site that cannot stand where it was told to says so in one sentence."""

from __future__ import annotations

import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest

from deploy import keys, places


def test_a_port_in_use_is_named_with_another_to_choose() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(places.CannotStart, match=f"port {port} on 127.0.0.1 is in use.*BIND=127.0.0.1:"):
            places.check_port(f"127.0.0.1:{port}")


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(places.CannotStart, match=r"this machine has no address 203\.0\.113\.7"):
        places.check_port("203.0.113.7:8000")


@pytest.mark.parametrize(
    "bind", ["8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:web", "127.0.0.1:70000", ":80"]
)
def test_a_bind_that_is_no_address_is_refused_with_an_example(bind: str) -> None:
    with pytest.raises(places.CannotStart, match=r"is not host:port, for example 127\.0\.0\.1:8000"):
        places.host_and_port(bind)


def test_the_address_people_use_follows_the_port() -> None:
    assert places.base_url("127.0.0.1:8123") == "http://127.0.0.1:8123"
    assert places.base_url("0.0.0.0:80") == "http://127.0.0.1:80"
    assert places.base_url("[::1]:8000") == "http://[::1]:8000"


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(places.CannotStart, match=r"cannot be made.*set DATA_DIR"):
        places.free_data_dir({"DATA_DIR": str(tmp_path / "file" / "data")})


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first = keys.ensure(tmp_path, {})
    assert set(first) == {"SECRET_KEY", "LINK_KEY", "PASSWORD_SALT", "MAIL_SECRET"}
    assert len(set(first.values())) == 4
    assert min(map(len, first.values())) >= 32
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600
    assert keys.ensure(tmp_path, {}) == first


def test_a_secret_given_by_the_environment_is_neither_made_nor_overruled(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path, {"LINK_KEY": "given"})
    assert "LINK_KEY" not in made
    assert "LINK_KEY" not in (tmp_path / keys.FILE).read_text()


def test_a_secret_that_was_added_later_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    (tmp_path / keys.FILE).write_text("# kept\nSECRET_KEY=old\n")
    assert keys.ensure(tmp_path, {})["SECRET_KEY"] == "old"
