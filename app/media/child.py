"""The child process that reads one file of a stranger; as its own reader, one picture: it inspects, reads what the
picture says, renders, reports. Run by `confined`.

Started as `python -I child.py`, its order on standard input as JSON. It binds its own limits before it loads
a decoder, and it never loads the web: `app` is bound here to a bare package, so that the pure files beside
this one are found under their names while `app/__init__.py`, which wires the whole site, is not run.
The order names the module whose `take_in(path, out_dir, …)` reads the file.
"""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

REPORT = "report.json"
MACHINE_FAILED = os.EX_IOERR  # exit code: not the picture's fault, worth another try
_LIMITS = {
    "cpu_seconds": resource.RLIMIT_CPU,
    "data_bytes": resource.RLIMIT_DATA,
    "address_bytes": resource.RLIMIT_AS,
    "file_bytes": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
}


def bind_limits(limits: dict[str, int]) -> None:
    """From here on the kernel ends this process when it takes too much. Sizes in bytes, times in seconds."""
    for name, which in _LIMITS.items():
        resource.setrlimit(which, (limits[name], limits[name]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and a write would fail softly
    signal.alarm(limits["wall_seconds"])  # also when the parent has died
    os.nice(5)  # readers come first


def take_in(path: Path, out_dir: Path, crop: str = "") -> dict[str, Any]:
    """Read one picture, write the renditions of a part of it to `out_dir`. What was found, or the refusal, fit for
    JSON."""
    # Not at the top: the limits must stand before a decoder is loaded.
    from app.media import areas, credentials, findings, fingerprints, formats, inspect, metadata, render

    try:
        with inspect.opened(path) as (kind, image):
            inspected = inspect.inspect(path, kind, image)
            embedded = metadata.with_credentials(metadata.read(image), credentials.read(path, kind.mime))
            made = []
            for rendition in render.renditions(image, inspected.orientation, areas.area(crop)):
                (out_dir / f"{rendition.width}.{rendition.format}").write_bytes(rendition.body)
                made.append({name: getattr(rendition, name) for name in ("width", "height", "format")})
            drawn = f"{findings.width_for([one['width'] for one in made])}.jpg"
            likeness = {} if crop else fingerprints.take_in(out_dir / drawn, out_dir)
    except formats.Unacceptable as why:
        return {"refused": asdict(why.refusal)}
    except MemoryError:
        return {"refused": asdict(formats.TOO_HEAVY)}
    found = {"inspected": asdict(inspected), "embedded": embedded.as_json(), "renditions": made}
    return found | likeness


def tell(report: dict[str, Any], out_dir: Path) -> None:
    """Leave the report. Half a character, which some encodings of an e-mail can spell, is written as “?”."""
    said = json.dumps(report, ensure_ascii=False)
    (out_dir / REPORT).write_text(said, encoding="utf-8", errors="replace")


def main() -> None:
    order = json.load(sys.stdin)
    bind_limits(order["limits"])
    bare = ModuleType("app")
    bare.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules["app"] = bare
    out_dir = Path(order["out_dir"])
    try:
        report = import_module(order["reader"]).take_in(Path(order["path"]), out_dir, **order["asked"])
        tell(report, out_dir)
    except OSError:
        sys.exit(MACHINE_FAILED)


if __name__ == "__main__":
    main()
