"""Territories as points on a map (GeoJSON, RFC 7946), written as they are read."""

from collections.abc import AsyncIterator
from uuid import UUID

from geojson_pydantic import Feature, Point
from geojson_pydantic.types import Position2D
from pydantic import BaseModel

from shared.database import Pool, acquire

from ..schemas.territories import KeptTerritory, TerritoryFilter
from ..store import TerritoryStore

BATCH = 1000
"""Territories read at a time; between two reads no connection is held, however slow the reader is."""


class OnTheMap(BaseModel):
    """What a map says about a territory."""

    kind: str
    name: str
    names: dict[str, str]
    country: str
    parent_id: UUID | None


async def first_batch(pool: Pool, wanted: TerritoryFilter, after: UUID | None = None) -> list[KeptTerritory]:
    """Give the next territories that have a location."""
    async with acquire(pool) as connection:
        return await TerritoryStore(connection).page(wanted, after, BATCH, located=True)


async def draw(pool: Pool, wanted: TerritoryFilter, batch: list[KeptTerritory]) -> AsyncIterator[bytes]:
    """Give a FeatureCollection piece by piece, from its first batch on."""
    yield b'{"type":"FeatureCollection","features":['
    separator = b""
    while batch:
        for territory in batch:
            yield separator + _feature(territory).model_dump_json(exclude_none=True).encode()
            separator = b",\n"
        batch = await first_batch(pool, wanted, batch[-1].id) if len(batch) == BATCH else []
    yield b"]}"


def _feature(territory: KeptTerritory) -> Feature[Point, OnTheMap]:
    assert territory.location is not None
    return Feature[Point, OnTheMap](
        type="Feature",
        id=str(territory.id),
        geometry=Point(type="Point", coordinates=Position2D(territory.location.lon, territory.location.lat)),
        properties=OnTheMap(
            kind=territory.kind,
            name=territory.name,
            names=territory.names,
            country=territory.country,
            parent_id=territory.parent_id,
        ),
    )
