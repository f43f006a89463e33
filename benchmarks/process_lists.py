"""How fast a whole network's actions are listed, and how fast its records of the process are written down.

Everything goes through the front door: 300 municipalities in 20 countries, each with a platform, 1,200 groups, 1,800
stakeholders, 2,400 indicators, 5,000 actions and 20,000 observations, all invented, seed 2026. Lists are asked for at
the territories service, a page of 50, beside a page of 50 territories and beside PostgreSQL giving the bodies of 50
actions; an import stands beside PostgreSQL copying the same rows, their links and changes into tables like these.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from shared.identity import HEADER, Identity, Role, Signer
from shared.settings import CommonSettings
from shared.vocabulary.codebook import default_codebook

from .answering import COUNTRIES, PROFILES, timed
from .house import House, machine, running
from .process import ACTIONS, GROUPS, OBSERVATIONS, SEED, TERRITORIES

STATES = ("proposed", "decided", "under-way", "done", "abandoned")
STAKEHOLDERS, INDICATORS = 6, 8
RIGHTS = tuple(f"udhr/{number}" for number in range(3, 28))
LENS = {part: {"effect": "better"} for part in ("future_generations", "non_human_life", "climate")}

Row = dict[str, Any]


class Network:
    """The platforms of a network, and the records that are invented for them; the same seed invents the same."""

    def __init__(self, platforms: Sequence[str], n_groups: int) -> None:
        """Take the platforms; groups are spread over them in turn."""
        self.random = random.Random(SEED)
        self.platforms, self.n_groups = platforms, n_groups
        self.codes = [code for code, entry in default_codebook().entries.items() if not entry.general]

    def groups_of(self, place: int) -> list[str]:
        """Give what the groups of a platform are called."""
        return [f"g{number}" for number in range(place, self.n_groups, len(self.platforms))]

    def day(self, first: int, last: int) -> str:
        """Give some day."""
        return (date(first, 1, 1) + timedelta(days=self.random.randrange(365 * (last - first + 1)))).isoformat()

    def stakeholders(self) -> Iterator[Row]:
        """Invent stakeholders; one in six has left."""
        for at, platform in enumerate(self.platforms):
            for n in range(STAKEHOLDERS):
                left = {"left_on": "2024-12-31"} if n == 0 else {}
                named = {"name": f"Stakeholder {n}", "sector": "public", "joined_on": "2020-01-01"}
                yield {"platform_id": platform, "external_id": f"s{at}-{n}"} | named | left

    def indicators(self) -> Iterator[Row]:
        """Invent indicators."""
        for at, platform in enumerate(self.platforms):
            for n in range(INDICATORS):
                told = {"title": f"How people live, part {n}", "components": self.random.sample(self.codes, 2)}
                yield {"platform_id": platform, "external_id": f"i{at}-{n}"} | told

    def actions(self, number: int) -> Iterator[Row]:
        """Invent actions; one in seven has nobody responsible."""
        for n in range(number):
            at, state = n % len(self.platforms), self.random.choice(STATES)
            who = [f"s{at}-{self.random.randrange(STAKEHOLDERS)}" for _ in range(3)]
            yield {
                "platform_id": self.platforms[at], "external_id": f"a{n}", "title": f"Action {n} of several together",
                "description": "What is done, with whom and until when. " * 6, "state": state, "lens": LENS,
                "components": self.random.sample(self.codes, 3), "rights": self.random.sample(RIGHTS, 2),
                "groups": self.groups_of(at)[:2], "indicators": [f"i{at}-{n % INDICATORS}"],
                "starts_on": self.day(2022, 2023), "due_on": self.day(2024, 2027), "released": n % 2 == 0,
                "contributors": [{"stakeholder": one, "brings": "a room, an evening a week"} for one in who],
                "responsible": who[0] if n % 7 else None,
                "done_on": self.day(2025, 2025) if state == "done" else None,
            }  # fmt: skip

    def observations(self, number: int) -> Iterator[Row]:
        """Invent observations of every group on the indicators of its platform."""
        for n in range(number):
            at = n % len(self.platforms)
            yield {
                "platform_id": self.platforms[at], "external_id": f"o{n}",
                "group": self.random.choice(self.groups_of(at)),
                "indicator": f"i{at}-{n // len(self.platforms) % INDICATORS}", "level": self.random.randint(1, 5),
                "situation_of": ("present", "wished")[n % 2], "observed_on": self.day(2023, 2025), "n_participants": 9,
            }  # fmt: skip


class Desk:
    """Speaks with the territories service itself, as somebody."""

    def __init__(self, house: House, client: httpx.Client) -> None:
        """Keep where it answers, and the secret that it believes."""
        self.signer = Signer.of("gateway", CommonSettings(state=str(house.state)))
        self.client = client

    def ask(self, path: str, role: Role = "staff", roots: Sequence[UUID] = (), **params: str) -> dict[str, Any]:
        """Ask for something."""
        headers = {HEADER: self.signer.sign(Identity("bench", role, frozenset(roots)), "territories")}
        answer = self.client.get(path, params=params, headers=headers)
        answer.raise_for_status()
        return dict(answer.json())

    def import_all(self, path: str, rows: Iterator[Row], became: str = "created") -> float:
        """Import rows as lines of JSON, each of which must come to something; gives rows a second."""
        lines = [json.dumps(row) for row in rows]
        began = time.perf_counter()
        headers = {HEADER: self.signer.sign(Identity("bench", "staff"), "territories")}
        answer = self.client.post(
            f"/v1/{path}/import", content="\n".join(lines), headers=headers | {"Content-Type": "application/x-ndjson"}
        )
        answer.raise_for_status()
        if answer.json()["counts"] != {became: len(lines)}:
            raise RuntimeError(f"{path}: {answer.json()['counts']} {answer.json()['causes'][:3]}")
        return len(lines) / (time.perf_counter() - began)


def settle(house: House, n_territories: int, n_groups: int) -> tuple[list[str], list[str]]:
    """Register municipalities in all countries, each with a platform, and groups; gives countries and platforms."""
    with house.client() as client:

        def register(kind: str, items: list[Row]) -> list[str]:
            made: list[str] = []
            for first in range(0, len(items), 1000):
                answer = client.post(f"/v1/{kind}/bulk", json={"items": items[first : first + 1000]})
                answer.raise_for_status()
                made += [item["id"] for item in answer.json()["items"]]
            return made

        countries = [
            client.get("/v1/territories", params={"kind": "country", "country": code}).json()["items"][0]["id"]
            for code in COUNTRIES
        ]
        places = register("territories", [
            {"source": "bench", "external_id": f"t{n}", "kind": "municipality", "name": f"Town {n}",
             "parent_id": countries[n % len(countries)]} for n in range(n_territories)
        ])  # fmt: skip
        platforms = register("platforms", [
            {"source": "bench", "external_id": f"p{n}", "territory_id": place, "name": f"Town {n}"}
            for n, place in enumerate(places)
        ])  # fmt: skip
        register("groups", [
            {"source": "bench", "external_id": f"g{n}", "platform_id": platforms[n % len(platforms)],
             "label": f"Group {n}", "profile": PROFILES[n % len(PROFILES)], "year": 2022 + n % 4}
            for n in range(n_groups)
        ])  # fmt: skip
    return countries, platforms


def write_down(desk: Desk, house: House, network: Network, n_actions: int, n_observations: int) -> None:
    """Import everything, and print how fast the observations went."""
    desk.import_all("stakeholders", network.stakeholders())
    desk.import_all("indicators", network.indicators())
    desk.import_all("actions", network.actions(n_actions))
    rows = list(network.observations(n_observations))
    rate = desk.import_all("observations", iter(rows))
    again = desk.import_all("observations", iter(rows), "unchanged")
    noted = [{name: row[name] for name in ("platform_id", "external_id")} | {"note": "As told."} for row in rows]
    corrected = desk.import_all("observations", iter(noted), "updated")
    copied = n_observations / asyncio.run(_copied(house.admin_dsn))
    print(f"| observations imported, of {n_observations} | {rate:.0f} /s | {rate / copied:.2f} |")
    print(f"| the same body again | {again:.0f} /s | {again / copied:.2f} |")
    print(f"| one field of each corrected | {corrected:.0f} /s | {corrected / copied:.2f} |")
    print(f"| copied by PostgreSQL | {copied:.0f} /s | 1 |", flush=True)


async def _copied(dsn: str) -> float:
    """Copy observations with all that belongs to them into tables like theirs; gives the seconds it takes."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = territories, public")
    chosen = {
        "record": "kind = 'observation'",
        "link": "from_id in (select id from record where kind = 'observation')",
        "record_change": "kind = 'observation' and revision = 1",
    }
    taken = 0.0
    for table, condition in chosen.items():
        await connection.execute(f"create temp table {table}_copied (like {table} including all)")
        began = time.perf_counter()
        override = "overriding system value " if table == "record_change" else ""
        await connection.execute(f"insert into {table}_copied {override}select * from {table} where {condition}")
        taken += time.perf_counter() - began
    await connection.execute("analyze")
    await connection.close()
    return taken


