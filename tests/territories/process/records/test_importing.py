"""Many records at once: CSV and lines of JSON in, an outcome for every line, and the same out again."""

import csv
import io
import json
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.territories.process.makers import City

CSV = {"Content-Type": "text/csv"}
LINES = {"Content-Type": "application/x-ndjson"}


async def sent(city: City, path: str, body: str, kind: dict[str, str] = CSV, mode: str = "partial") -> dict[str, Any]:
    answer = await city.client.post(
        f"/v1/{path}/import", params={"mode": mode}, content=body.encode(), headers=city.headers | kind
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def exported(city: City, path: str, format: str, headers: dict[str, str] | None = None) -> str:
    params = {"format": format, "platform_id": city.platform}
    answer = await city.client.get(f"/v1/{path}/export", params=params, headers=headers or city.headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def table(city: City, *rows: str) -> str:
    header = "platform_id;external_id;title;components;statements;state"
    return "\r\n".join([header, *(f"{city.platform};{row}" for row in rows)]) + "\r\n"


async def test_every_line_has_an_outcome(city: City) -> None:
    body = table(city, "i1;Housing;A03 ;;", "i2;Food;Z99;;", ";No name;A01;;", "i1;Twice;A01;;")
    told = await sent(city, "indicators", body)
    assert [(each["line"], each["outcome"]) for each in told["items"]] == [
        (2, "created"), (3, "rejected"), (4, "rejected"), (5, "rejected"),
    ]  # fmt: skip
    assert [each["errors"][0]["code"] for each in told["items"][1:]] == ["code-unknown", "missing", "twice"]
    assert told["items"][1]["errors"][0]["field"].startswith("components")
    assert told["counts"] == {"created": 1, "rejected": 3}
    assert told["digest"] == sha256(body.encode()).hexdigest()


async def test_the_same_body_twice_does_no_harm(city: City) -> None:
    body = table(city, "i1;Housing;A03;;", "i2;Food;A01;;")
    assert (await sent(city, "indicators", body))["counts"] == {"created": 2}
    assert (await sent(city, "indicators", body))["counts"] == {"unchanged": 2}
    other = table(city, "i1;Homes;A03;;", "i2;Food;A01;;")
    assert (await sent(city, "indicators", other))["counts"] == {"updated": 1, "unchanged": 1}


async def test_atomic_keeps_all_or_nothing_and_a_dry_run_nothing(city: City) -> None:
    bad = table(city, "i1;Housing;A03;;", "i2;Food;Z99;;")
    told = await sent(city, "indicators", bad, mode="atomic")
    assert (told["kept"], told["counts"]) == (False, {"not_stored": 1, "rejected": 1})
    good = table(city, "i1;Housing;A03;;", "i2;Food;A01;;")
    dry = await sent(city, "indicators", good, mode="dry-run")
    assert (dry["kept"], dry["counts"]) == (False, {"created": 2})
    assert all(each["id"] is None for each in dry["items"])
    assert "Housing" not in await exported(city, "indicators", "csv")
    assert (await sent(city, "indicators", good, mode="atomic"))["kept"]
    assert "Housing" in await exported(city, "indicators", "csv")


async def test_rows_refer_to_rows_before_them_and_after(city: City) -> None:
    first = {"platform_id": city.platform, "external_id": "one", "term": "Home", "language": "en", "definition": "x"}
    second = first | {"external_id": "two", "term": "Hearth", "replaces": "one"}
    told = await sent(city, "terms", "\n".join(map(json.dumps, [second, first])), LINES)
    assert told["counts"] == {"created": 2}
    kept = json.loads((await exported(city, "terms", "ndjson")).splitlines()[0])
    assert kept["source"] == "commons"


@pytest.mark.parametrize("format", ["csv", "ndjson"])
async def test_what_is_exported_can_be_imported_again(city: City, format: str) -> None:
    await city.record(
        "indicators",
        title='=1+1 "quoted"; with, all',
        external_id="hard",
        components=["A03", {"code": "B04", "why": "people meet there"}],
        statements=[{"level": 1, "texts": {"en": "Nobody has a home", "fr": "Personne n'a de toit"}}],
    )
    await city.record("indicators", title="Plain", external_id="plain", components=["A01", "A02"])
    body = await exported(city, "indicators", format)
    told = await sent(city, "indicators", body, CSV if format == "csv" else LINES)
    assert told["counts"] == {"unchanged": 2}, told


async def test_a_spreadsheet_does_not_run_what_was_written(city: City) -> None:
    await city.record("indicators", title='=cmd|"/c calc"!A1', external_id="bad", components=["A01"])
    rows = list(csv.DictReader(io.StringIO(await exported(city, "indicators", "csv"))))
    assert rows[0]["title"].startswith("'=")


async def test_the_public_exports_what_was_released(city: City, public: dict[str, str]) -> None:
    await city.record("indicators", title="Open", components=["A01"], released=True)
    await city.record("indicators", title="Closed", components=["A01"])
    seen = await exported(city, "indicators", "csv", public)
    assert "Open" in seen
    assert "Closed" not in seen


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"title\r\nA\r\n", 422, "body-unreadable"),
        (b"external_id,nonsense\r\na,b\r\n", 422, "body-unreadable"),
        ("external_id,title\r\n".encode("utf-16"), 422, "body-unreadable"),
    ],
)
async def test_a_table_that_is_none_is_refused_by_name(city: City, body: bytes, status: int, code: str) -> None:
    answer = await city.client.post("/v1/indicators/import", content=body, headers=city.headers | CSV)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_hostile_lines_are_refused_one_by_one(city: City) -> None:
    lines = [
        '{"external_id": "a", "title": "\\u0000"}', "[1]", "{", '{"external_id": "\\ud800"}', "null", "1e999",
        '{"external_id": "b", "title": NaN}', '{"external_id": "c", "released": "perhaps"}',
    ]  # fmt: skip
    told = await sent(city, "indicators", "\n".join(lines), LINES)
    assert told["counts"] == {"rejected": len(lines)}
    assert all(each["errors"] for each in told["items"])


async def test_a_stranger_and_an_unknown_kind_of_body_are_refused(
    city: City, territories: httpx.AsyncClient, public: dict[str, str]
) -> None:
    answer = await territories.post("/v1/indicators/import", content=b"external_id\r\n", headers=public | CSV)
    assert answer.status_code == 403
    answer = await territories.post("/v1/indicators/import", content=b"x", headers=city.headers)
    assert answer.status_code == 415


async def test_what_takes_up_a_refused_row_is_refused_with_it(city: City) -> None:
    group = await city.group()
    first = {"platform_id": city.platform, "external_id": "one", "text": "Seen", "language": "en", "level": "mixed",
             "group": group}  # fmt: skip
    second = {"platform_id": city.platform, "external_id": "two", "text": "Nobody is unseen", "language": "en",
              "level": "territory", "takes_up": ["one"]}  # fmt: skip
    told = await sent(city, "collective-criteria", "\n".join(map(json.dumps, [first, second])), LINES)
    codes = [[fault["code"] for fault in each["errors"]] for each in told["items"]]
    assert codes == [["level-of-group"], ["reference-unknown"]]
