"""A selection as a file: the same in every format, and only what the caller may read."""

import csv
import io
import json
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from services.criteria import exports
from services.criteria.schemas import CriterionRecord
from shared.rows.cells import unguarded
from shared.text import clean_statement
from tests.criteria.makers import City, as_csv, criterion, fresh

ODD = [
    "=1+1", "+32 65", "-", "@here", "'t is goed", "'=1", 'dit "bonjour"', "a;b,c\td", "💚 du pain", "قطار",
    "deux\nlignes", "NULL", "None", "é" * 2000,
]  # fmt: skip


@pytest.fixture(scope="module")
async def kept(mons: City) -> list[dict[str, Any]]:
    """Criteria of every kind, with texts that formats stumble over."""
    records = []
    for at, text in enumerate(ODD):
        record = criterion(f"odd-{at:02}", text=f"mot {text}" if text == "-" else text, participant=at + 1)
        record["visibility"] = ("private", "network", "public")[at % 3]
        record["consent"] = ("local", "network", "open")[at // 3 % 3]
        records.append(record | ({"codes": ["A01", "B02"], "taken_up_from": ["=x", "y"]} if at % 2 else {}))
    done = await mons.pushed(records)
    assert done["counts"] == {"created": len(ODD)}
    return records


async def _export(city: City, form: str, headers: dict[str, str], **filters: str) -> httpx.Response:
    response = await city.client.get(f"/v1/criteria/export.{form}", params=filters, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="criteria.{form}"'
    return response


async def _everything(city: City, headers: dict[str, str], **filters: str) -> list[dict[str, Any]]:
    text = (await _export(city, "ndjson", headers, **filters)).text
    return [json.loads(line) for line in text.splitlines()]


def _flat(value: Any) -> str:
    return ";".join(value) if isinstance(value, list) else "" if value is None else str(value)


async def test_all_formats_say_the_same(mons: City, kept: Any) -> None:
    lines = await _everything(mons, mons.headers)
    assert len(lines) == len(kept)
    assert {line["external_id"]: line["text"] for line in lines} == {
        record["external_id"]: clean_statement(record["text"]) for record in kept
    }
    assert list(lines[0]) == list(CriterionRecord.model_fields)
    table = csv.DictReader(io.StringIO((await _export(mons, "csv", mons.headers)).text, newline=""))
    rows = [{name: unguarded(cell) for name, cell in row.items()} for row in table]
    assert rows == [{name: _flat(value) for name, value in line.items()} for line in lines]
    parquet = pq.read_table(io.BytesIO((await _export(mons, "parquet", mons.headers)).content)).to_pylist()
    assert [{name: _flat(value) for name, value in row.items()} for row in parquet] == rows


async def test_no_cell_of_a_table_is_a_formula(mons: City, kept: Any) -> None:
    table = list(csv.reader(io.StringIO((await _export(mons, "csv", mons.headers)).text, newline="")))
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in table for cell in row)


async def test_a_table_that_is_pushed_again_changes_nothing(mons: City, kept: Any) -> None:
    exported = csv.DictReader(io.StringIO((await _export(mons, "csv", mons.headers)).text, newline=""))
    rows = [row | {"group": row["group_id"]} for row in exported]
    fields = ["external_id", "group", "question", "text", "language", "state", "participant", "codes", "codebook",
              "licence", "visibility", "consent", "taken_up_from"]  # fmt: skip
    again = await mons.pushed(as_csv(rows, fields, extrasaction="ignore"), content_type="text/csv")
    assert again["counts"] == {"unchanged": len(ODD)}


async def test_a_filter_holds_in_every_format(mons: City, kept: Any) -> None:
    expected = {record["external_id"] for record in kept if record.get("codes")}
    for form in ("ndjson", "csv", "parquet"):
        content = (await _export(mons, form, mons.headers, code="A01")).content
        if form == "parquet":
            names = {row["external_id"] for row in pq.read_table(io.BytesIO(content)).to_pylist()}
        elif form == "csv":
            names = {row["external_id"] for row in csv.DictReader(io.StringIO(content.decode(), newline=""))}
        else:
            names = {json.loads(line)["external_id"] for line in content.splitlines()}
        assert names == expected


async def test_an_empty_selection_is_a_file_too(mons: City, kept: Any) -> None:
    nothing = {"external_id": "there is none"}
    assert (await _export(mons, "ndjson", mons.headers, **nothing)).content == b""
    assert len((await _export(mons, "csv", mons.headers, **nothing)).text.splitlines()) == 1
    table = pq.read_table(io.BytesIO((await _export(mons, "parquet", mons.headers, **nothing)).content))
    assert (table.num_rows, table.column_names) == (0, list(CriterionRecord.model_fields))


@pytest.mark.parametrize("role", ["public", "app"])
async def test_the_public_exports_what_is_both_public_and_open(mons: City, kept: Any, speaking: Any, role: str) -> None:
    lines = await _everything(mons, speaking(role))
    expected = {record["text"] for record in kept if (record["visibility"], record["consent"]) == ("public", "open")}
    assert {line["text"] for line in lines} == expected
    hidden = {"source", "external_id", "participant", "group_id", "territory_id", "created_at", "updated_at"}
    for form in ("csv", "parquet"):
        content = (await _export(mons, form, speaking(role))).content
        assert b"odd-" not in content
        assert mons.source.encode() not in content
    assert all(line[name] is None for line in lines for name in hidden)


async def test_another_partner_exports_what_is_not_private(mons: City, liege: City, kept: Any) -> None:
    texts = {line["text"] for line in await _everything(liege, liege.headers)}
    assert texts == {clean_statement(record["text"]) for record in kept if record["visibility"] != "private"}


async def test_an_export_is_one_snapshot_in_many_batches(mons: City, kept: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(exports, "BATCH", 3)
    lines = await _everything(mons, mons.headers)
    assert len(lines) == len({line["id"] for line in lines}) == len(ODD)
    table = pq.read_table(io.BytesIO((await _export(mons, "parquet", mons.headers)).content))
    assert table.num_rows == len(ODD)


async def test_an_export_that_cannot_begin_is_a_problem_and_not_a_cut_file(
    mons: City, kept: Any, criteria_app: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("shared.database.POOL_WAIT_SECONDS", 0.05)
    pool = criteria_app.state.pool
    held = [await pool.acquire() for _ in range(pool.get_max_size())]
    try:
        response = await mons.get("/v1/criteria/export.csv")
    finally:
        for connection in held:
            await pool.release(connection)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["retry-after"]


async def test_there_is_no_other_format(mons: City) -> None:
    assert (await mons.get("/v1/criteria/export.xlsx")).status_code == 422
    assert (await mons.get(f"/v1/criteria/export.{fresh()}")).status_code == 422
