"""Bodies of many chunks: rows that point to later ones, names that stand twice, and what all or nothing means."""

import json
from collections import Counter
from typing import Any

import pytest

from services.territories.process.records.importing import ROWS
from tests.territories.process.makers import City

LINES = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv"}


async def sent(city: City, path: str, rows: list[dict[str, Any]], mode: str = "partial") -> dict[str, Any]:
    answer = await city.client.post(
        f"/v1/{path}/import?mode={mode}", content="\n".join(map(json.dumps, rows)), headers=city.headers | LINES
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def chain(city: City, size: int, step: int) -> list[dict[str, Any]]:
    """Give terms of which each replaces the one ``step`` places further on."""
    rows = []
    for number in range(size):
        row = {"platform_id": city.platform, "external_id": f"t{number}", "term": f"Term {number}", "language": "en",
               "definition": "What it means"}  # fmt: skip
        if 0 <= number + step < size:
            row["replaces"] = f"t{number + step}"
        rows.append(row)
    return rows


@pytest.mark.parametrize("mode", ["partial", "atomic", "dry-run"])
@pytest.mark.parametrize("step", [1, -1, 1500])
async def test_rows_point_to_rows_of_other_chunks(city: City, mode: str, step: int) -> None:
    told = await sent(city, "terms", chain(city, 2500, step), mode)
    assert told["counts"] == {"created": 2500}, told["causes"]
    assert [each["line"] for each in told["items"]] == list(range(1, 2501))
    kept = await city.client.get("/v1/terms", params={"platform_id": city.platform}, headers=city.headers)
    assert bool(kept.json()["items"]) == (mode != "dry-run")
    assert {each["revision"] for each in told["items"]} == {None if mode == "dry-run" else 1}


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_what_points_to_a_row_that_is_refused_is_refused_too(city: City, mode: str) -> None:
    rows = chain(city, 4, 1)
    rows[2]["replaces"] = "nobody"
    rows.append(rows[0] | {"external_id": "free", "replaces": None, "term": "Free"})
    told = await sent(city, "terms", rows, mode)
    good = "created" if mode == "partial" else "not_stored"
    assert [each["outcome"] for each in told["items"]] == ["rejected", "rejected", "rejected", good, good]
    assert [each["errors"][0]["field"] for each in told["items"][:3]] == ["replaces"] * 3
    kept = await city.client.get("/v1/terms", params={"platform_id": city.platform}, headers=city.headers)
    ids = {each["id"] for each in kept.json()["items"]}
    assert len(ids) == (2 if mode == "partial" else 0)
    assert all(link["key"] in ids for each in kept.json()["items"] for link in each["links"])


async def test_what_points_to_a_known_row_that_is_refused_stands(city: City) -> None:
    rows = chain(city, 2, 1)
    assert (await sent(city, "terms", rows))["counts"] == {"created": 2}
    rows[1]["replaces"] = "nobody"
    rows[0]["term"] = "Another"
    told = await sent(city, "terms", rows)
    assert [each["outcome"] for each in told["items"]] == ["updated", "rejected"]


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_a_name_stands_once_in_a_whole_body(city: City, mode: str) -> None:
    rows = [{"platform_id": city.platform, "external_id": f"i{n % 1100}", "title": f"Title {n}"} for n in range(1101)]
    told = await sent(city, "indicators", rows, mode)
    assert [each["code"] for each in told["items"][1100]["errors"]] == ["twice"]
    assert told["counts"]["rejected"] == 1


@pytest.mark.parametrize("mode", ["partial", "atomic", "dry-run"])
async def test_more_rows_than_a_call_takes_are_told(city: City, mode: str) -> None:
    # Rows that are refused, so that it takes little time.
    good = f"good,A title,{city.platform}\r\n"
    body = "external_id,title,platform_id\r\n" + good + "a,,\r\n" * (ROWS - 1) + f"last,A title,{city.platform}\r\n"
    answer = await city.client.post(
        f"/v1/indicators/import?mode={mode}", content=body.encode(), headers=city.headers | CSV
    )
    told = answer.json()
    assert answer.status_code == 200, answer.text
    outcomes = Counter(each["outcome"] for each in told["items"])
    assert told["items"][-1]["errors"][0]["code"] == "too-many-rows"
    assert outcomes["not_stored"] == (2 if mode == "atomic" else 1)


async def test_rows_past_the_last_one_leave_nothing_of_all_or_nothing(city: City, monkeypatch: Any) -> None:
    monkeypatch.setattr("services.territories.process.records.importing.ROWS", 1000)
    rows = [{"platform_id": city.platform, "external_id": f"i{n}", "title": "A title"} for n in range(1001)]
    told = await sent(city, "indicators", rows, "atomic")
    assert (told["kept"], told["counts"]) == (False, {"not_stored": 1001})
    kept = await city.client.get("/v1/indicators", params={"platform_id": city.platform}, headers=city.headers)
    assert kept.json()["items"] == []


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_a_body_without_end_is_cut_off(city: City, mode: str) -> None:
    body = b"1\n" * (2 * ROWS + 5_000)
    answer = await city.client.post(f"/v1/indicators/import?mode={mode}", content=body, headers=city.headers | LINES)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_dry_run_leaves_nothing(city: City) -> None:
    await city.record("indicators", title="Before", external_id="i0")

    async def all_told() -> tuple[str, str]:
        kept = await city.client.get(f"/v1/indicators?platform_id={city.platform}", headers=city.headers)
        told = await city.client.get("/v1/process/changes?limit=5000", headers=city.headers)
        return kept.text, told.text

    before = await all_told()
    rows = [{"platform_id": city.platform, "external_id": f"i{n}", "title": "After"} for n in range(3)]
    told = await sent(city, "indicators", rows, "dry-run")
    assert (told["kept"], told["counts"]) == (False, {"updated": 1, "created": 2})
    assert await all_told() == before


async def test_an_empty_cell_leaves_what_is_there_and_null_empties_it(city: City) -> None:
    row = {"platform_id": city.platform, "external_id": "i0", "title": "A title", "description": "Long"}
    await sent(city, "indicators", [row])
    body = f"platform_id,external_id,title,description\r\n{city.platform},i0,Other,\r\n"
    answer = await city.client.post("/v1/indicators/import", content=body.encode(), headers=city.headers | CSV)
    assert answer.json()["counts"] == {"updated": 1}
    kept = (await city.client.get(f"/v1/indicators/{answer.json()['items'][0]['id']}", headers=city.headers)).json()
    assert (kept["title"], kept["description"]) == ("Other", "Long")
    assert (await sent(city, "indicators", [row | {"description": None, "released": True}]))["counts"] == {"updated": 1}
    assert (await sent(city, "indicators", [row | {"description": None}]))["counts"] == {"unchanged": 1}
    kept = (await city.client.get(f"/v1/indicators/{kept['id']}", headers=city.headers)).json()
    assert (kept["description"], kept["released"], kept["revision"]) == (None, True, 3)
