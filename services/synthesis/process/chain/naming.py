"""What the nodes of a chain are called, and how things stand with them, as far as the viewer may read it."""

from collections.abc import Mapping
from typing import Any

from shared.vocabulary.codebook import codebooks
from shared.vocabulary.rights import find, framework

from ...trends import label
from ..records import KnownRecord
from . import topics
from .budgets import actions_of, line_of
from .codes import readable
from .schemas import ChainNode
from .stages import ADDRESSES, RECORDS, Place
from .viewing import Viewer, of_kind

_WORDS = """
select c.id, c.text, c.language, c.question, c.state, g.territory_id
from criterion c left join known_group g on g.id = c.group_id where c.id = any($1)
"""

_DAYS = ("done_on", "held_on", "carried_out_on", "decided_on", "approved_on", "due_on", "starts_on", "next_step_on")
"""What day a record is told with: the first of these that it has."""


async def named(viewer: Viewer, steps: Mapping[Place, int]) -> list[ChainNode]:
    """Give every node with its name, in the order of the chain."""
    places = set(steps)
    told: dict[Place, dict[str, Any]] = {}
    told |= await _criteria(viewer, places)
    told |= await _records(viewer, places)
    told |= {place: {"title": _component(place, viewer.language)} for place in of_kind(places, "component")}
    told |= {place: {"title": _right(place, viewer.language)} for place in of_kind(places, "right")}
    names = await topics.names(viewer, of_kind(places, "topic"))
    told |= {place: {"title": names.get(place), "readable": place in names} for place in of_kind(places, "topic")}
    told |= await _lines(viewer, places)
    return [
        ChainNode(id=str(place), kind=place.kind, key=place.key, step=step, address=_address(place), **told[place])
        for place, step in steps.items()
    ]


def _address(place: Place) -> str | None:
    if place.kind == "topic":
        return f"/v1/syntheses/{place.key.partition('/')[0]}"
    return f"/v1/{ADDRESSES[place.kind]}/{place.key}" if place.kind in ADDRESSES else None


async def _criteria(viewer: Viewer, places: set[Place]) -> dict[Place, dict[str, Any]]:
    ids = [place.id for place in of_kind(places, "criterion")]
    if not ids:
        return {}
    rows = {row["id"]: row for row in await viewer.connection.fetch(_WORDS, ids)}
    open_to_viewer = set(readable(viewer, ids))
    return {Place("criterion", str(id)): _criterion(viewer, rows.get(id), id in open_to_viewer) for id in ids}


def _criterion(viewer: Viewer, row: Any, is_open: bool) -> dict[str, Any]:
    if row is None:
        return {"known": False, "readable": False}
    if row["text"] is None:
        return {"withdrawn": True, "readable": False}
    if not is_open:
        return {"readable": False}
    said = {"title": row["text"], "language": row["language"], "question": row["question"], "state": row["state"]}
    own = viewer.sight.everything or row["territory_id"] in viewer.sight.own
    return said | (_where(viewer, row["territory_id"]) if own else {})


def _where(viewer: Viewer, territory: Any) -> dict[str, Any]:
    found = viewer.mirror.territories.get(territory)
    return {"territory_id": territory, "territory_name": found.name if found else None}


async def _records(viewer: Viewer, places: set[Place]) -> dict[Place, dict[str, Any]]:
    wanted = of_kind(places, *RECORDS)
    found = await viewer.records({place.id for place in wanted})
    return {place: _record(viewer, found[place.id]) for place in wanted}


def _record(viewer: Viewer, kept: KnownRecord) -> dict[str, Any]:
    if kept.withdrawn:
        return {"withdrawn": True, "readable": False}
    return {
        "title": kept.title or kept.body.get("text"),
        "state": kept.body.get("state") or kept.body.get("moment"),
        "day": next((kept.body[name] for name in _DAYS if kept.body.get(name)), None),
        "language": kept.body.get("language"),
        "platform_id": kept.platform_id,
        "released": kept.released,
    } | _where(viewer, kept.territory_id)


def _component(place: Place, language: str) -> str | None:
    version, _, code = place.key.rpartition("/")
    return label(codebooks()[version], code, language) if version in codebooks() else None


def _right(place: Place, language: str) -> str:
    id, version, item = place.key.split("/", 2)
    names, of = find(id, item, version).names, framework(id, version).names
    return f"{of.get(language) or of['en']}, {item}: {names.get(language) or names['en']}"


async def _lines(viewer: Viewer, places: set[Place]) -> dict[Place, dict[str, Any]]:
    wanted = of_kind(places, "budget-line")
    told: dict[Place, dict[str, Any]] = {}
    for action in await actions_of(viewer, wanted):
        line, budget = line_of(action), action.body["budget"]
        if line is None:
            continue
        parts = told.setdefault(line, _line(viewer, action))["budget"]["amounts"]
        parts.append({"action": str(action.id)} | {name: budget.get(name) for name in ("amount", "currency", "year")})
    return {line: told.get(line, {"known": False}) for line in wanted}


def _line(viewer: Viewer, action: KnownRecord) -> dict[str, Any]:
    reference = action.body["budget"].get("reference")
    of = {"platform_id": action.platform_id} | _where(viewer, action.territory_id)
    return {"title": reference, "budget": {"reference": reference, "amounts": []}} | of
