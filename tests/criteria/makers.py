"""Criteria to push, and a city that pushes them through the front door."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from tests.shared.rows.streams import stream_of

NDJSON = "application/x-ndjson"

_numbers = count(1)


def fresh(name: str = "key") -> str:
    """A name that no other test has used."""
    return f"{name}-{next(_numbers)}"


def criterion(external_id: str | None = None, **more: Any) -> dict[str, Any]:
    """One criterion as a city sends it."""
    made = {
        "external_id": external_id or fresh("criterion"),
        "group": "elders",
        "question": "wellbeing",
        "text": "un logement sain et abordable",
    }
    return made | more


def criteria_of(number: int, prefix: str | None = None, **more: Any) -> list[dict[str, Any]]:
    """Some criteria with names in a row."""
    prefix = prefix or fresh("row")
    return [criterion(f"{prefix}-{at:05}", text=f"un logement sain, numéro {at}") | more for at in range(number)]


def ndjson(records: Iterable[Any]) -> bytes:
    """Records one a line; what is bytes already stands as it is."""
    return b"".join(
        (record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode()) + b"\n"
        for record in records
    )


def as_csv(records: Iterable[dict[str, Any]], fields: list[str], **options: Any) -> bytes:
    """Records as a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, **options)
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


@dataclass
class City:
    """A city with a key of its own and a territory it speaks for."""

    client: httpx.AsyncClient
    territory: UUID
    headers: dict[str, str]
    source: str = field(default_factory=lambda: fresh("source"))

    def another_source(self) -> "City":
        """The same city, with nothing pushed yet."""
        return City(self.client, self.territory, self.headers)

    async def push(
        self,
        body: bytes | list[Any],
        key: str | None = None,
        content_type: str = NDJSON,
        part_bytes: int = 0,
        **more: Any,
    ) -> httpx.Response:
        """Push a body, by default under a key of its own and in one part."""
        headers = self.headers | {"Idempotency-Key": key or fresh("push"), "Content-Type": content_type}
        headers |= more.pop("headers", {})
        params = {"territory": str(self.territory), "source": self.source} | more
        content: Any = ndjson(body) if isinstance(body, list) else body
        if part_bytes:
            content = stream_of(*(content[at : at + part_bytes] for at in range(0, len(content), part_bytes)))
        return await self.client.post("/v1/imports", params=params, content=content, headers=headers)

    async def pushed(self, body: bytes | list[Any], **more: Any) -> dict[str, Any]:
        """Push what is expected to be taken."""
        response = await self.push(body, **more)
        assert response.status_code == 202, response.text
        return dict(response.json())

    async def outcomes(self, import_id: str, **params: str) -> list[dict[str, Any]]:
        """What became of every line."""
        response = await self.client.get(f"/v1/imports/{import_id}/outcomes", params=params, headers=self.headers)
        assert response.status_code == 200, response.text
        return [json.loads(line) for line in response.text.splitlines()]

    async def kept(self, **params: str) -> dict[str, dict[str, Any]]:
        """All that is kept of this source, by external id."""
        response = await self.client.get(
            "/v1/criteria/export.ndjson", params={"source": self.source} | params, headers=self.headers
        )
        assert response.status_code == 200, response.text
        records = [json.loads(line) for line in response.text.splitlines()]
        return {record["external_id"]: record for record in records}

    async def one(self, **more: Any) -> dict[str, Any]:
        """Add one criterion by itself."""
        body = criterion(**more) | {"territory_id": str(self.territory), "source": self.source}
        response = await self.client.post("/v1/criteria", json=body, headers=self.headers)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask with this city's key."""
        return await self.client.get(path, headers=self.headers | options.pop("headers", {}), **options)

    async def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Change with this city's key."""
        return await self.client.patch(path, json=body, headers=self.headers | headers)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        """Withdraw with this city's key."""
        return await self.client.delete(path, headers=self.headers | headers)


async def at_once(*calls: Any) -> list[httpx.Response]:
    """Several requests at the same time."""
    return list(await asyncio.gather(*calls))


async def until(told: Callable[[], Awaitable[Any]]) -> None:
    """Wait, but not for ever, until something is so."""
    for _ in range(1000):
        if await told():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")
