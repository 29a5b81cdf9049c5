"""`make faults`: what must hold when many act at once. `ONLY=words` runs the rows of one module."""

from __future__ import annotations

import sys
from importlib import import_module

from config import ROOT
from tests.bench.measure import Row, kept

FAULTS = ("barrier",)
LATEST = ROOT / ".faults" / "latest.json"


def main(only: list[str]) -> int:
    """0 when everything looked at holds; 2 for a name that is none."""
    unknown = set(only) - set(FAULTS)
    if unknown:
        print(
            f"There is nothing called {', '.join(sorted(unknown))}. There is: {', '.join(FAULTS)}.",
            file=sys.stderr,
        )
        return 2
    found: list[Row] = []
    for name in only or FAULTS:
        for row in import_module(f"tests.faults.{name}").rows():
            print(row, flush=True)
            found.append(row)
    kept(found, LATEST)
    broken = [row.name for row in found if not row.holds]
    print(f"{len(found) - len(broken)} of {len(found)} hold.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name]))
