"""Find practices, exchanges and actions by their meaning, among what a caller may read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection
from shared.identity import Identity

from ...engine.nearest import best, similarities
from ...engine.normalise import normalise
from ...errors import MeaningOutOfReach, ScopeUnknown
from ...mirror import Mirror
from ...reach import below
from ..records import KnownRecord, Sight, links_from, records, sight_of
from .schemas import PracticeFound, PracticesFound

_WITHIN = """
select r.id, v.revision from process_record r left join practice_vector v
    on v.record_id = r.id and v.model_id = (select model_id from reading where state = 'serving')
where r.kind = any($3) and not r.withdrawn
    and ($1 or coalesce(r.territory_id = any($2::uuid[]), false) or r.public_body is not null)
    and ($4::uuid[] is null or r.territory_id = any($4))
    and ($5::text is null or exists (select 1 from process_link l where l.from_id = r.id and l.kind = 'component'
        and l.key = $5 and (l.public or $1 or coalesce(r.territory_id = any($2::uuid[]), false))))
order by r.id
"""
_VECTORS = """
select record_id, vector::real[] as vector from practice_vector
where model_id = (select model_id from reading where state = 'serving') and record_id = any($1)
"""
_PLATFORMS = "select id, name from known_platform where id = any($1)"


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and where."""

    text: str
    kinds: tuple[str, ...]
    territory: UUID | None = None
    component: str | None = None
    """With its codebook version, as in links."""
    limit: int = 20
    floor: float = 0.0


@dataclass
class Space:
    """Vectors that were read lately, without their languages: by record, with the revision they are of."""

    model: tuple[str, str] | None = None
    vectors: dict[UUID, tuple[int, NDArray[np.float32]]] = field(default_factory=dict)

    async def matrix(
        self, connection: Connection, mirror: Mirror, wanted: Collection[tuple[UUID, int]]
    ) -> NDArray[np.float32]:
        """Give the vectors (n, d) of records, reading those that are new here."""
        if self.model != mirror.model:
            self.model, self.vectors = mirror.model, {}
        missing = [id for id, revision in wanted if self.vectors.get(id, (-1,))[0] != revision]
        rows = await connection.fetch(_VECTORS, missing) if missing else []
        if rows and mirror.speech is not None:
            raw = np.array([row["vector"] for row in rows], np.float32)
            revisions = dict(wanted)
            for row, vector in zip(rows, mirror.speech.neutralizer.transform(raw), strict=True):
                self.vectors[row["record_id"]] = revisions[row["record_id"]], vector
        known = [self.vectors[id][1] for id, _ in wanted if id in self.vectors]
        if len(known) < len(wanted):
            raise _Moved  # taken back, or read anew, while this was looked up
        return np.array(known, np.float32)


class _Moved(Exception):
    """What was looked at has changed meanwhile."""


async def search_practices(
    mirror: Mirror, connection: Connection, space: Space, identity: Identity, wanted: Wanted
) -> PracticesFound:
    """Find records, the nearest first; raises ``MeaningOutOfReach`` and ``ScopeUnknown``."""
    if not mirror.searchable or mirror.speech is None:
        raise MeaningOutOfReach(headers={"Retry-After": "5"})
    if wanted.territory is not None and wanted.territory not in mirror.territories:
        raise ScopeUnknown
    sight = sight_of(mirror, identity)
    territories = below(mirror, [wanted.territory]) if wanted.territory else None
    query = await mirror.speech.understand(normalise(wanted.text) or wanted.text)
    rows = await connection.fetch(
        _WITHIN, sight.everything, list(sight.own), list(wanted.kinds), territories, wanted.component
    )
    read = [(row["id"], row["revision"]) for row in rows if row["revision"] is not None]
    ids, scores = await _nearest(connection, mirror, space, query, read, wanted)
    return PracticesFound(
        floor=wanted.floor,
        items=await _shown(connection, mirror, sight, ids, scores),
        n_unread=len(rows) - len(read),
    )


async def _nearest(
    connection: Connection,
    mirror: Mirror,
    space: Space,
    query: NDArray[np.float32],
    read: list[tuple[UUID, int]],
    wanted: Wanted,
) -> tuple[list[UUID], list[float]]:
    if not read:
        return [], []
    try:
        scores = similarities(await space.matrix(connection, mirror, read), query)
    except _Moved as error:
        raise MeaningOutOfReach(headers={"Retry-After": "1"}) from error
    chosen = best(scores, scores >= wanted.floor, wanted.limit).tolist()
    return [read[at][0] for at in chosen], [float(scores[at]) for at in chosen]


async def _shown(
    connection: Connection, mirror: Mirror, sight: Sight, ids: list[UUID], scores: list[float]
) -> list[PracticeFound]:
    kept = {each.id: each for each in await records(connection, sight, ids=ids)}
    links = await links_from(connection, sight, ids, kinds=["component", "right"])
    pointed: dict[tuple[UUID, str], list[str]] = {}
    for link in links:
        pointed.setdefault((link.from_id, link.kind), []).append(link.key)
    platforms = {each.platform_id for each in kept.values()} - {None}
    names = {row["id"]: row["name"] for row in await connection.fetch(_PLATFORMS, list(platforms))}
    return [_told(mirror, kept[id], score, names, pointed) for id, score in zip(ids, scores, strict=True) if id in kept]


def _told(
    mirror: Mirror,
    kept: KnownRecord,
    score: float,
    platforms: dict[Any, str],
    pointed: dict[tuple[UUID, str], list[str]],
) -> PracticeFound:
    place = mirror.territories.get(kept.territory_id) if kept.territory_id else None
    body = kept.body
    return PracticeFound(
        id=kept.id,
        kind=kept.kind,
        title=kept.title,
        text=body.get("text") or body.get("description"),
        language=body.get("language"),
        state=body.get("state"),
        kind_of=body.get("kind_of"),
        direction=body.get("direction"),
        score=round(min(score, 1.0), 4),
        platform_id=kept.platform_id,
        platform_name=platforms.get(kept.platform_id),
        territory_id=kept.territory_id,
        territory_name=place.name if place else None,
        released=kept.released,
        components=pointed.get((kept.id, "component"), []),
        rights=pointed.get((kept.id, "right"), []),
        address=f"/v1/{kept.kind}s/{kept.id}",
    )
