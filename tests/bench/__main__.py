"""`make bench`: measure the bars and say which hold. `ONLY=words` runs the rows of one module."""

from __future__ import annotations

import sys
from importlib import import_module

from tests.bench.measure import Row, kept

BARS = ("scripts", "pictures", "uploads", "lookalikes", "queue", "hostile")


def main(only: list[str]) -> int:
    """0 when every bar measured holds; 2 for a name that is none."""
    unknown = set(only) - set(BARS)
    if unknown:
        print(
            f"There is no bar called {', '.join(sorted(unknown))}. There are: {', '.join(BARS)}.",
            file=sys.stderr,
        )
        return 2
    found: list[Row] = []
    for name in only or BARS:
        for row in import_module(f"tests.bench.{name}").rows():
            print(row, flush=True)
            found.append(row)
    kept(found)
    broken = [row.name for row in found if not row.holds]
    print(f"{len(found) - len(broken)} of {len(found)} bars hold.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name]))
