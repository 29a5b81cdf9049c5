"""Walks the steps in order. Each does what one person does and asserts what another one sees."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

from app.clock import now
from app.tour import guest, programs, reader, review, takedown
from app.tour.browser import Browser
from app.tour.steps import WAIT, Tour


def walk(base_url: str, mail_url: str, announced: str, *, patience: float = WAIT) -> int:
    """Walk every step; print each; 0 when all were done, 1 at the first that fails.

    ``patience`` is how many seconds it waits for a worker at most.
    """
    told = json.loads(Path(announced).read_text(encoding="utf-8"))
    tour = Tour(
        base=base_url,
        mail_url=mail_url,
        sign_ins={one["role"]: one for one in told["sign_ins"]},
        guest=Browser(base_url),
        reader=Browser(base_url),
        claimant=Browser(base_url),
        stranger=Browser(base_url),
        stamp=format(int(now().timestamp()), "x"),
        patience=patience,
    )
    steps = [*guest.STEPS, *review.STEPS, *reader.STEPS, *programs.STEPS, *takedown.STEPS]
    for number, step in enumerate(steps, start=1):
        said = " ".join((step.__doc__ or step.__name__).split())
        try:
            step(tour)
        except Exception as failed:  # noqa: BLE001 - whatever stops the walk is told and ends it
            print(f"{number:3}. FAILED  {said}\n     {type(failed).__name__}: {failed}", flush=True)
            print("     " + traceback.format_exc().strip().replace("\n", "\n     "), flush=True)
            return 1
        print(f"{number:3}. done    {said}", flush=True)
    print(f"{len(steps)} steps, all done.")
    return 0
