"""How fast a territory's yearly report is made, beside a network's worth of records of the process.

The synthesis service's own tables are filled directly with invented records (`fill`), seed 2026: 300 territories in 20
countries, 1,200 groups with 100 coded criteria each, 5,000 actions, 20,000 observations, and the meetings,
commitments, indicators, measures and evaluations that go with them. Every figure stands beside what PostgreSQL takes
to give the bodies of the same territory's records, in the same run.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx

from shared.identity import HEADER, Identity, Signer
from shared.settings import CommonSettings
from shared.vocabulary.codebook import default_codebook

from .answering import COUNTRIES, PROFILES, QUESTIONS, timed
from .house import House, machine, running

SEED = 2026
YEAR = 2025
TERRITORIES, GROUPS, ACTIONS, OBSERVATIONS = 300, 1200, 5000, 20_000
STATES = ("proposed", "decided", "under-way", "done", "done", "abandoned")

Row = tuple[Any, ...]


class Records:
    """Invents the records of all territories; the same seed invents the same."""

    def __init__(self, seed: int, places: list[uuid.UUID], groups: dict[uuid.UUID, list[uuid.UUID]]) -> None:
        """Take where records are kept, and the groups of each place."""
        self.random = random.Random(seed)
        self.places, self.groups = places, groups
        self.platforms = {place: self.id() for place in places}
        self.codes = [code for code, entry in default_codebook().entries.items() if not entry.general]
        self.rows: list[Row] = []
        self.links: list[Row] = []

    def id(self) -> uuid.UUID:
        """Give an id that the seed decides."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def day(self, first: int = 2022, last: int = 2026) -> str:
        """Give some day."""
        return (date(first, 1, 1) + timedelta(days=self.random.randrange(365 * (last - first + 1)))).isoformat()

    def keep(self, kind: str, place: uuid.UUID, title: str, body: dict[str, Any]) -> uuid.UUID:
        """Keep a record, with a link for each component it names."""
        id, at = self.id(), datetime(2024, 5, 1, tzinfo=UTC)
        told = json.dumps({"title": title} | body)
        public = None if kind == "observation" else told
        self.rows.append((id, kind, self.platforms[place], place, title, told, public, 1, at, at))
        for one in body.get("components", ()):
            key = f"{default_codebook().version}/{one['code']}"
            self.links.append((id, "components", "component", key, "clara", at, True))
        return id

    def components(self, n: int = 2) -> list[dict[str, str]]:
        """Point to some components."""
        return [{"codebook": default_codebook().version, "code": code} for code in self.random.sample(self.codes, n)]

    def invent(self, n_actions: int, n_observations: int) -> None:
        """Invent everything, spread over the places."""
        for number, place in enumerate(self.places):
            own = range(number, n_actions, len(self.places))
            self.place(place, len(own), len(range(number, n_observations, len(self.places))))

    def place(self, place: uuid.UUID, n_actions: int, n_observations: int) -> None:
        """Invent the records of one place."""
        stakeholders = [self.keep("stakeholder", place, f"Stakeholder {n}", {"sector": "public"}) for n in range(6)]
        decisions = [{"text": "What was decided, in a sentence or two.", "why": "Because people asked for it."}] * 3
        meetings = [
            self.keep("meeting", place, f"Meeting {n}", {"held_on": self.day(), "decisions": decisions})
            for n in range(8)
        ]
        commitments = [
            self.keep("commitment", place, f"Commitment {n}", {
                "text": "What is promised.", "state": "made", "decided_on": self.day(), "components": self.components(),
                "owner": _to(stakeholders[n]), "meeting": _to(meetings[n]),
                "rights": [{"framework": "udhr", "version": "1948", "item": str(20 + n)}],
            })
            for n in range(6)
        ]  # fmt: skip
        indicators = [
            self.keep("indicator", place, f"Indicator {n}", {"state": "agreed", "components": self.components()})
            for n in range(8)
        ]
        for n in range(4):
            series = [{"on": f"{year}-12-31", "value": self.random.uniform(5, 60)} for year in range(2018, 2027)]
            told = {"unit": "%", "direction": "illbeing", "components": self.components(), "series": series}
            self.keep("measure", place, f"Measure {n}", told | {"indicators": [_to(indicators[n])]})
        actions = [self.action(place, n, stakeholders, commitments, indicators) for n in range(n_actions)]
        for n in range(2):
            self.evaluations(place, actions[n])
        for n in range(n_observations):
            self.observation(place, indicators[n % len(indicators)], n)

    def action(
        self, place: uuid.UUID, n: int, who: list[uuid.UUID], promised: list[uuid.UUID], by: list[uuid.UUID]
    ) -> uuid.UUID:
        """Invent an action."""
        state = self.random.choice(STATES)
        amount = round(self.random.uniform(500, 90_000), 2)
        return self.keep("action", place, f"Action {n}: what several stakeholders do together", {
            "description": "What is done, with whom and until when. " * 6, "state": state,
            "components": self.components(3), "groups": [_to(group) for group in self.groups[place][:2]],
            "commitments": [_to(self.random.choice(promised))], "indicators": [_to(one) for one in by[:2]],
            "rights": [{"framework": "sdg", "version": "2015", "item": "11"}],
            "starts_on": self.day(2023, 2025), "due_on": self.day(2025, 2026),
            "done_on": self.day(2025, 2025) if state == "done" else None,
            "responsible": _to(self.random.choice(who)) if n % 7 else None,
            "contributors": [{"stakeholder": _to(one), "brings": "a room, an evening a week"} for one in who[:3]],
            "budget": {"reference": f"84-{n % 5}", "amount": amount, "currency": "EUR", "year": YEAR},
        })  # fmt: skip

    def evaluations(self, place: uuid.UUID, action: uuid.UUID) -> None:
        """Invent an evaluation before and after, by every group of a place."""
        aspects = self.components(3)
        for moment, held_on, levels in (("before", f"{YEAR}-02-01", (1, 3)), ("after", f"{YEAR}-11-01", (2, 5))):
            judgements = [
                {"group": _to(group), "component": aspect, "situation": self.random.randint(*levels)}
                for group in self.groups[place] for aspect in aspects
            ]  # fmt: skip
            told = {"of": _to(action), "kind_of": "impact", "moment": moment, "held_on": held_on}
            made = self.keep("evaluation", place, f"Evaluation {moment}", told | {"judgements": judgements})
            later = {"text": "What gets better", "evaluation": _to(made), "state": "decided", "due_on": f"{YEAR}-12-01"}
            self.keep("improvement", place, "What gets better", later)

    def observation(self, place: uuid.UUID, indicator: uuid.UUID, n: int) -> None:
        """Invent an observation."""
        self.keep("observation", place, "", {
            "indicator": _to(indicator), "group": _to(self.random.choice(self.groups[place])),
            "level": self.random.randint(1, 5), "situation_of": ("present", "present", "wished")[n % 3],
            "observed_on": self.day(2023, 2025),
        })  # fmt: skip


