"""The child process is bounded, alone, and not believed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.media import child, confined, sandbox
from app.media.sandbox import Limits, Ready, Refused
from config import ROOT
from tests.media import pictures

MIB = 1024 * 1024


def taken(body: bytes, folder: Path, limits: Limits | None = None) -> sandbox.Intake:
    source, made = folder / "upload", folder / "made"
    source.write_bytes(body)
    made.mkdir(exist_ok=True)
    return sandbox.take_in(source, made, limits=limits)


def taken_by(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **limits: int) -> sandbox.Intake:
    """As above, by a child that does what the script says: what a decoder could do once it is taken over."""
    stranger = folder / "stranger.py"
    stranger.write_text("import json, os, sys, time\norder = json.load(sys.stdin)\n" + script)
    monkeypatch.setattr(child, "__file__", str(stranger))
    return taken(b"", folder, Limits(**limits))


def report_of(**changed: Any) -> dict[str, Any]:
    inspected = {"format": "JPEG", "mime": "image/jpeg", "width": 320, "height": 200, "orientation": 1}
    inspected |= {"has_alpha": False, "bytes": 9, "sha256": "0" * 64}
    made = [{"width": 320, "height": 200, "format": "jpg"}]
    found = {"inspected": inspected, "embedded": {"says": {}, "removed": []}, "renditions": made}
    return {**found, **changed}


def test_a_picture_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    body = pictures.scans(Image.new("RGB", (6000, 6000), (90, 120, 60)), 300)
    assert len(body) < MIB
    started = time.monotonic()
    found = taken(body, tmp_path, Limits(cpu_seconds=1))
    assert isinstance(found, Refused)
    assert found.code == "too_heavy"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(("kind", "side"), [("PNG", 7000), ("AVIF", 4000)])
def test_a_picture_that_takes_too_much_memory_is_refused(kind: str, side: int, tmp_path: Path) -> None:
    body = pictures.saved(Image.new("RGB", (side, side)), kind)
    found = taken(body, tmp_path, Limits(data_bytes=100 * MIB))
    assert isinstance(found, Refused)
    assert found.code == "too_heavy"


def test_a_child_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
other = os.fork()
if other: open(os.path.join(order["out_dir"], "other"), "w").write(str(other))
time.sleep(60)
"""
    found = taken_by(script, tmp_path, monkeypatch, wall_seconds=2)
    assert isinstance(found, Refused)
    assert found.code == "too_heavy"
    other = int((tmp_path / "made" / "other").read_text())
    until = time.monotonic() + 5
    while _runs(other) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(other)


def _runs(pid: int) -> bool:
    """A process that has ended but was not yet collected does not run."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_childs_own_alarm_ends_it_when_its_parent_is_gone(tmp_path: Path) -> None:
    script = f"""
import runpy, time
bounds = runpy.run_path({child.__file__!r})["bind_limits"]
bounds({{"cpu_seconds": 5, "data_bytes": 10**9, "address_bytes": 10**9, "file_bytes": 99, "open_files": 9,
        "wall_seconds": 1}})
time.sleep(30)
"""
    started = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", script], check=False).returncode
    assert ended in confined.HEAVY_ENDS
    assert time.monotonic() - started < 10


def test_a_child_that_dies_is_a_refusal_and_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken_by("os.kill(os.getpid(), 11)", tmp_path, monkeypatch)
    assert isinstance(found, Refused)
    assert found.code == "crashed"


def test_a_machine_that_fails_is_not_the_pictures_fault(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    with pytest.raises(OSError, match="gone"):
        sandbox.take_in(tmp_path / "gone", made)


def test_the_child_has_no_secrets_and_no_files_of_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    inherited = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(inherited, True)
    script = """
told = {"environment": dict(os.environ), "files": os.listdir("/proc/self/fd")}
json.dump(told, open(os.path.join(order["out_dir"], "told"), "w"))
"""
    try:
        taken_by(script, tmp_path, monkeypatch)
    finally:
        os.close(inherited)
    told = json.loads((tmp_path / "made" / "told").read_text())
    assert set(told["environment"]) <= {"LANG", "LC_CTYPE"}
    assert str(inherited) not in told["files"]


LIES = {
    "nothing": "",
    "not JSON": "open('report.json', 'w').write('{')",
    "too long": "open('report.json', 'w').write('[' + '0,' * 10**6 + '0]')",
    "no rendition": f"json.dump({report_of(renditions=[])!r}, open('report.json', 'w'))",
    "missing file": f"json.dump({report_of()!r}, open('report.json', 'w'))",
    "empty file": f"json.dump({report_of()!r}, open('report.json', 'w')); open('320.jpg', 'w')",
    "link": f"json.dump({report_of()!r}, open('report.json', 'w')); os.symlink('/etc/passwd', '320.jpg')",
    "second name": f"json.dump({report_of()!r}, open('report.json', 'w'));"
    " open('x', 'w').write('y'); os.link('x', '320.jpg')",
    "pipe": f"json.dump({report_of()!r}, open('report.json', 'w')); os.mkfifo('320.jpg')",
    "path": "json.dump({}, open('report.json', 'w'))".format(
        report_of(renditions=[{"width": 320, "height": 200, "format": "/../../upload"}])
    ),
    "side": "json.dump({}, open('report.json', 'w'))".format(
        report_of(renditions=[{"width": "../320", "height": 200, "format": "jpg"}])
    ),
    "sentence": "json.dump({'refused': {'code': 'x', 'sentence': 'y' * 5000}}, open('report.json', 'w'))",
}


@pytest.mark.parametrize("script", LIES.values(), ids=LIES.keys())
def test_a_child_that_lies_is_not_believed(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken_by(script, tmp_path, monkeypatch)
    assert isinstance(found, Refused)
    assert found.code == "crashed"


def test_the_child_loads_neither_the_web_nor_the_database(tmp_path: Path) -> None:
    script = f"""
