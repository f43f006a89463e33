"""Territories at or below some roots, as a query takes them."""

from collections.abc import Iterable
from uuid import UUID

from .mirror import Mirror


def below(mirror: Mirror, roots: Iterable[UUID]) -> list[UUID]:
    """List the territories at or below some roots."""
    inside: set[UUID] = set()
    for root in roots:
        here = mirror.below(root).tolist()
        inside.update(name for name, found in zip(mirror.territory_names.list, here, strict=True) if found)
    return sorted(inside)
