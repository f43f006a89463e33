"""Links between components and rights: proposals of this project and of platforms, each with its author."""

from ..rights.crosswalk import RightLink, of_platforms, proposed
from .schemas import ChainLink
from .stages import Place
from .viewing import Found, Viewer, of_kind


async def step(viewer: Viewer, places: set[Place], forward: bool) -> Found:
    """Lead from components to rights, or back."""
    found = Found()
    here = {place.key for place in of_kind(places, "component" if forward else "right")}
    if not here:
        return found
    version = viewer.codebook.version
    links = proposed(version) + await of_platforms(viewer.connection, viewer.sight, version, viewer.around)
    for link in links:
        source, target = Place("component", f"{link.codebook}/{link.component}"), Place("right", link.right)
        if (source if forward else target).key in here:
            found.add(source, target, _told(source, target, link))
    return found


def _told(source: Place, target: Place, link: RightLink) -> ChainLink:
    return ChainLink(
        source=str(source),
        target=str(target),
        relation="crosswalk",
        made="crosswalk",
        by=link.by,
        at=link.at,
        record=link.record,
        codebook=link.codebook,
        strength=link.strength,
        author=link.author,
        dated_on=link.dated_on,
        note=link.note,
    )