def lists(desk: Desk, house: House, countries: Sequence[str], codes: Sequence[str], times: int) -> None:
    """Ask for pages of actions by several filters in turn, and print what they take."""
    plain = asyncio.run(_plain(house.admin_dsn, times))
    _tell("the bodies of 50 actions, from PostgreSQL", plain, plain)
    desk.ask("/v1/territories")
    _tell("50 territories", timed(lambda: desk.ask("/v1/territories", limit="50"), times), plain)
    under, code, right = cycle(countries), cycle(codes), cycle(RIGHTS)
    roots = [UUID(countries[0])]
    asked: dict[str, Callable[[], Any]] = {
        "plain": lambda: _actions(desk),
        "overdue": lambda: _actions(desk, overdue="true"),
        "orphaned": lambda: _actions(desk, orphaned="true"),
        "not orphaned": lambda: _actions(desk, orphaned="false"),
        "by state": lambda: _actions(desk, state="under-way"),
        "by component": lambda: _actions(desk, component=next(code)),
        "by right": lambda: _actions(desk, right=next(right)),
        "under a country": lambda: _actions(desk, under=next(under)),
        "under a country, overdue": lambda: _actions(desk, under=next(under), overdue="true"),
        "part of a title": lambda: _actions(desk, q="n 4"),
        "by its name": lambda: _actions(desk, external_id="a4321"),
        "plain, by the public": lambda: _actions(desk, role="public"),
        "by component, by the public": lambda: _actions(desk, role="public", component=next(code)),
        "orphaned, by a partner": lambda: _actions(desk, role="partner", roots=roots, orphaned="true"),
    }
    for name, ask in asked.items():
        timed(ask, 5)
        _tell(f"actions, {name}", timed(ask, times), plain)


