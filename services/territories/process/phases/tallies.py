"""Counts of what stands behind a phase, cycle by cycle."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .views import Standing, Total


@dataclass(frozen=True)
class Tally:
    """How many of one thing there are in each cycle; what belongs to none is under None."""

    phase: int
    what: str
    told: bool = True
    """Whether this speaker is told the number."""
    n: Counter[int | None] = field(default_factory=Counter)
    parts: dict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, cycle: int | None, part: str | None = None, n: int = 1) -> None:
        """Count something, and as a part of the whole if it is told apart."""
        self.n[cycle] += n
        if part is not None:
            self.parts[cycle][part] += 1

    def in_cycle(self, cycle: int) -> Standing:
        """Give how many there are in one cycle."""
        if not self.told:
            return Standing(what=self.what, n=None, by={})
        return Standing(what=self.what, n=self.n[cycle], by=_sorted(self.parts[cycle]))

    def in_total(self) -> Total:
        """Give how many there are in all."""
        if not self.told:
            return Total(what=self.what, n=None, by={}, n_without_cycle=None)
        whole: Counter[str] = sum(self.parts.values(), Counter())
        return Total(what=self.what, n=self.n.total(), by=_sorted(whole), n_without_cycle=self.n[None])


def _sorted(parts: Counter[str]) -> dict[str, int]:
    return dict(sorted(parts.items()))
