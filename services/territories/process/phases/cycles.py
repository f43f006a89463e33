"""In which cycle of a platform something took place."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from ...schemas.platforms import Cycle


def cycle_on(day: date, cycles: Sequence[Cycle]) -> int | None:
    """Give the cycle that runs on a day; where one has no end, it lasts until a later one has started."""
    running = [
        (cycle.started_on, cycle.number)
        for cycle in cycles
        if cycle.started_on and cycle.started_on <= day and (cycle.ended_on is None or day <= cycle.ended_on)
    ]
    return max(running)[1] if running else None


def cycle_in(year: int, month: int | None, cycles: Sequence[Cycle]) -> int | None:
    """Give the cycle that runs all through a month or, if that is not known, all through a year."""
    first = date(year, month or 1, 1)
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    cycle = cycle_on(first, cycles)
    return cycle if cycle == cycle_on(last, cycles) else None
