"""`make faults`: what must hold when many act at once. `ONLY=words` runs the rows of one module."""

from __future__ import annotations

import sys

from config import ROOT
from tests.bench.measure import main

FAULTS = ("barrier", "api", "removals", "reports")
LATEST = ROOT / ".faults" / "latest.json"

if __name__ == "__main__":
    sys.exit(main("tests.faults", FAULTS, [name for name in sys.argv[1:] if name], LATEST))