def _to(id: uuid.UUID) -> dict[str, str]:
    return {"id": str(id)}


async def fill(
    dsn: str, n_territories: int, n_groups: int, n_actions: int, n_observations: int
) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Fill the tables of the synthesis service as its followers would; gives towns, and the countries above them."""
    chosen = random.Random(SEED)
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = synthesis, public")
    countries = [(uuid.UUID(int=chosen.getrandbits(128), version=4), country) for country in COUNTRIES]
    places = [uuid.UUID(int=chosen.getrandbits(128), version=4) for _ in range(n_territories)]
    known: list[Row] = [(id, None, "country", country, country) for id, country in countries]
    for number, place in enumerate(places):
        country, name = countries[number % len(countries)]
        known.append((place, country, "municipality", name, f"Town {number}"))
    await _copy(connection, "known_territory", "id parent_id kind country name", known)
    groups = await _groups(connection, chosen, places, n_groups)
    made = Records(SEED, places, groups)
    made.invent(n_actions, n_observations)
    platforms = [(id, place, f"Platform of {place}") for place, id in made.platforms.items()]
    await _copy(connection, "known_platform", "id territory_id name", platforms)
    columns = "id kind platform_id territory_id title body public_body revision created_at updated_at"
    await _copy(connection, "process_record", columns, made.rows)
    await _copy(connection, "process_link", "from_id relation kind key by at public", made.links)
    # What was written before this moment is taken over by the copy in memory at its next look.
    await connection.execute("update known_territory set changed_xid = pg_current_xact_id()")
    await connection.execute("update known_group set changed_xid = pg_current_xact_id()")
    await connection.execute("analyze")
    print(f"| records of the process | {len(made.rows)} | |")
    await connection.close()
    return places, [id for id, _ in countries]


async def _groups(
    connection: asyncpg.Connection, chosen: random.Random, places: list[uuid.UUID], n_groups: int
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Keep groups, as many in each place, and what they said as counts of codes."""
    of: dict[uuid.UUID, list[uuid.UUID]] = {place: [] for place in places}
    rows: list[Row] = []
    facts: list[Row] = []
    codes = list(default_codebook().entries)
    for number in range(n_groups):
        group, place = uuid.UUID(int=chosen.getrandbits(128), version=4), places[number % len(places)]
        of[place].append(group)
        rows.append((group, uuid.uuid4(), place, chosen.choice(PROFILES), "age", 2022 + number % 4, 9))
        facts += _facts(chosen, group, codes)
    await _copy(connection, "known_group", "id platform_id territory_id profile family year n_participants", rows)
    await _copy(connection, "fact", "group_id question scope code status n", facts)
    return of