def _actions(desk: Desk, **asked: Any) -> None:
    if not desk.ask("/v1/actions", limit="50", **asked)["items"]:
        raise RuntimeError(f"nothing was found for {asked}")


async def _plain(dsn: str, times: int) -> tuple[float, float]:
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = territories, public")
    found = []
    for _ in range(times):
        began = time.perf_counter()
        await connection.fetch(
            "select body from record where kind = 'action' and withdrawn_at is null order by id limit 50"
        )
        found.append((time.perf_counter() - began) * 1000)
    await connection.close()
    return statistics.median(found), statistics.quantiles(found, n=20)[18]


def _tell(what: str, found: tuple[float, float], against: tuple[float, float]) -> None:
    print(f"| {what} | {found[0]:.1f} ms | {found[1]:.1f} ms | {found[0] / against[0]:.1f} |", flush=True)


def main() -> None:
    """Measure one size and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territories", type=int, default=TERRITORIES)
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    parser.add_argument("--observations", type=int, default=OBSERVATIONS)
    parser.add_argument("--times", type=int, default=200)
    known = parser.parse_args()
    with running(worker=False) as house:
        print(f"{machine()}; seed {SEED}, {known.territories} territories, {known.groups} groups")
        countries, platforms = settle(house, known.territories, known.groups)
        network = Network(platforms, known.groups)
        with httpx.Client(base_url=house.urls["territories"], timeout=600) as client:
            desk = Desk(house, client)
            write_down(desk, house, network, known.actions, known.observations)
            lists(desk, house, countries, network.codes, known.times)
        print(machine())


if __name__ == "__main__":
    main()
