"""Places, platforms, groups and records of the process, made through the front door."""

from typing import Any
from uuid import uuid4

import httpx

from services.territories.countries import country_id

CAPE_VERDE = str(country_id("CV"))


class City:
    """A municipality with one platform, and who may write there."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers
        self.territory = ""
        self.platform = ""

    async def settle(self, kind: str = "municipality", parent: str = CAPE_VERDE) -> "City":
        place = await self._made("territories", {"kind": kind, "name": "Praia", "parent_id": parent})
        self.territory = place["id"]
        self.platform = (await self._made("platforms", {"territory_id": self.territory, "name": "Praia"}))["id"]
        return self

    async def group(self, profile: str = "elders", **more: Any) -> str:
        body = {"platform_id": self.platform, "label": profile, "profile": profile, "year": 2025,
                "external_id": uuid4().hex} | more  # fmt: skip
        return str((await self._made("groups", body))["id"])

    async def record(self, path: str, **fields: Any) -> dict[str, Any]:
        return await self._made(path, {"platform_id": self.platform} | fields)

    async def refused(self, path: str, **fields: Any) -> list[tuple[str, str]]:
        """Give the places and codes for which a record is refused."""
        body = {"platform_id": self.platform} | fields
        answer = await self.client.post(f"/v1/{path}", json=body, headers=self.headers)
        assert answer.status_code == 422, answer.text
        return [(each["pointer"].removeprefix("/body"), each["code"]) for each in answer.json()["errors"]]

    async def change(self, path: str, record: dict[str, Any], **fields: Any) -> httpx.Response:
        headers = self.headers | {"If-Match": f'"{record["revision"]}"'}
        return await self.client.patch(f"/v1/{path}/{record['id']}", json=fields, headers=headers)

    async def withdraw(self, path: str, record: dict[str, Any], why: str = "a mistake") -> httpx.Response:
        headers = self.headers | {"If-Match": f'"{record["revision"]}"'}
        return await self.client.delete(f"/v1/{path}/{record['id']}", params={"why": why}, headers=headers)

    async def _made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.client.post(f"/v1/{path}", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())
