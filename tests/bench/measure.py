"""How a bar is measured: product and yardstick in turn, in one run, several rounds, medians of CPU time.

An absolute time means nothing on a machine that others share; a ratio of two medians taken in turn does.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from config import ROOT

LATEST = ROOT / ".bench" / "latest.json"


@dataclass(frozen=True)
class Row:
    """One bar. ``ratio`` is value over yardstick, or value over ``goal`` where the goal is a bound by itself."""

    name: str
    value: float
    unit: str
    yardstick: str
    ratio: float
    goal: float
    holds: bool
    rounds: int

    def __str__(self) -> str:
        found = "holds " if self.holds else "BROKEN"
        beside = f"{self.ratio:.2f}x of {self.yardstick} (goal {self.goal:g})"
        return f"{found} {self.name}: {self.value:.3g} {self.unit}, {beside}"


def cpu() -> float:
    """Seconds of processor time taken so far by this process and by those of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time that a piece of work takes."""
    before = cpu()
    work()
    return cpu() - before


def against(
    name: str,
    product: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    named: str,
    goal: float,
    rounds: int,
    before: Callable[[], object] = lambda: None,
) -> Row:
    """Product and yardstick in turn; the ratio of their median processor times may be ``goal`` at most.

    ``before`` is done before each of them and not counted: it leaves both the same machine.
    """

    def each(work: Callable[[], object]) -> float:
        before()
        return spent(work)

    each(product), each(yardstick)  # the first of each finds nothing warm
    taken = [(each(product), each(yardstick)) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*taken, strict=True))
    return Row(name, ours, "s CPU", named, ours / theirs, goal, ours / theirs <= goal, rounds)


def bound(name: str, value: float, unit: str, goal: float, *, rounds: int = 1) -> Row:
    """A figure with a bound of its own: bytes, seconds of processor time, megabytes."""
    return Row(name, value, unit, f"{goal:g} {unit}", value / goal, goal, value <= goal, rounds)


def kept(rows: Iterable[Row], path: Path = LATEST) -> None:
    """Write the rows where a later run finds them; rows of that file measured at another time stay."""
    path.parent.mkdir(exist_ok=True)
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    fresh = {row.name: asdict(row) for row in rows}
    whole = {row["name"]: row for row in earlier} | fresh
    path.write_text(json.dumps(list(whole.values()), indent=1) + "\n", encoding="utf-8")


def main(package: str, known: Sequence[str], only: Sequence[str], path: Path) -> int:
    """Print the rows of the modules of ``package`` that are asked for, else of all that are ``known``, and keep them.
    0 where every row holds, 2 for a name that is none."""
    if unknown := set(only) - set(known):
        said = f"There is nothing called {', '.join(sorted(unknown))}. There are: {', '.join(known)}."
        print(said, file=sys.stderr)
        return 2
    found: list[Row] = []
    for name in only or known:
        for row in import_module(f"{package}.{name}").rows():
            print(row, flush=True)
            found.append(row)
    kept(found, path)
    holding = sum(row.holds for row in found)
    print(f"{holding} of {len(found)} hold.")
    return 0 if holding == len(found) else 1