async def _copy(connection: asyncpg.Connection, table: str, columns: str, rows: Sequence[Row]) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=columns.split())


def _facts(chosen: random.Random, group: uuid.UUID, codes: list[str]) -> Iterator[Row]:
    for question in QUESTIONS:
        for code in chosen.sample(codes, 16):
            yield group, question, "open", code, "validated", 2


def reports(house: House, places: list[uuid.UUID], countries: list[uuid.UUID], times: int) -> None:
    """Ask for yearly reports of one territory after another, in each form, and print what it takes."""
    signer = Signer.of("gateway", CommonSettings(state=str(house.state)))
    turn = iter(range(10**9))
    with httpx.Client(base_url=house.urls["synthesis"], timeout=60) as direct:

        def asking(
            path: str, role: Any = "staff", of: Sequence[uuid.UUID] = places, **params: str
        ) -> Callable[[], None]:
            def ask() -> None:
                place = of[next(turn) % len(of)]
                headers = {HEADER: signer.sign(Identity("bench", role), "synthesis")}
                direct.get(path.format(place=place), params=params, headers=headers).raise_for_status()

            return ask

        _wait_for_groups(asking, direct, signer, len(places))
        plain = asyncio.run(_plain(house.admin_dsn, places, times))
        _tell("the bodies of one territory's records, from PostgreSQL", plain, plain)
        for form in ("json", "html", "md", "csv"):
            ask = asking(f"/v1/yearly-reports/{{place}}/{YEAR}", format=form)
            timed(ask, 10)
            _tell(f"yearly report, {form}", timed(ask, times), plain)
        for name, ask in (
            ("yearly report, html, to the public", asking(f"/v1/yearly-reports/{{place}}/{YEAR}", "public")),
            (
                "yearly report, html, of a country with its towns",
                asking(f"/v1/yearly-reports/{{place}}/{YEAR}", of=countries),
            ),
            ("chapter by goal, html", asking(f"/v1/reviews/voluntary-local/{{place}}/{YEAR}")),
            ("chapter by right, html", asking(f"/v1/reviews/universal-periodic/{{place}}/{YEAR}")),
            ("summary, html", asking("/v1/summaries/{place}", "public")),
        ):
            ask()
            _tell(name, timed(ask, times), plain)


def _wait_for_groups(asking: Any, direct: httpx.Client, signer: Signer, wanted: int) -> None:
    """Wait until the copy in memory has every territory."""
    for _ in range(600):
        headers = {HEADER: signer.sign(Identity("bench", "staff"), "synthesis")}
        answer = direct.get("/v1/trends", params={"by": "territory"}, headers=headers)
        if answer.status_code == 200 and len(answer.json()["rows"]) >= wanted:
            return
        time.sleep(0.25)
    raise RuntimeError("the service did not take over what was filled in")


async def _plain(dsn: str, places: list[uuid.UUID], times: int) -> tuple[float, float]:
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = synthesis, public")
    found = []
    for number in range(times):
        began = time.perf_counter()
        await connection.fetch("select body from process_record where territory_id = $1", places[number % len(places)])
        found.append((time.perf_counter() - began) * 1000)
    await connection.close()
    return statistics.median(found), statistics.quantiles(found, n=20)[18]


def _tell(what: str, found: tuple[float, float], against: tuple[float, float]) -> None:
    print(f"| {what} | p50 {found[0]:.1f} ms, p95 {found[1]:.1f} ms | {found[0] / against[0]:.1f} |", flush=True)


def main() -> None:
    """Measure one size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territories", type=int, default=TERRITORIES)
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    parser.add_argument("--observations", type=int, default=OBSERVATIONS)
    parser.add_argument("--times", type=int, default=100)
    known = parser.parse_args()
    with running(worker=False) as house:
        print(f"{machine()}; seed {SEED}, {known.territories} territories, {known.groups} groups")
        places, countries = asyncio.run(
            fill(house.admin_dsn, known.territories, known.groups, known.actions, known.observations)
        )
        reports(house, places, countries, known.times)


if __name__ == "__main__":
    main()
