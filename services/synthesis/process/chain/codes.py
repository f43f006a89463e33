"""Links between criteria and components: the code that counts, by people or by the machine."""

from uuid import UUID

import numpy as np

from ...errors import SelectionNotYours
from ...reach import Selection, lookable, selected
from .schemas import ChainLink, Cut
from .stages import Place
from .viewing import Found, Viewer, of_kind

LOOKED_AT = 2000
"""Criteria of a component among which those that people coded are found first."""

_CODES = """
select id, code, status from criterion where id = any($1) and text is not null and code is not null
order by case status when 'validated' then 0 when 'human' then 1 else 2 end, id
"""


async def step(viewer: Viewer, places: set[Place], forward: bool) -> Found:
    """Lead from criteria to the components they are coded by, or back."""
    found = Found()
    if forward:
        ids = [place.id for place in of_kind(places, "criterion")]
        for row in await viewer.connection.fetch(_CODES, readable(viewer, ids)) if ids else ():
            _add(viewer, found, row["id"], row["code"], row["code"], row["status"])
        return found
    for place in of_kind(places, "component"):
        version, _, code = place.key.rpartition("/")
        if version == viewer.codebook.version:
            await _said_of(viewer, found, place, code)
    return found


def readable(viewer: Viewer, ids: list[UUID]) -> list[UUID]:
    """Keep the criteria whose words the viewer may read."""
    allowed = lookable(viewer.mirror, viewer.identity, Selection())
    rows = {id: viewer.mirror.criterion_ids.find(id) for id in ids}
    return [id for id, row in rows.items() if 0 <= row < len(allowed) and allowed[row]]


async def _said_of(viewer: Viewer, found: Found, place: Place, code: str) -> None:
    chosen = Selection(under=viewer.territory, code=code.removesuffix("00"))
    try:
        fits = lookable(viewer.mirror, viewer.identity, chosen) & selected(viewer.mirror, chosen)
    except SelectionNotYours:
        return  # where something was said is not told to everybody
    rows = np.flatnonzero(fits)
    ids = [viewer.mirror.criterion_ids.list[row] for row in rows[:LOOKED_AT].tolist()]
    coded = await viewer.connection.fetch(_CODES, ids)
    for row in coded[: viewer.most]:
        _add(viewer, found, row["id"], code, row["code"], row["status"])
    if len(coded) > viewer.most or len(rows) > LOOKED_AT:
        n = len(coded) if len(rows) <= LOOKED_AT else len(rows)
        found.cut.append(Cut(node=str(place), what="criteria", shown=min(len(coded), viewer.most), n=n))


def _add(viewer: Viewer, found: Found, id: UUID, code: str, own: str, status: str) -> None:
    source, target = Place("criterion", str(id)), Place("component", f"{viewer.codebook.version}/{code}")
    link = ChainLink(
        source=str(source),
        target=str(target),
        relation="code",
        made="code",
        status=status,
        codebook=viewer.codebook.version,
        note=f"coded {own}, which the whole dimension holds" if own != code else None,
    )
    found.add(source, target, link)