import json, runpy, sys
seen = runpy.run_path({child.__file__!r}, run_name="__main__")
print(json.dumps(sorted(sys.modules)))
"""
    source, made = tmp_path / "upload", tmp_path / "made"
    source.write_bytes(pictures.saved(pictures.quarters(), "JPEG"))
    made.mkdir()
    order: dict[str, Any] = {"reader": "app.media.child", "path": str(source), "out_dir": str(made)}
    order |= {"asked": {}, "limits": vars(Limits())}
    ran = subprocess.run(
        [sys.executable, "-I", "-c", script],
        input=json.dumps(order).encode(),
        capture_output=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(ran.stdout)}
    assert {"PIL", "pi_heif", "app"} <= loaded
    assert not loaded & {
        "flask",
        "sqlalchemy",
        "celery",
        "werkzeug",
        "redis",
        "pydantic",
        "obstore",
        "config",
    }


def test_a_photograph_stays_within_its_memory(tmp_path: Path) -> None:
    """12 megapixels in at most 260 MB, 48 in at most 300 MB, whichever way up."""
    photograph = pictures.photograph(4000, 3000)
    upright = Image.Exif()
    upright[0x0112] = 6
    files = {
        "12 megapixels": (pictures.saved(photograph, "JPEG", quality=90), 260),
        "12 megapixels, turned": (pictures.saved(photograph, "JPEG", quality=90, exif=upright), 260),
        "48 megapixels": (pictures.saved(photograph.resize((8000, 6000)), "JPEG", quality=90), 300),
    }
    for number, (name, (body, most)) in enumerate(files.items()):
        folder = tmp_path / str(number)
        (folder / "made").mkdir(parents=True)
        (folder / "upload").write_bytes(body)
        peak, renditions = _peak_of(folder)
        assert renditions == 15, name
        assert peak <= most * MIB, f"{name}: {peak // MIB} MB"


QUICKLY: dict[str, dict[str, Any]] = {
    "JPEG": {"progressive": True},  # the most a JPEG can cost: every coefficient is held at once
    "PNG": {"compress_level": 1},
    "WEBP": {"method": 0},
    "AVIF": {"speed": 10},
}


@pytest.mark.parametrize(("kind", "side"), [("PNG", 7700), ("WEBP", 5470), ("AVIF", 5470), ("JPEG", 7700)])
def test_the_largest_picture_of_each_format_is_taken_below_the_limit(
    kind: str, side: int, tmp_path: Path
) -> None:
    image = pictures.quarters(side, side)
    if kind != "JPEG":
        image.putalpha(200)
    made = tmp_path / "made"
    made.mkdir()
    image.save(tmp_path / "upload", kind, **QUICKLY[kind])
    peak, renditions = _peak_of(tmp_path)
    assert renditions == 15
    assert peak <= 512 * MIB, f"{peak // MIB} MB"


def _peak_of(folder: Path) -> tuple[int, int]:
    """Peak resident bytes of the child, measured by a parent that has no other, and how many files it made."""
    script = """
import resource, sys
from pathlib import Path
from app.media import sandbox
folder = Path(sys.argv[1])
found = sandbox.take_in(folder / "upload", folder / "made")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, len(getattr(found, "renditions", ())))
"""
    command = [sys.executable, "-c", script, str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    peak, renditions = ran.stdout.split()
    return int(peak), int(renditions)


def test_a_taken_picture_is_hashed_by_both_sides(tmp_path: Path) -> None:
    body = pictures.saved(pictures.quarters(), "PNG")
    found = taken(body, tmp_path)
    assert isinstance(found, Ready)
    ran = subprocess.run(
        ["sha256sum", tmp_path / "upload", *(made.path for made in found.renditions)],
        capture_output=True,
        check=True,
    )
    digests = [line.split()[0] for line in ran.stdout.decode().splitlines()]
    assert digests == [found.inspected.sha256, *(made.sha256 for made in found.renditions)]
    assert found.inspected.bytes == len(body)
