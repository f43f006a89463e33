"""No statement, key or name is ever written to a log."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from shared import tracing
from tests.criteria.makers import City, criterion, fresh

CANARY = "quetzalcoatl"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the service would write on standard error, at its most talkative."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, tracing.log.level
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    tracing.configure_logging("debug")
    yield written
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    tracing.log.setLevel(before[2])


async def _say_everything(city: City) -> list[Any]:
    """Send the word everywhere it fits, and where it does not."""
    spoken = criterion(CANARY, text=f"{CANARY} dit", taken_up_from=[CANARY], licence="CC0-1.0")
    single = spoken | {"territory_id": str(city.territory), "source": CANARY}
    made = await city.client.post("/v1/criteria", json=single, headers=city.headers)
    path = f"/v1/criteria/{made.json().get('id')}"
    note = {"codes": ["A01"], "note": CANARY}
    return [
        made,
        await city.push([spoken, CANARY.encode(), {CANARY: CANARY}, spoken | {"group": CANARY}], key=CANARY + fresh()),
        await city.push(CANARY.encode(), content_type="text/csv", source=CANARY),
        await city.push(CANARY.encode(), content_type=f"{CANARY}/x"),
        await city.client.post("/v1/criteria", content=f'{{"text": "{CANARY}', headers=city.headers),
        await city.client.post(f"{path}/codings", json=note, headers=city.headers),
        await city.get("/v1/criteria", params={"external_id": CANARY, "source": CANARY}),
        await city.get(f"/v1/criteria/export.ndjson?source={CANARY}"),
        await city.get(f"/v1/criteria/{CANARY}"),
        await city.get(f"/{CANARY}"),
        await city.patch(path, {"text": f"{CANARY} encore"}, **{"If-Match": "*"}),
        await city.delete(path, **{"If-Match": "*"}),
    ]


async def test_what_was_said_is_in_no_log(city: City, log: io.StringIO) -> None:
    answers = await _say_everything(city)
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert CANARY not in log.getvalue().lower()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert sum(line["event"] == "answered" for line in lines) >= len(answers)


async def test_an_error_of_the_database_that_quotes_a_row_is_logged_without_it(
    city: City, log: io.StringIO, criteria_database: str, caplog: pytest.LogCaptureFixture, server: str
) -> None:
    administrator = await asyncpg.connect(criteria_database)
    name = f"ck_{fresh().replace('-', '_')}"
    try:
        await administrator.execute(
            f"alter table criteria.criterion add constraint {name} check (text not like '%{CANARY}%') not valid"
        )
        answers = await _say_everything(city)
        assert sum(answer.status_code == 500 for answer in answers) == 2  # the single one and the push
    finally:
        await administrator.execute(f"alter table criteria.criterion drop constraint {name}")
        await administrator.close()
    assert await _log_of_the_database(server) == []
    assert "CheckViolationError" in log.getvalue()
    assert CANARY not in log.getvalue().lower()
    for answer in answers:
        if answer.status_code == 500:
            assert CANARY not in answer.text
            assert answer.json()["code"] == "something-broke"
    for record in caplog.records:
        assert CANARY not in record.getMessage()
        assert CANARY not in str(getattr(record, "fields", ""))


async def _log_of_the_database(server: str) -> list[str]:
    """Give the lines in which the database itself wrote what was said; one of somebody else keeps its own log."""
    administrator = await asyncpg.connect(server)
    try:
        lines = (await administrator.fetchval("select pg_read_file('server.log', true)") or "").splitlines()
    finally:
        await administrator.close()
    return [line for line in lines if CANARY in line.lower()]
