"""How far each kind of people was heard, from the counts in memory."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ...mirror import Mirror
from ...selecting import Filters, Scopes, select

NOT_A_KIND = "mixed"
"""A mixed group gathers members of others, who were heard there."""


@dataclass
class Heard:
    """What is counted of one kind."""

    family: str | None = None
    n_groups: int = 0
    n_groups_met: int = 0
    n_participants: int = 0
    n_criteria: int = 0
    last_year: int | None = None


@dataclass(frozen=True)
class Whole:
    """All kinds together, and each by its profile."""

    n_groups: int
    n_participants: int
    n_criteria: int
    kinds: dict[str, Heard]


def heard(mirror: Mirror, territory: UUID, first: int | None, last: int | None, scopes: Scopes) -> Whole:
    """Count groups, participants and criteria by profile, of the groups of some years."""
    selected = select(mirror, Filters(territory), scopes)
    said = np.bincount(
        mirror.column("group")[selected.said],
        weights=mirror.column("n")[selected.said],
        minlength=len(mirror.groups),
    ).astype(np.int64)
    years = np.array([*mirror.years.list, 0], np.int64)[mirror.groups["year"]]  # -1, not known, is the 0 at the end
    inside = selected.groups & ~_mixed(mirror)
    asked = inside & (years >= (first or 0)) & (years <= (last or 9999))
    kinds: dict[str, Heard] = {}
    for number in np.unique(mirror.groups["profile"][inside]).tolist():
        if number >= 0:
            of_kind = inside & (mirror.groups["profile"] == number)
            kinds[str(mirror.profiles.list[number])] = _heard(mirror, of_kind, of_kind & asked, said, years)
    speaking = asked & (said > 0)
    participants = mirror.groups["participants"]
    return Whole(int(speaking.sum()), int(participants[speaking].sum()), int(said[speaking].sum()), kinds)


def _heard(
    mirror: Mirror,
    ever: NDArray[np.bool_],
    asked: NDArray[np.bool_],
    said: NDArray[np.int64],
    years: NDArray[np.int64],
) -> Heard:
    speaking = asked & (said > 0)
    family = int(mirror.groups["family"][ever][0])
    spoken = years[ever & (said > 0)]
    return Heard(
        str(mirror.families.list[family]) if family >= 0 else None,
        int(speaking.sum()),
        int(asked.sum()),
        int(mirror.groups["participants"][speaking].sum()),
        int(said[speaking].sum()),
        int(spoken.max()) or None if len(spoken) else None,
    )


def _mixed(mirror: Mirror) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = mirror.groups["profile"] == mirror.profiles.find(NOT_A_KIND)
    return found
