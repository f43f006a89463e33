"""The chain from a city to a figure, each link moved by hand, and the truth it is compared with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count as numbers
from typing import Any
from uuid import UUID

import httpx
import numpy as np
from fastapi import FastAPI

from services.synthesis.counting import count
from services.synthesis.engine.normalise import normalise
from services.synthesis.mirror import Mirror
from services.synthesis.reader import Reader
from services.synthesis.reading import Reads
from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.codes import parse_code

Facts = Counter[tuple[UUID, str, str, str, str]]

_TRUTH = """
select group_id, question, scope, text, (
    select codes[1] || ' ' || case decision when 'validated' then 'validated' else 'human' end from coding
    where coding.criterion_id = criterion.id and coding.codebook = $1 and decision <> 'rejected'
    and number > coalesce((select max(number) from coding r where r.criterion_id = criterion.id
        and r.codebook = $1 and decision = 'rejected'), 0)
    order by decision = 'validated' desc, number desc limit 1) as code
from criterion where withdrawn_at is null and state = 'approved' and taken_up_from is null
"""


@dataclass
class Chain:
    """The three services, and the steps of the last one."""

    clients: dict[str, httpx.AsyncClient]
    criteria_app: FastAPI
    app: FastAPI
    reader: Reader
    as_role: Callable[..., dict[str, str]]
    reads: Reads = field(init=False)
    _proposed: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: numbers(1))

    def __post_init__(self) -> None:
        self.reads = Reads(self.pool, self.reader, 16)

    @property
    def pool(self) -> Any:
        return self.app.state.pool

    @property
    def mirror(self) -> Mirror:
        found: Mirror = self.app.state.mirror
        return found

    def fresh(self, name: str = "name") -> str:
        """A name that nothing else here has."""
        return f"{name}-{next(self._numbers)}"

    async def ask(self, service: str, method: str, path: str, role: str = "admin", **more: Any) -> httpx.Response:
        """Ask a service as the gateway would for somebody of a role."""
        headers = self.as_role(role, more.pop("roots", ()), service) | more.pop("headers", {})
        return await self.clients[service].request(method, path, headers=headers, **more)

    async def made(self, service: str, path: str, **fields: Any) -> Any:
        """Make something, and give it."""
        plain = {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}
        response = await self.ask(service, "POST", f"/v1/{path}", json=plain)
        assert response.status_code == 201, response.text
        return response.json()

    async def territory(self, name: str = "Mons", country: str = "BE", **more: Any) -> UUID:
        """A region of a country, or what is told."""
        fields = {"kind": "region", "name": name} | ({} if "parent_id" in more else {"country": country}) | more
        return UUID((await self.made("territories", "territories", **fields))["id"])

    async def group(self, territory: UUID, profile: str = "elders", year: int = 2025, **more: Any) -> UUID:
        """A group on a platform of its own."""
        platform = await self.made("territories", "platforms", territory_id=territory, name="Platform")
        fields = {"label": "Group", "external_id": self.fresh("group"), "profile": profile, "year": year} | more
        return UUID((await self.made("territories", "groups", platform_id=platform["id"], **fields))["id"])

    async def say(self, territory: UUID, group: UUID, text: str, **more: Any) -> dict[str, Any]:
        """One criterion, kept by the criteria service."""
        fields = {"question": "wellbeing", "language": "fr", "external_id": self.fresh(), "source": str(territory)}
        made: dict[str, Any] = await self.made(
            "criteria", "criteria", territory_id=territory, group=group, text=text, **(fields | more)
        )
        return made

    async def withdraw(self, criterion: str) -> None:
        """Take a criterion back, whatever its revision."""
        found = await self.ask("criteria", "GET", f"/v1/criteria/{criterion}")
        answer = await self.ask(
            "criteria", "DELETE", f"/v1/criteria/{criterion}", headers={"If-Match": found.headers["etag"]}
        )
        assert answer.status_code == 204, answer.text

    async def change(self, service: str, path: str, **fields: Any) -> httpx.Response:
        """Change a record, whatever its revision."""
        found = await self.ask(service, "GET", path)
        return await self.ask(service, "PATCH", path, json=fields, headers={"If-Match": found.headers["etag"]})

    async def code(self, criterion: str, code: str, decision: str = "coded", **more: Any) -> None:
        """A human decision on a criterion's code."""
        body = {"codes": [code] if code else [], "decision": decision} | more
        answer = await self.ask("criteria", "POST", f"/v1/criteria/{criterion}/codings", json=body)
        assert answer.status_code == 201, answer.text

    async def follow(self) -> None:
        """Take over everything from both feeds."""
        for follower in self.app.state.followers:
            while await follower.step():
                pass

    async def read(self, reads: Reads | None = None) -> None:
        """Read everything that is pending."""
        while await (reads or self.reads).step():
            pass

    async def count(self) -> None:
        """Count every group that is due."""
        while await count(self.pool):
            pass

    async def settle(self) -> None:
        """Go on until nothing is left to do."""
        await self.follow()
        await self.read()
        await self.count()
        await self.mirror.refresh()

    async def facts(self) -> Facts:
        """What is counted."""
        rows = await self.pool.fetch("select group_id, question, scope, code, status, n from fact")
        return Counter({(UUID(str(row[0])), *row[1:5]): row["n"] for row in rows})

    async def truth(self) -> Facts:
        """What must be counted, from what the criteria service keeps and what the coder proposes for each text."""
        codebook = default_codebook().version
        found: Facts = Counter()
        for row in await self.criteria_app.state.pool.fetch(_TRUTH, codebook):
            if row["code"]:
                code, status = row["code"].split(" ")
                code = parse_code(code, codebooks()[codebook]).component
            else:
                code = await self.proposed(row["text"], row["question"])
                code, status = code or "", "proposed" if code else "uncoded"
            found[UUID(str(row["group_id"])), row["question"], row["scope"], code, status] += 1
        return found

    async def proposed(self, text: str, question: str) -> str | None:
        """The code that the reader proposes for a text by itself."""
        if (text, question) not in self._proposed:
            self._proposed[text, question] = await self._propose(text, question)
        return self._proposed[text, question]

    async def _propose(self, text: str, question: str) -> str | None:
        raw = (await self.reader.encode([normalise(text)])).astype(np.float16).astype(np.float32)
        return (await self.reader.propose(raw, [normalise(text)], [[question]]))[0].code

    async def trends(self, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
        """Ask for trends."""
        return await self.ask("synthesis", "GET", "/v1/trends", role, roots=roots, params=params)

    async def search(self, q: str, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
        """Search; every statement by itself, unless told otherwise."""
        asked = {"q": q, "distinct": False} | params
        return await self.ask("synthesis", "GET", "/v1/search", role, roots=roots, params=asked)

    async def leftovers(self, text: str) -> dict[str, int]:
        """How much is kept that comes from a text, by table."""
        key = normalise(text)
        return {
            table: await self.pool.fetchval(f"select count(*) from {table} where {column} in ({statement})", key)
            for table, column, statement in (
                ("statement", "text", "select $1::text"),
                ("embedding", "statement_id", "select id from statement where text = $1"),
                ("proposal", "statement_id", "select id from statement where text = $1"),
            )
        }
