"""Who may write where, and who may see a group."""

from collections.abc import Iterable
from uuid import UUID

from shared.errors import NotAllowed
from shared.identity import Identity, Role

from .errors import TerritoryNotYours

WRITERS: tuple[Role, ...] = ("partner", "staff", "admin")
"""Roles that may change something here; a partner only below its own territories."""


def reaches(speaker: Identity, path: Iterable[UUID]) -> bool:
    """Tell whether a speaker works with a territory, given the ids from its country down to itself."""
    if speaker.role == "partner":
        return not speaker.roots.isdisjoint(path)
    return speaker.reads_everything


def require_reach(speaker: Identity, path: Iterable[UUID]) -> None:
    """Raise unless a speaker may write in a territory, given the ids from its country down to itself."""
    speaker.require(*WRITERS)
    if not reaches(speaker, path):
        raise TerritoryNotYours


def roots_to_read(speaker: Identity) -> list[UUID] | None:
    """Give the roots whose groups a speaker may list; None stands for all of them.

    Raises ``NotAllowed`` for the public and for apps, who never see a group.
    """
    if speaker.reads_everything:
        return None
    if speaker.role != "partner":
        raise NotAllowed("groups are seen by their own partners and by the network's staff only")
    return list(speaker.roots)
