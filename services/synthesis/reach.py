"""What a caller may look at: territories below some roots, criteria it may read, and the part that was selected."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.identity import Identity

from .errors import SelectionNotYours
from .mirror import Mirror


@dataclass(frozen=True)
class Selection:
    """Which criteria a search looks at; every filter given must fit."""

    country: str | None = None
    under: UUID | None = None
    question: str | None = None
    language: str | None = None
    profile: str | None = None
    year: int | None = None
    code: str | None = None


def below(mirror: Mirror, roots: Iterable[UUID]) -> list[UUID]:
    """List the territories at or below some roots, as a query takes them."""
    inside = _inside(mirror, roots)
    return sorted(id for id, found in zip(mirror.territory_names.list, inside.tolist(), strict=True) if found)


def above(mirror: Mirror, territory: UUID) -> list[UUID]:
    """List the territories that one lies in, the nearest first."""
    found: list[UUID] = []
    now = mirror.territories.get(territory)
    while now is not None and now.parent is not None and now.parent not in found:
        found.append(now.parent)
        now = mirror.territories.get(now.parent)
    return found


def _inside(mirror: Mirror, roots: Iterable[UUID]) -> NDArray[np.bool_]:
    """Tell for each territory in memory whether it is one of some roots or lies below one."""
    inside = np.zeros(len(mirror.territory_names.list), np.bool_)
    for root in roots:
        inside |= mirror.below(root)
    return inside


def readable(mirror: Mirror, identity: Identity) -> NDArray[np.bool_]:
    """Tell for each criterion in memory whether a caller may read its words."""
    here: NDArray[np.bool_] = mirror.criteria["statement"] >= 0
    if identity.reads_everything:
        return here
    public = mirror.visibilities.find("public")
    if identity.role != "partner":
        here &= mirror.criteria["visibility"] == public
        return here
    here &= (mirror.criteria["visibility"] != mirror.visibilities.find("private")) | _own(mirror, identity)
    return here


def _own(mirror: Mirror, identity: Identity) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = _inside(mirror, identity.roots)[mirror.criteria["owner"]]
    return found


def lookable(mirror: Mirror, identity: Identity, selection: Selection) -> NDArray[np.bool_]:
    """Tell for each criterion whether a caller may find it by this selection.

    Who is not shown where and in which group something was said cannot select by it either: asking for each
    in turn would tell the same.
    """
    allowed = readable(mirror, identity)
    if identity.reads_everything or not (selection.under or selection.profile):
        return allowed
    if identity.role != "partner":
        raise SelectionNotYours
    inside: NDArray[np.bool_] = allowed & _own(mirror, identity)
    return inside


def selected(mirror: Mirror, selection: Selection) -> NDArray[np.bool_]:
    """Tell for each criterion in memory whether it fits every filter of a selection."""
    chosen = np.ones(len(mirror.criteria), np.bool_)
    groups = np.ones(len(mirror.groups), np.bool_)
    if selection.country:
        groups &= mirror.groups["country"] == mirror.countries.find(selection.country)
    if selection.profile:
        groups &= mirror.groups["profile"] == mirror.profiles.find(selection.profile)
    if selection.year:
        groups &= mirror.groups["year"] == mirror.years.find(selection.year)
    if selection.under:
        groups &= (mirror.groups["territory"] >= 0) & mirror.below(selection.under)[mirror.groups["territory"]]
    if not groups.all():
        chosen &= groups[mirror.criteria["group"]]
    if selection.question:
        chosen &= mirror.criteria["question"] == mirror.questions.find(selection.question)
    if selection.language:
        chosen &= mirror.criteria["language"] == mirror.languages.find(selection.language)
    if selection.code:
        fits = [name.startswith(selection.code) for name in mirror.codes.list]
        chosen &= np.array(fits, np.bool_)[mirror.criteria["code"]]
    return chosen
