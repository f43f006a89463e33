"""What can hang from what: the shape of the tree of territories and collective actors."""

from uuid import UUID

from shared.vocabulary.roles import TerritoryKind as Kind

from .errors import ImpossibleTree

DEPTH = 32
"""How many levels the tree has at most, countries included."""

TERRITORIES = frozenset({Kind.COUNTRY, Kind.REGION, Kind.MUNICIPALITY, Kind.NEIGHBOURHOOD, Kind.VILLAGE})
"""Kinds that are pieces of land; the others are collective actors, and nothing hangs from those."""

PARENTS: dict[Kind, frozenset[Kind]] = {
    Kind.COUNTRY: frozenset(),
    Kind.REGION: frozenset({Kind.COUNTRY, Kind.REGION}),
    Kind.MUNICIPALITY: frozenset({Kind.COUNTRY, Kind.REGION}),
    Kind.NEIGHBOURHOOD: frozenset({Kind.MUNICIPALITY, Kind.NEIGHBOURHOOD, Kind.VILLAGE}),
    Kind.VILLAGE: frozenset({Kind.COUNTRY, Kind.REGION, Kind.MUNICIPALITY}),
}
"""What each kind of territory may lie in."""


def parents_of(kind: Kind) -> frozenset[Kind]:
    """Give the kinds that this kind may hang from: a collective actor from any territory."""
    return PARENTS.get(kind, TERRITORIES)


def require_fit(kind: Kind, parent: Kind) -> None:
    """Raise ``ImpossibleTree`` unless a territory of this kind may hang from one of the parent's kind."""
    if kind is Kind.COUNTRY:
        raise ImpossibleTree("the countries of ISO 3166-1 are here already, and have no parent")
    if parent not in parents_of(kind):
        allowed = ", ".join(sorted(parents_of(kind)))
        raise ImpossibleTree(f"a {kind} hangs from one of: {allowed}; not from a {parent}")


def require_no_loop(identity: UUID, parent_path: tuple[UUID, ...]) -> None:
    """Raise ``ImpossibleTree`` if the new parent lies inside what would hang from it."""
    if identity in parent_path:
        raise ImpossibleTree("the new parent lies inside this place")


def require_depth(parent_path: tuple[UUID, ...], levels: int) -> None:
    """Raise ``ImpossibleTree`` if so many levels below this parent would be too deep."""
    if len(parent_path) + levels > DEPTH:
        raise ImpossibleTree(f"the tree has at most {DEPTH} levels")
