"""Short titles out of key phrases, no two alike within a layer.

A title is one phrase, or two joined by a point, of five words at most. A word that stands in many titles of the layer
already is passed over for the next one, unless it says much more of this topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from .word_keys import bare

JOIN = " · "
MOST_WORDS = 5
SECOND = 0.4
"""Rank of a second phrase, as a share of the first's, below which it stays out."""
REPEATED = 0.35
"""By how much each title that already has a word lowers a phrase with this word."""

ALIKE = 0.6
"""Share of the shorter phrase's letters with which both begin, from which they are forms of one word."""


@dataclass(frozen=True)
class Part:
    """A phrase that may go into a title."""

    text: str
    rank: float
    keys: frozenset[object]
    """What it would repeat."""


class Titles:
    """The titles of one layer in one language, given out one after the other."""

    def __init__(self) -> None:
        self._taken: set[frozenset[str]] = set()
        self._used: Counter[object] = Counter()

    def give(self, parts: Sequence[Part], reserve: Sequence[Part] = ()) -> str:
        """A title that no other topic of the layer has.

        `reserve` distinguishes when the parts are spent; in the end a number does. Needs at least one part.
        """
        ranked = sorted(parts, key=lambda part: -part.rank / (1 + REPEATED * self._times(part)))
        return self._told_apart(_first_two(ranked), [*ranked, *reserve])

    def give_whole(self, parts: Sequence[Part], reserve: Sequence[Part] = ()) -> str:
        """The same with all of the parts, as they stand and however long."""
        return self._told_apart(list(parts), reserve)

    def take(self, titles: Iterable[str]) -> None:
        """Titles that are given already."""
        self._taken.update(frozenset(title.casefold().split(JOIN)) for title in titles)

    def _told_apart(self, chosen: list[Part], reserve: Sequence[Part]) -> str:
        others = [part for part in reserve if part.text not in {one.text for one in chosen}]
        return self._keep(self._distinguished(chosen, others) if self._known(chosen) else chosen)

    def _times(self, part: Part) -> int:
        return sum(self._used[key] for key in part.keys)

    def _known(self, parts: Sequence[Part]) -> bool:
        return _words(parts) in self._taken

    def _distinguished(self, chosen: list[Part], others: Sequence[Part]) -> list[Part]:
        """Another second phrase, else a third one, else a number."""
        fresh = [other for other in others if not _alike(other, chosen[0])]
        shorter = [[chosen[0], other] for other in [*fresh, *others]]
        longer = [[*chosen, other] for other in others]
        numbered = ([*chosen, Part(f"({number})", 0, frozenset())] for number in range(2, len(self._taken) + 3))
        return next(parts for parts in [*shorter, *longer, *numbered] if not self._known(parts))

    def _keep(self, parts: list[Part]) -> str:
        self._taken.add(_words(parts))
        self._used.update(key for part in parts for key in part.keys)
        return JOIN.join(part.text for part in parts).replace(f"{JOIN}(", " (")


def _first_two(ranked: Sequence[Part]) -> list[Part]:
    first = ranked[0]
    room = MOST_WORDS - len(first.text.split())
    for part in ranked[1:]:
        if part.rank >= SECOND * first.rank and len(part.text.split()) <= room and not _alike(part, first):
            return [first, part]
    return [first]


def _alike(one: Part, other: Part) -> bool:
    """Whether two phrases share a word, or begin alike, as `vote` and `voting` or `health care` and `healthcare` do."""
    short, long = sorted((_squeezed(one.text), _squeezed(other.text)), key=len)
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    return bool(one.keys & other.keys) or begin >= max(3, ALIKE * len(short))


def _squeezed(text: str) -> str:
    return "".join(letter for letter in bare(text) if letter.isalnum())


def _words(parts: Sequence[Part]) -> frozenset[str]:
    return frozenset(word for part in parts for word in part.text.casefold().split(JOIN))
