"""Budget lines: actions name the line that pays for them, and so it stands between them and their indicators."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ..records import KnownLink, KnownRecord, links_from, links_to, records
from .schemas import ChainLink
from .stages import Place
from .viewing import Found, Viewer, of_kind

BEFORE = ("indicator", "measure")
"""What a line pays to change, by way of its actions."""


def line_of(action: KnownRecord) -> Place | None:
    """Give the budget line of an action: its reference on the platform, or the action's own where none is named."""
    budget = action.body.get("budget")
    if not budget or action.platform_id is None or action.withdrawn:
        return None
    return Place("budget-line", f"{action.platform_id}/{budget.get('reference') or action.id}")


async def actions_of(viewer: Viewer, lines: Iterable[Place]) -> list[KnownRecord]:
    """Give the actions that budget lines pay for."""
    wanted = set(lines)
    platforms = {UUID(line.key.partition("/")[0]) for line in wanted}
    if not platforms:
        return []
    found = await records(viewer.connection, viewer.sight, kinds=["action"], platforms=platforms)
    return [each for each in found if line_of(each) in wanted]


async def step(viewer: Viewer, places: set[Place], forward: bool) -> Found:
    """Lead from indicators and measures to budget lines and from these to actions, or back."""
    found = Found()
    for action in await actions_of(viewer, of_kind(places, "budget-line")) if forward else ():
        _pays(found, action)
    if not forward:
        here = await viewer.records({place.id for place in of_kind(places, "action")})
        for action in here.values():
            _pays(found, action)
    await (_paid_by if forward else _paid_for)(viewer, places, found)
    return found


def _pays(found: Found, action: KnownRecord) -> None:
    if line := line_of(action):
        target = Place("action", str(action.id))
        link = ChainLink(source=str(line), target=str(target), relation="budget", made="budget", record=action.id)
        found.add(line, target, link.model_copy(update={"at": action.updated_at}))


async def _paid_by(viewer: Viewer, places: set[Place], found: Found) -> None:
    """Lead from indicators and measures to the lines of the actions that are about them."""
    for kind in BEFORE:
        keys = [place.key for place in of_kind(places, kind)]
        if keys:
            links = await links_to(
                viewer.connection, viewer.sight, kind, keys, from_kinds=["action"], territories=viewer.territories
            )
            actions = await viewer.records({link.from_id for link in links})
            _through(found, links, actions)


async def _paid_for(viewer: Viewer, places: set[Place], found: Found) -> None:
    """Lead from budget lines back to what their actions are about."""
    actions = {each.id: each for each in await actions_of(viewer, of_kind(places, "budget-line"))}
    links = await links_from(viewer.connection, viewer.sight, list(actions), kinds=BEFORE) if actions else []
    there = await viewer.records({UUID(link.key) for link in links})
    _through(found, [link for link in links if UUID(link.key) in there], actions)


def _through(found: Found, links: Iterable[KnownLink], actions: dict[UUID, Any]) -> None:
    for link in links:
        line = line_of(actions[link.from_id]) if link.from_id in actions else None
        if line is not None:
            source = Place(link.kind, link.key)
            told = {"by": link.by, "at": link.at, "why": link.why, "record": link.from_id}
            found.add(
                source,
                line,
                ChainLink(source=str(source), target=str(line), relation=link.relation, made="budget", **told),
            )
