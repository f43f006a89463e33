"""Which note comes to whose mind: how usual it is, who is asked, where, when, and the planted effects."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from ..planted import HOMELESS, factor
from .data import QUESTIONS, Note, notes, profiles
from .records import Group

QUESTION_WEIGHTS = (44, 36, 20)

USUAL: dict[str, float] = {
    "A01": 1.4, "A02": 1.3, "A03": 1.2, "A06": 1.5, "A08": 1.4, "D02": 1.6, "D03": 1.2, "F01": 1.4, "E06": 1.2,
    "I01": 0.9, "C01": 0.7, "A04": 0.7, "E08": 0.6, "C04": 0.7, "E03": 0.7, "G02": 0.8,
}  # fmt: skip
"""How much more or less usual some components are, whoever is asked."""

OWN_NOTE, NEAR_NOTE, STRANGE_NOTE = 6.0, 2.5, 0.05
IN_MIXED_GROUPS = 0.4


@dataclass
class Pool:
    """The notes one group can draw from for one question."""

    notes: list[Note]
    weights: list[float]

    def __post_init__(self) -> None:
        """Add the weights up once, as hundreds of notes are drawn from them."""
        self.bounds = list(accumulate(self.weights))
        self.by_code: dict[str, list[Note]] = defaultdict(list)
        self.by_dimension: dict[str, list[Note]] = defaultdict(list)
        for note, weight in zip(self.notes, self.weights, strict=True):
            if weight >= STRANGE_NOTE * 3:
                self.by_code[note.code].append(note)
                self.by_dimension[note.code[0]].append(note)

    def draw(self, random: Random) -> Note:
        """Draw one note."""
        return self.notes[bisect(self.bounds, random.random() * self.bounds[-1], hi=len(self.notes) - 1)]

    def beside(self, note: Note, random: Random) -> Note:
        """Draw what the same person would write down in the same breath: of the same component, or dimension."""
        alike = self.by_code[note.code] if random.random() < 0.55 else self.by_dimension[note.code[0]]
        return random.choice(alike) if alike else note


def pools(group: Group, random: Random) -> dict[str, Pool]:
    """Give what a group draws from, by question; every group has leanings of its own."""
    taste = {letter: random.lognormvariate(0, 0.22) for letter in "ABCDEFGHI"}
    found: dict[str, tuple[list[Note], list[float]]] = {question: ([], []) for question in QUESTIONS}
    country = group.platform.territory.country
    planted = lru_cache(None)(lambda code: factor(code, country, group.profile, group.year))
    near = {*profiles()[group.profile].near}
    for note in notes(group.language, country):
        weight = usualness(note) * planted(note.code) * taste[note.code[0]] * _fitting(note, group.profile, near)
        into = found[note.question]
        into[0].append(note)
        into[1].append(weight)
    return {question: Pool(*lists) for question, lists in found.items()}


@lru_cache(maxsize=8192)
def usualness(note: Note) -> float:
    """Give how usual a note is: a few come up again and again, most are rare."""
    return USUAL.get(note.code, 1.0) * Random(note.text).lognormvariate(0, 0.45)


def _fitting(note: Note, profile: str, near: set[str]) -> float:
    if not note.who:
        return 1.0
    if profile in note.who:
        return OWN_NOTE
    if near & note.who:
        return NEAR_NOTE
    if profile == "mixed" and note.who != {HOMELESS}:
        return IN_MIXED_GROUPS
    return STRANGE_NOTE if HOMELESS not in note.who else STRANGE_NOTE / 5
