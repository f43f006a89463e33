"""What was said and what was carried on, each criterion counted once however many ways lead to it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from uuid import UUID


@dataclass(frozen=True)
class Criterion:
    """A criterion of an individual, as far as it is counted here."""

    id: UUID
    group: UUID
    question: str
    statement: int | None
    """Its words, by number; the same number is the same words."""
    approved: bool = True
    taken_up: bool = False
    withdrawn: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts here: one that a mixed group took up counts where it was said first."""
        return self.approved and not self.taken_up and not self.withdrawn


@dataclass(frozen=True)
class Collective:
    """A collective criterion, with what it was made of."""

    id: UUID
    level: str
    approved: bool = False
    merges: tuple[UUID, ...] = ()
    takes_up: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Carried:
    """How far a criterion was carried on."""

    levels: frozenset[str] = frozenset()
    """Of the collective criteria that merge it, or that take up one that does."""
    approved: bool = False
    """By one that was approved, at least."""

    def __or__(self, other: "Carried") -> "Carried":
        """Give how far two ways carry together."""
        return Carried(self.levels | other.levels, self.approved or other.approved)


@dataclass(frozen=True)
class Tally:
    """What is counted of some criteria."""

    n_said: int = 0
    by_question: dict[str, int] = field(default_factory=dict)
    n_carried: int = 0
    n_carried_approved: int = 0
    carried_to: dict[str, int] = field(default_factory=dict)
    n_left_out: int = 0
    n_noted: int = 0
    n_taken_up: int = 0
    n_withdrawn: int = 0


def carried(criteria: Iterable[Criterion], collectives: Iterable[Collective]) -> dict[UUID, Carried]:
    """Tell how far each criterion that counts was carried on; those that nothing carries are not among them.

    What a mixed group took up may be merged as its copy: then all are carried that said these words first.
    """
    merged = _merged(list(collectives))
    known = list(criteria)
    copies: dict[tuple[int | None, str], Carried] = defaultdict(Carried)
    for each in known:
        if each.taken_up and not each.withdrawn and each.statement is not None and each.id in merged:
            copies[each.statement, each.question] |= merged[each.id]
    found: dict[UUID, Carried] = {}
    for each in known:
        ways = [way for way in (merged.get(each.id), copies.get((each.statement, each.question))) if way]
        if ways and each.counts:
            found[each.id] = reduce(or_, ways)
    return found


def left_out(criteria: Iterable[Criterion], ways: Mapping[UUID, Carried]) -> list[Criterion]:
    """Give the criteria that count and that no collective criterion carries."""
    return [each for each in criteria if each.counts and each.id not in ways]


def tally(criteria: Iterable[Criterion], ways: Mapping[UUID, Carried]) -> Tally:
    """Count some criteria, each once."""
    known = list({each.id: each for each in criteria}.values())
    said = [each for each in known if each.counts]
    on = [ways[each.id] for each in said if each.id in ways]
    living = [each for each in known if not each.withdrawn]
    return Tally(
        n_said=len(said),
        by_question=dict(sorted(Counter(each.question for each in said).items())),
        n_carried=len(on),
        n_carried_approved=sum(way.approved for way in on),
        carried_to=dict(sorted(Counter(level for way in on for level in way.levels).items())),
        n_left_out=len(said) - len(on),
        n_noted=sum(not each.approved for each in living),
        n_taken_up=sum(each.approved and each.taken_up for each in living),
        n_withdrawn=len(known) - len(living),
    )


def _merged(collectives: list[Collective]) -> dict[UUID, Carried]:
    """Tell how far each criterion is carried that a collective criterion merges."""
    known = {each.id: each for each in collectives}
    takers: dict[UUID, list[UUID]] = defaultdict(list)
    for each in collectives:
        for lower in each.takes_up:
            takers[lower].append(each.id)
    found: dict[UUID, Carried] = {}
    for each in collectives:
        way = _upwards(each.id, takers, known)
        for criterion in each.merges:
            found[criterion] = found[criterion] | way if criterion in found else way
    return found


def _upwards(start: UUID, takers: Mapping[UUID, list[UUID]], known: Mapping[UUID, Collective]) -> Carried:
    """Tell how far one collective criterion leads; each above it is met once, so that a loop would end."""
    met = [start]
    for identity in met:
        met.extend(taker for taker in dict.fromkeys(takers.get(identity, ())) if taker not in met)
    above = [known[identity] for identity in met]
    return Carried(frozenset(each.level for each in above), any(each.approved for each in above))
