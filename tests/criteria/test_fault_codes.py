"""One fault has one code, whichever way the text came in."""

import json
from typing import Any

import pytest

from tests.criteria.makers import City, as_csv, criterion, fresh, ndjson

FIELDS = ["external_id", "group", "question", "text"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("text", "m" * 2001, "text-too-long"), ("text", "m" * 20_001, "text-too-long"), ("text", " ...", "text-empty"),
        ("text", "un\u202emot", "text-character"), ("external_id", "m" * 301, "label-too-long"),
        ("external_id", "m" * 20_001, "label-too-long"), ("external_id", "a\u2066b", "text-character"),
        ("external_id", "\u200b", "label-empty"), ("question", "hopes", "enum"), ("group", "nobody", "group-unknown"),
    ],
)  # fmt: skip
async def test_a_fault_has_one_code_whichever_way_it_comes(city: City, field: str, value: str, code: str) -> None:
    wrong = criterion(**{field: value}) if field != "external_id" else criterion() | {field: value}
    found = {
        "ndjson": await _pushed(city, ndjson([wrong, criterion()])),
        # A line beside it that is read again with care takes the whole chunk another way.
        "odd chunk": await _pushed(city, ndjson([wrong, criterion(text="deux  espaces")])),
        "csv": await _pushed(city, as_csv([wrong, criterion()], FIELDS), "text/csv"),
        "array": await _pushed(city, json.dumps([wrong, criterion()]).encode(), "application/json"),
        "single": await _added(city, wrong),
    }
    assert {way: codes for way, codes in found.items() if codes != [code]} == {}


async def _pushed(city: City, body: bytes, content_type: str = "application/x-ndjson") -> list[str]:
    done = await city.another_source().pushed(body, content_type=content_type)
    outcomes = await city.outcomes(done["id"], only="rejected")
    return [error["code"] for outcome in outcomes for error in outcome["errors"]]


async def _added(city: City, wrong: dict[str, Any]) -> list[str]:
    body = wrong | {"territory_id": str(city.territory), "source": fresh("source")}
    answer = await city.client.post("/v1/criteria", json=body, headers=city.headers)
    assert answer.status_code == 422, answer.text
    return [error["code"] for error in answer.json()["errors"]]
