"""Links between criteria and topics: the topics of a synthesis that some record speaks of."""

from collections.abc import Iterable
from uuid import UUID

from shared.errors import ServiceError

from ...syntheses import operations, telling
from ...syntheses.schemas import Synthesis
from ..records import links_to_kind
from .schemas import ChainLink, Cut
from .stages import Place
from .viewing import Found, Viewer, of_kind


def parts(key: str) -> tuple[UUID, int, int] | None:
    """Read synthesis, layer and number of a topic; None for what was written otherwise."""
    try:
        synthesis, layer, number = key.split("/")
        return UUID(synthesis), int(layer), int(number)
    except ValueError:
        return None


async def step(viewer: Viewer, places: set[Place], forward: bool) -> Found:
    """Lead from criteria to the topics they are in, among those that records speak of; or back."""
    found = Found()
    if forward:
        ids = [place.id for place in of_kind(places, "criterion")]
        if ids:
            await _topics_of(viewer, found, ids)
    else:
        for place in of_kind(places, "topic"):
            await _said_in(viewer, found, place)
    return found


async def _topics_of(viewer: Viewer, found: Found, ids: list[UUID]) -> None:
    spoken_of = await links_to_kind(viewer.connection, viewer.sight, "topic", viewer.territories)
    by_synthesis: dict[UUID, dict[tuple[int, int], str]] = {}
    for key in spoken_of:
        if (named := parts(key)) is not None:
            by_synthesis.setdefault(named[0], {})[named[1:]] = key
    for synthesis, topics in by_synthesis.items():
        try:
            placed = await telling.topics_of(viewer.desk, synthesis, ids)
        except ServiceError:
            continue  # gone, or closed to this viewer
        for id, numbers in placed.items():
            for (layer, number), key in topics.items():
                if layer < len(numbers) and numbers[layer] == number:
                    _add(found, id, key)


async def _said_in(viewer: Viewer, found: Found, place: Place) -> None:
    named = parts(place.key)
    if named is None:
        return
    shown = 0
    try:
        async for said in await telling.criteria(viewer.desk, *named):
            if shown == viewer.most:
                found.cut.append(Cut(node=str(place), what="criteria", shown=shown))
                return
            _add(found, said.criterion, place.key)
            shown += 1
    except ServiceError:
        return


def _add(found: Found, id: UUID, key: str) -> None:
    source, target = Place("criterion", str(id)), Place("topic", key)
    link = ChainLink(source=str(source), target=str(target), relation="topic", made="topic")
    found.add(source, target, link)


async def names(viewer: Viewer, places: Iterable[Place]) -> dict[Place, str]:
    """Give what topics are called: by people where they named them, else by the machine."""
    found = {}
    for place in places:
        named = parts(place.key)
        synthesis = await _synthesis(viewer, named[0]) if named else None
        if named and synthesis and (name := _name(synthesis, named[1], named[2], viewer.language)):
            found[place] = name
    return found


async def _synthesis(viewer: Viewer, id: UUID) -> Synthesis | None:
    if id not in viewer.syntheses:
        try:
            viewer.syntheses[id] = await operations.read(viewer.desk, id)
        except ServiceError:
            viewer.syntheses[id] = None
    return viewer.syntheses[id]


def _name(synthesis: Synthesis, layer: int, number: int, language: str) -> str | None:
    own = [each for each in synthesis.names if (each.layer, each.topic) == (layer, number)]
    layers = synthesis.document.layers if synthesis.document else []
    topics = layers[layer].topics if layer < len(layers) else []
    labels = next((topic.labels for topic in topics if topic.topic == number), [])
    words = {each.language: each.label for each in labels} | {str(each.language): each.name for each in own}
    return words.get(language) or words.get("en") or next(iter(words.values()), None)
