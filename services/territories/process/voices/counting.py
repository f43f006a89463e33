"""Who speaks in a collective criterion, each counted once however many ways lead to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Voice:
    """A collective criterion, as far as it is counted."""

    id: UUID
    level: str
    group: UUID | None = None
    merges: tuple[UUID, ...] = ()
    takes_up: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Counted:
    """What stands behind some collective criteria, each once."""

    voices: frozenset[UUID]
    """The collective criteria themselves, and all that they take up."""
    criteria: frozenset[UUID]
    """Of individuals."""
    groups: frozenset[UUID]
    """Homogeneous ones; the members of a mixed group come from these and would count twice."""
    mixed_groups: frozenset[UUID]


def counted_once(start: Iterable[UUID], voices: Mapping[UUID, Voice]) -> Counted:
    """Count everything below some collective criteria once; those that are not among the voices are left out."""
    found = {voice.id: voice for voice in downwards(start, voices)}
    spoken = found.values()
    return Counted(
        voices=frozenset(found),
        criteria=frozenset(criterion for voice in spoken for criterion in voice.merges),
        groups=frozenset(voice.group for voice in spoken if voice.level == "group" and voice.group),
        mixed_groups=frozenset(voice.group for voice in spoken if voice.level == "mixed" and voice.group),
    )


def downwards(start: Iterable[UUID], voices: Mapping[UUID, Voice]) -> Iterator[Voice]:
    """Give some collective criteria and all below them, each once, the upper ones first."""
    waiting, seen = list(start), set[UUID]()
    for identity in waiting:
        if identity in seen or identity not in voices:
            continue
        seen.add(identity)
        yield voices[identity]
        waiting.extend(voices[identity].takes_up)


def in_a_loop(start: UUID, voices: Mapping[UUID, Voice]) -> bool:
    """Tell whether a collective criterion would take itself up, by whatever way round."""
    return any(start in voice.takes_up for voice in downwards([start], voices))
