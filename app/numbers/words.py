"""How long something took, in words a person reads at a glance."""

from __future__ import annotations

UNITS = ((86400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes"))


def lasting(seconds: int) -> str:
    """The largest unit and the next below it: 3 days 4 hours; what is left over is not rounded up."""
    for at, (length, one, many) in enumerate(UNITS):
        if seconds >= length:
            whole, rest = divmod(seconds, length)
            said = f"{whole} {one if whole == 1 else many}"
            if at + 1 < len(UNITS) and (below := rest // UNITS[at + 1][0]):
                _, single, several = UNITS[at + 1]
                said += f" {below} {single if below == 1 else several}"
            return said
    return "under a minute"
