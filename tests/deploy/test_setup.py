"""Setting up does each thing once, and says plainly what is in its way."""

from __future__ import annotations

import venv
from pathlib import Path

import pytest

from deploy import debian, installing


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> installing.Step:
    """A step that writes one more line into `made` each time it is done."""
    monkeypatch.setattr(installing, "STAMPS", tmp_path)
    (tmp_path / "input").write_text("as it was")
    made = tmp_path / "made"

    def do() -> None:
        with made.open("a") as file:
            file.write("done\n")

    return installing.Step("some", "Doing it", [tmp_path / "input", "3.11"], made, do)


def test_a_step_is_done_once_while_what_it_depends_on_stays_the_same(step: installing.Step) -> None:
    installing.take(step)
    installing.take(step)
    assert step.makes.read_text() == "done\n"


def test_a_step_is_done_again_when_what_it_depends_on_changes(step: installing.Step, tmp_path: Path) -> None:
    installing.take(step)
    (tmp_path / "input").write_text("as it is now")
    installing.take(step)
    assert step.makes.read_text() == "done\ndone\n"


def test_a_step_is_done_again_when_its_result_was_removed(step: installing.Step) -> None:
    installing.take(step)
    step.makes.unlink()
    installing.take(step)
    assert step.makes.read_text() == "done\n"


def test_what_was_installed_is_installed_again_into_a_new_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "VENV", tmp_path / "venv")
    monkeypatch.setattr(installing, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(installing, "STAMPS", tmp_path)
    monkeypatch.setattr(venv, "create", lambda where, **_: Path(where).mkdir())
    for name in ("packages", "tests", "front"):
        (tmp_path / name).write_text("done")
    installing._make_venv()
    assert {one.name for one in tmp_path.iterdir()} == {"venv", "front"}
    assert {step.name for step in installing.steps(for_tests=True)} > set(installing.IN_VENV)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (
            "WARNING: ... NewConnectionError('... Failed to establish a new connection')",
            "is this machine connected?",
        ),
        ("npm error code EAI_AGAIN", "is this machine connected?"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that was pinned",
        ),
        ("npm error code EINTEGRITY", "not the one that was pinned"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("first\nERROR: something new\n\n", "ERROR: something new"),
        ("", "it gave no reason"),
    ],
)
def test_a_failure_names_its_cause(said: str, cause: str) -> None:
    assert cause in installing._cause(said)


def test_a_command_that_fails_stops_the_set_up_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "LOG", tmp_path / "log")
    with pytest.raises(installing.SetupFailed, match="the typefaces could not be fetched: no such typeface"):
        installing._run(
            ["sh", "-c", "echo no such typeface >&2; exit 3"], "the typefaces could not be fetched"
        )


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this Python: no program is found, and nothing may be installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(debian, "NEEDS", [need for need in debian.NEEDS if need.name != "PostgreSQL"])


@pytest.mark.usefixtures("bare_machine")
def test_what_will_not_run_is_named_with_the_way_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert debian.main() == 0
    said = capsys.readouterr().err
    assert (
        "Chromium is not on this machine: the browser journeys and the accessibility checks will not run."
        in said
    )
    assert "Redis is not on this machine: the embedded broker stands in for it." in said
    assert "sudo apt-get install redis-server chromium libheif-examples libimage-exiftool-perl" in said


@pytest.mark.usefixtures("bare_machine")
def test_where_a_package_is_not_offered_another_that_does_as_well_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As apt-get does, this one installs nothing at all if it does not know one of the packages."""
    apt = tmp_path / "apt-get"
    refuse = 'case "$*" in *headless-shell*) exit 100;; esac'
    install = f'for one; do : > "{tmp_path}/$one"; /bin/chmod +x "{tmp_path}/$one"; done'
    apt.write_text(
        f'#!/bin/sh\n{refuse}\n[ "$1" = update ] && exit 0\nshift 3\n{install}\n', encoding="utf-8"
    )
    apt.chmod(0o755)
    monkeypatch.setattr(debian, "_apt_get", lambda: [str(apt)])
    wanted = [need for need in debian.NEEDS if need.name in ("Redis", "Chromium")]
    monkeypatch.setattr(debian, "NEEDS", wanted)
    monkeypatch.setenv("CI", "true")
    assert debian.main() == 0
    assert (tmp_path / "chromium").exists()
    assert not (tmp_path / "chromium-headless-shell").exists()


@pytest.mark.usefixtures("bare_machine")
def test_in_ci_nothing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert debian.main() == 1
