"""`make bench`: measure the bars and say which hold. `ONLY=words` runs the rows of one module."""

from __future__ import annotations

import sys

from tests.bench.measure import LATEST, main

BARS = ("scripts", "pictures", "uploads", "lookalikes", "queue", "hostile", "dark")

if __name__ == "__main__":
    sys.exit(main("tests.bench", BARS, [name for name in sys.argv[1:] if name], LATEST))
