"""Territories on a map (GeoJSON)."""

from typing import Any

import httpx
from geojson_pydantic import Feature, FeatureCollection, Point

from services.territories.countries import country_id

Headers = Any
MAP = "/v1/territories.geojson"
Points = FeatureCollection[Feature[Point, dict[str, Any]]]


async def test_the_map_shows_what_has_a_location(territories: httpx.AsyncClient, as_role: Headers) -> None:
    staff = as_role("staff")
    empty = await territories.get(MAP, headers=as_role("public"))
    assert Points.model_validate_json(empty.content).features == []
    places: list[dict[str, Any]] = [
        {"kind": "municipality", "name": "Ajdir", "names": {"ar": "أجدير"}, "location": {"lon": -3.9, "lat": 35.2}},
        {"kind": "region", "name": "Rif", "location": {"lon": -4, "lat": 35}},
        {"kind": "municipality", "name": "No place"},
    ]
    for place in places:
        await territories.post("/v1/territories", json={"country": "MA", **place}, headers=staff)
    answer = await territories.get(MAP, headers=as_role("public"))
    assert answer.headers["content-type"] == "application/geo+json"
    drawn = Points.model_validate_json(answer.content)
    assert len(drawn.features) == 2
    only = (await territories.get(MAP, params={"kind": "municipality", "country": "MA"}, headers=staff)).json()
    [feature] = only["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-3.9, 35.2]}
    assert feature["properties"] == {
        "kind": "municipality",
        "name": "Ajdir",
        "names": {"ar": "أجدير"},
        "country": "MA",
        "parent_id": str(country_id("MA")),
    }
    none = (await territories.get(MAP, params={"country": "PT"}, headers=staff)).json()
    assert none == {"type": "FeatureCollection", "features": []}
    assert (await territories.get(MAP, params={"country": "nowhere"}, headers=staff)).status_code == 422


async def test_a_large_map_is_drawn_in_batches(territories: httpx.AsyncClient, as_role: Headers) -> None:
    items = [
        {
            "kind": "municipality",
            "name": f"Town {n}",
            "country": "FI",
            "location": {"lon": 20 + n / 1000, "lat": 60},
            "source": "finland",
            "external_id": str(n),
        }
        for n in range(2000)
    ]
    for begin in (0, 1000):
        body = {"items": items[begin : begin + 1000]}
        await territories.post("/v1/territories/bulk", json=body, headers=as_role("staff"))
    drawn = (await territories.get(MAP, params={"country": "FI"}, headers=as_role("public"))).json()
    assert len({feature["id"] for feature in drawn["features"]}) == len(drawn["features"]) == 2000
